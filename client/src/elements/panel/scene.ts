import type { Appointment } from '../../appointment/appointment.ts'
import type { Words } from '../../messages/words.ts'
import type { Picked } from '../tray/tray.ts'

/** The element of a panel, as its acts need it. */
export interface Scene {
  appointment(): Appointment | undefined
  /** Opens the file chooser: for the tray, or for one file or all files that are chosen again. */
  browse(input: 'files' | 'file-again' | 'files-again'): void
  /** Renders the panel again. */
  changed(): void
  /** Reports an error to the app. */
  failed(error: unknown): void
  /** Focuses the first of the selectors that is found, after the next rendering. */
  focus(...selectors: readonly string[]): void
  words(): Words
  /** Says a text to people who do not see the panel. */
  say(text: string): void
  /** Tells which files came into the tray. */
  picked(added: readonly Picked[]): void
  /** Moves the focus from `from` to `to`, if it still is at `from`. */
  focusOn(from: string, to: string): void
  /** Whether files can be chosen now. */
  canSend(): boolean
  /** Whether the app around the page saves the page's downloads. */
  appSaves(): boolean
  reconnect(): void
  showNews(): void
  close(): void
}
