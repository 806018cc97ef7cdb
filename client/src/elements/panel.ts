import type { Participant } from '@chairside/protocol'
import type { Appointment } from '../appointment.ts'
import type { TransferFile } from '../file.ts'
import type { Request } from '../request.ts'
import type { Transfer } from '../transfer.ts'
import type { FileAction, Reader } from './file-line.ts'
import type { Room, Tray } from './tray.ts'

/** What a person can do in a panel, whatever part of it the button stands in. Those without a word go to buttons as they are. */
export interface Acts {
  /** Lets the person choose files; they go to the tray. */
  readonly choose: () => void
  /** Sends what is in the tray. */
  readonly send: () => void
  readonly closeForm: () => void
  readonly reconnect: () => void
  /** Takes away what is said of the last thing that did not work. */
  readonly forgive: () => void
  readonly showHeld: () => void
  readonly close: () => void
  toFile(file: TransferFile, action: FileAction): void
  openForm(form: Form): void
  retype(note: string): void
  ask(note: string): void
  withdrawRequest(request: Request): void
  decline(request: Request, reason: string): void
}

export type Form =
  | { readonly of: 'ask'; readonly note: string }
  | { readonly of: 'decline'; readonly request: string }

/** Everything that the parts of one panel are rendered from. */
export interface Panel extends Reader {
  readonly appointment: Appointment
  /** The other party; absent where the exchange is not open to this appointment. */
  readonly party: Participant | undefined
  /** Whether it stands on a desk, where the words are those of the waiting room. */
  readonly desk: boolean
  /** The level of its title's heading; groups are one below. */
  readonly level: number
  readonly tray: Tray
  readonly room: Room
  readonly form: Form | undefined
  /** The open transfer of mine that chosen files are added to. */
  readonly adding: Transfer | undefined
  /** Whether a request is on its way to the server. */
  readonly asking: boolean
  /** Whether my line is down for more than a moment. */
  readonly lineDown: boolean
  readonly acts: Acts
}

/** Whether files can be chosen now: by the practitioner always, by the patient while asked. */
export function canSend({
  open,
  role,
  appointment,
  adding,
}: Pick<Panel, 'open' | 'role' | 'appointment' | 'adding'>): boolean {
  if (!open) return false
  switch (role) {
    case 'practitioner':
      return true
    case 'patient':
      return adding !== undefined || appointment.openRequest?.state === 'asked'
  }
}
