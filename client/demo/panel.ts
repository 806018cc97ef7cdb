// Loads the elements, tells them the server and the token, and reads the facts of the appointment.

import type { ChairsideTransfer } from '../src/elements/transfer.ts'
import type { Appointment } from '../src/index.ts'
import type { Meeting } from './people.ts'

/** The server that sent this page. */
const server = new URL('..', document.baseURI)

/** After so long without an answer, in ms, the element joins by itself and says what is wrong. */
const PATIENCE_MS = 3_000

/** Loads the bundle of SDK and elements from the server. */
export const loadChairside = (): Promise<typeof import('../src/bundle.ts')> => {
  const bundle = new URL('chairside.js', server).href
  return import(/* @vite-ignore */ bundle)
}

const loadScript = (name: string): Promise<unknown> => {
  const script = new URL(name, server).href
  return import(/* @vite-ignore */ script)
}

/** Loads the elements of documents, with those of the live exchange. */
export const loadDocuments = () => loadScript('documents.js')

/** The same, with the documents of a client. */
export const loadPatientDocuments = () => loadScript('patient-documents.js')

export const giveToken = (panel: HTMLElement & { token: unknown }, token: string) => {
  panel.setAttribute('url', server.href)
  panel.token = token
}

/**
 * Joins for both page and panel, so that the page knows who meets whom and when. An app that does not need this gives
 * the element `url` and `token`.
 */
export const joinFor = async (
  panel: ChairsideTransfer,
  token: string,
  follow: (meeting: Meeting) => void,
) => {
  const { joinAppointment } = await loadChairside()
  const { place } = panel
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(), PATIENCE_MS)
  const joining = joinAppointment({ url: server.href, token, place, signal: giveUp.signal })
  const appointment = await joining.catch(() => undefined).finally(() => clearTimeout(timer))
  if (!appointment) return giveToken(panel, token)
  panel.appointment = appointment
  appointment.on('change', () => follow(meetingOf(appointment)))
  follow(meetingOf(appointment))
  if (panel.place !== place) appointment.enter(panel.place).catch(() => {}) // the place changed meanwhile
}

const meetingOf = ({ participants, startsAt, endsAt }: Appointment): Meeting => {
  const named = (role: string) => participants.find((participant) => participant.role === role)?.name ?? ''
  return { practitioner: named('practitioner'), patient: named('patient'), startsAt, endsAt }
}
