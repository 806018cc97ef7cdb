import type { Words } from '../../messages/words.ts'
import type { Room, Tray } from './tray.ts'

/** What a person can do with a tray beside its rows. */
export interface TrayActs {
  /** Lets the person choose files; they go to the tray. */
  readonly choose: () => void
  /** Sends what is in the tray. */
  readonly send: () => void
}

/** What a tray is rendered from. */
export interface TrayView {
  readonly words: Words
  /** How the other party is called. */
  readonly otherName: string
  /** The level of the panel's heading; the tray's is one below. */
  readonly level: number
  readonly tray: Tray
  readonly room: Room
  /** Whether my connection is down for more than a moment. */
  readonly lineDown: boolean
  readonly acts: TrayActs
}
