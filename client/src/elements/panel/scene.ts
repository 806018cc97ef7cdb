import type { Appointment } from '../../appointment/appointment.ts'
import type { Words } from '../../messages/words.ts'
import type { Picked } from '../tray/tray.ts'

/** What the acts of a panel need of the element they happen in. */
export interface Scene {
  appointment(): Appointment | undefined
  /** Opens the file chooser: for the tray, or for one file or all files that are chosen again. */
  browse(input: 'files' | 'file-again' | 'files-again'): void
  /** The panel is to be rendered again. */
  changed(): void
  /** Something went wrong that the app may want to know. */
  failed(error: unknown): void
  /** Puts the focus on the first of these selectors that is there, once what changed is on show. */
  focus(...selectors: readonly string[]): void
  words(): Words
  /** Says a text to people who do not see the panel. */
  say(text: string): void
  /** Tells what came into the tray. */
  picked(added: readonly Picked[]): void
  /** Moves the focus from one element to another, if it still is there. */
  focusOn(from: string, to: string): void
  /** Whether files can be chosen now. */
  canSend(): boolean
  /** Whether the app that shows the page saves what the page lets it download. */
  appSaves(): boolean
  reconnect(): void
  showNews(): void
  close(): void
}
