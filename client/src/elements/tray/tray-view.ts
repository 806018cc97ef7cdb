import type { Words } from '../../messages/words.ts'
import type { Room, Tray } from './tray.ts'

/** What a person can do with a tray beside its rows. */
export interface TrayActs {
  /** Lets the person choose files; they go to the tray. */
  readonly choose: () => void
  /** Sends what is in the tray. */
  readonly send: () => void
  /** Takes back what is being sent and was not answered yet: it is in the tray again. */
  readonly cancelSending: () => void
}

/** What a tray is rendered from. */
export interface TrayView {
  readonly words: Words
  /** How the other party is called. */
  readonly otherName: string
  /** For whom the tray is: as that person is called. */
  readonly trayFor: string
  /** How many files can go at once. */
  readonly limit: number
  /** The level of the panel's heading; the tray's is one below. */
  readonly level: number
  /** Whether files can be chosen and sent now: by a patient only while asked. */
  readonly sends: boolean
  readonly tray: Tray
  readonly room: Room
  /** Whether my connection is down for more than a moment. */
  readonly lineDown: boolean
  readonly acts: TrayActs
}
