// What a page does for the elements: loads them, gives address and token, and reads back whom they know.
import type { Meeting } from './people.ts'

/** As far as a page of the demo reads an appointment of the SDK. */
type KnownAppointment = {
  participants: readonly { name: string; role: string }[]
  startsAt?: Date | string
  endsAt?: Date | string
  on: (event: 'change', follow: () => void) => unknown
}

/** `<chairside-transfer>` or `<chairside-desk>`, as far as a page of the demo uses them. */
export type Panel = HTMLElement & {
  token: string
  open?: boolean
  appointment?: KnownAppointment | undefined
}

/** The server that sent this page. */
const server = new URL('..', document.baseURI)

/** Defines the elements: the one browser bundle, from the server, as any other app would load it. */
export const loadElements = async () => {
  const bundle = new URL('chairside.js', server).href
  await import(/* @vite-ignore */ bundle)
}

export const connectPanel = (panel: Panel, token: string) => {
  panel.setAttribute('url', server.href)
  panel.token = token
}

const instant = (value: Date | string | undefined) => (value ? new Date(value).toISOString() : undefined)

const meetingOf = ({ participants, startsAt, endsAt }: KnownAppointment): Partial<Meeting> => {
  const named = (role: string) => participants.find((participant) => participant.role === role)?.name
  const all = {
    practitioner: named('practitioner'),
    patient: named('patient'),
    startsAt: instant(startsAt),
    endsAt: instant(endsAt),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** Calls back once the panel knows its appointment, and at each change of it. */
export const followMeeting = (panel: Panel, follow: (meeting: Partial<Meeting>) => void) => {
  const wait = () => {
    const { appointment } = panel
    if (!appointment) return void setTimeout(wait, 250)
    follow(meetingOf(appointment))
    appointment.on('change', () => follow(meetingOf(appointment)))
  }
  wait()
}
