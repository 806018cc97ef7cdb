import type { Participant } from '@chairside/protocol'
import type { Appointment } from '../../appointment/appointment.ts'
import type { TransferFile } from '../../live/file.ts'
import type { Request } from '../../live/request.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { FileAction, Reader } from '../file/row-text.ts'
import type { RequestActs, RequestView } from '../request/request-view.ts'

/** What a person can do in a panel, whatever part of it the button stands in. Those without a word go to buttons as they are. */
export interface Acts extends RequestActs {
  readonly reconnect: () => void
  /** Takes away what is said of the last thing that did not work. */
  readonly forgive: () => void
  readonly showWaiting: () => void
  readonly close: () => void
  toFile(file: TransferFile, action: FileAction): void
  withdrawRequest(request: Request): void
}

/** Everything that the parts of one panel are rendered from. */
export interface Panel extends Reader, RequestView {
  readonly appointment: Appointment
  /** The other party; absent where the exchange is not open to this appointment. */
  readonly party: Participant | undefined
  /** The open transfer of mine that chosen files are added to. */
  readonly adding: Transfer | undefined
  readonly acts: Acts
}
