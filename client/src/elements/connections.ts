import type { Place } from '@chairside/protocol'
import { type Appointment, joinAppointment } from '../appointment.ts'
import type { TokenSource } from '../token.ts'

/** A connection that nobody uses any more is kept so long, in ms: frameworks take elements out to put them elsewhere. */
const lingerMs = 250

interface Shared {
  readonly joined: Promise<Appointment>
  readonly giveUp: AbortController
  users: number
}

/** One element's hold on a connection that it may share. */
export interface Hold {
  readonly joined: Promise<Appointment>
  letGo(): void
}

/** By token first: a string, or the very same function. */
const open = new Map<TokenSource, Map<string, Shared>>()

/** Joins an appointment, or takes part in the connection that another element of this page has to it. */
export function share(url: string, token: TokenSource, place: Place): Hold {
  const byUrl = open.get(token) ?? new Map<string, Shared>()
  open.set(token, byUrl)
  const shared = byUrl.get(url) ?? join(url, token, place)
  byUrl.set(url, shared)
  shared.users += 1
  const forget = () => {
    if (byUrl.get(url) !== shared) return
    byUrl.delete(url)
    if (byUrl.size === 0) open.delete(token)
  }
  // The next one who asks tries anew.
  shared.joined.catch(forget)
  let held = true
  const letGo = () => {
    if (!held) return
    held = false
    shared.users -= 1
    setTimeout(() => {
      if (shared.users > 0) return
      forget()
      shared.giveUp.abort()
      shared.joined.then((appointment) => appointment.close()).catch(() => {})
    }, lingerMs)
  }
  return { joined: shared.joined, letGo }
}

function join(url: string, token: TokenSource, place: Place): Shared {
  const giveUp = new AbortController()
  return { joined: joinAppointment({ url, token, place, signal: giveUp.signal }), giveUp, users: 0 }
}
