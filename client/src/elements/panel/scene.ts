import type { Appointment } from '../../appointment/appointment.ts'
import type { Words } from '../../messages/words.ts'
import type { Picked } from '../tray/tray.ts'

/** What the acts of a panel need of the element they happen in. */
export interface Scene {
  appointment(): Appointment | undefined
  /** Opens the file chooser: for the tray, or for one file. */
  browse(input: 'files' | 'file-again'): void
  /** Something looks different now. */
  changed(): void
  /** Something went wrong that the app may want to know. */
  failed(error: unknown): void
  /** Puts the focus on the first of these selectors that is there, once what changed is on show. */
  focus(...selectors: readonly string[]): void
  words(): Words
  /** What came into the tray. */
  picked(added: readonly Picked[]): void
  /** Moves the focus on to this, if it still is where it was put before. */
  focusOn(from: string, to: string): void
  /** Whether files can be chosen now. */
  canSend(): boolean
  reconnect(): void
  showWaiting(): void
  close(): void
}
