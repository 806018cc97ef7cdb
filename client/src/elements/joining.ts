import { ChairsideError, errorKinds, type Place } from '@chairside/protocol'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Appointment } from '../appointment.ts'
import { failure } from '../failure.ts'
import type { TokenSource } from '../token.ts'
import type { Alarm } from './alarm.ts'
import { type Hold, share } from './connections.ts'
import { LineWatch, type Standing } from './standing.ts'

/** After a server that could not be reached at all it is tried again, in ms. */
const againMs = 2_000

/** What an element was told to show: an appointment of the page's own, or where to join one. */
export interface Wanted {
  readonly appointment: Appointment | undefined
  readonly url: string
  readonly token: TokenSource | undefined
  readonly place: Place
}

export interface Joined {
  changed(): void
  asked(): void
  failed(error: ChairsideError): void
}

/** An element's way to its appointment: joins, listens, says how the line stands, leaves. */
export class Joining implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #alarm: Alarm
  readonly #tell: Joined
  #wanted: Wanted | undefined
  #watch: LineWatch
  #hold: Hold | undefined
  #appointment: Appointment | undefined
  #failed: ChairsideError | undefined
  #since = 0
  #again: ReturnType<typeof setTimeout> | undefined
  #cancels: readonly (() => void)[] = []

  constructor(host: ReactiveControllerHost, alarm: Alarm, tell: Joined) {
    this.#host = host
    this.#alarm = alarm
    this.#tell = tell
    this.#watch = new LineWatch(alarm)
    host.addController(this)
  }

  get appointment(): Appointment | undefined {
    return this.#appointment
  }

  /** How the line stands; undefined while there is nothing to join. */
  standing(): Standing | undefined {
    if (this.#appointment) return this.#watch.of(this.#appointment.line)
    return this.#hold || this.#failed ? this.#watch.joining(this.#since, this.#failed) : undefined
  }

  /** Joins what is wanted, if that is something else than before. */
  want(wanted: Wanted): void {
    const before = this.#wanted
    this.#wanted = wanted
    const same =
      before?.appointment === wanted.appointment &&
      before?.url === wanted.url &&
      before?.token === wanted.token
    if (!same) this.#begin()
    else if (before?.place !== wanted.place) this.#appointment?.enter(wanted.place).catch(() => {})
  }

  reconnect(): void {
    const state = this.#appointment?.line.state
    if (this.#appointment && state !== 'closed') this.#appointment.reconnect()
    else this.#begin()
  }

  hostConnected(): void {
    // Taken out and put in again: the wish is still the same.
    if (this.#wanted && !this.#hold && !this.#appointment) this.#begin()
  }

  hostDisconnected(): void {
    this.#leave()
  }

  #begin(): void {
    this.#leave()
    const { appointment, url, token, place } = this.#wanted ?? {}
    this.#failed = undefined
    this.#since = Date.now()
    if (appointment) this.#adopt(appointment)
    else if (url && token && place) this.#join(url, token, place)
  }

  #join(url: string, token: TokenSource, place: Place): void {
    const address = addressOf(url)
    if (!address) {
      this.#refused(failure({ code: 'BAD_REQUEST', seen: 'url' }))
      return
    }
    const hold = share(address, token, place)
    this.#hold = hold
    hold.joined.then(
      (joined) => {
        if (this.#hold === hold) this.#adopt(joined)
      },
      (error: unknown) => {
        if (this.#hold !== hold) return
        this.#hold = undefined
        this.#refused(error instanceof ChairsideError ? error : failure('INTERNAL', error))
      },
    )
    this.#host.requestUpdate()
  }

  #adopt(appointment: Appointment): void {
    const { changed, asked, failed } = this.#tell
    this.#watch = new LineWatch(this.#alarm)
    this.#appointment = appointment
    this.#cancels = [
      appointment.on('change', changed),
      // Listening is what tells the sender that the file is on show here.
      appointment.on('prompt', changed),
      appointment.on('request', asked),
      appointment.on('line', changed),
      appointment.on('error', failed),
    ]
    changed()
  }

  #refused(error: ChairsideError): void {
    this.#failed = error
    this.#tell.failed(error)
    this.#host.requestUpdate()
    if (errorKinds[error.code].retry) this.#again = setTimeout(() => this.#begin(), againMs)
  }

  #leave(): void {
    clearTimeout(this.#again)
    for (const cancel of this.#cancels) cancel()
    this.#cancels = []
    this.#hold?.letGo()
    this.#hold = undefined
    this.#appointment = undefined
  }
}

function addressOf(url: string): string | undefined {
  try {
    return new URL(url, document.baseURI).href
  } catch {
    return undefined
  }
}
