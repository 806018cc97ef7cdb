import type { Decision, Participant } from '@chairside/protocol'
import type { Appointment } from '../../appointment/appointment.ts'
import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { FileAction } from '../file/row-text.ts'
import type { RequestView } from '../request/request-view.ts'
import type { TrayActs } from '../tray/tray-view.ts'

/** What a person can do in a panel, from any of its parts. Acts without arguments are passed to buttons as they are. */
export interface Acts extends TrayActs {
  readonly reconnect: () => void
  /** Removes the notice of the last failure. */
  readonly forgive: () => void
  /** Brings what has come and is not in view into view. */
  readonly showNews: () => void
  /** Shows the next part of what is over. */
  readonly showEarlier: () => void
  /** Lets the person choose those files of theirs again that a new page cannot read any more. */
  readonly chooseAgain: () => void
  /** The person does not want to send this file, which never reached the server. */
  forgetUnsent(id: string): void
  readonly close: () => void
  toFile(file: TransferFile, action: FileAction): void
  /** Decides about a file about which the check could not. */
  decide(file: TransferFile, decision: Decision): void
}

/** Everything that the parts of one panel are rendered from. */
export interface Panel extends RequestView {
  readonly appointment: Appointment
  /** The other party; absent where the exchange is not open to this appointment. */
  readonly other: Participant | undefined
  /** The open transfer of mine that chosen files are added to. */
  readonly adding: Transfer | undefined
  readonly acts: Acts
}
