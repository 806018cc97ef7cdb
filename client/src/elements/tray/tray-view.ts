import type { Words } from '../../messages/words.ts'
import type { Room, Tray } from './tray.ts'

/** A person's acts on a whole tray. */
export interface TrayActs {
  /** Lets the person choose files; they go to the tray. */
  readonly choose: () => void
  /** Sends the files of the tray. */
  readonly send: () => void
  /** Takes an unanswered offer back: its files are in the tray again. */
  readonly cancelSending: () => void
}

/** The state from which a tray is rendered. */
export interface TrayView {
  readonly words: Words
  /** How the other party is called. */
  readonly otherName: string
  /** How the person is called for whom the tray is. */
  readonly trayFor: string
  /** How many files can go at once. */
  readonly limit: number
  /** The level of the panel's heading; the tray's is one below. */
  readonly level: number
  /** Whether files can be chosen and sent now: by a patient only while asked. */
  readonly sends: boolean
  /** Whether the appointment takes files at all. */
  readonly open: boolean
  readonly tray: Tray
  readonly room: Room
  /** Whether my connection is down for more than a moment. */
  readonly lineDown: boolean
  readonly acts: TrayActs
}
