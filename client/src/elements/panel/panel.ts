import type { Decision, Participant } from '@chairside/protocol'
import type { Appointment } from '../../appointment/appointment.ts'
import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { FileAction } from '../file/file-action.ts'
import type { RequestView } from '../request/request-view.ts'
import type { TrayActs } from '../tray/tray-view.ts'

/** A person's acts in a panel, from any of its parts. Acts without arguments are passed to buttons directly. */
export interface Acts extends TrayActs {
  readonly reconnect: () => void
  /** Removes the notice of the last failure. */
  readonly forgive: () => void
  /** Brings new files and requests into view. */
  readonly showNews: () => void
  /** Loads the next page of transfers and requests that are over. */
  readonly showEarlier: () => void
  /** Lets the person choose their files again that this page can no longer read after a reload. */
  readonly chooseAgain: () => void
  /** Forgets an unsent file that the person no longer wants to send. */
  forgetUnsent(id: string): void
  readonly close: () => void
  toFile(file: TransferFile, action: FileAction): void
  /** Decides about an undecided file. */
  decide(file: TransferFile, decision: Decision): void
}

/** The state from which the parts of one panel are rendered. */
export interface Panel extends RequestView {
  readonly appointment: Appointment
  /** The other party; absent if files cannot be exchanged in this appointment. */
  readonly other: Participant | undefined
  /** The open transfer of mine to which chosen files are added. */
  readonly adding: Transfer | undefined
  readonly acts: Acts
}
