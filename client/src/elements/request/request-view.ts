import type { Appointment } from '../../appointment/appointment.ts'
import type { Request } from '../../live/request.ts'
import type { Reader } from '../file/row-text.ts'
import type { TrayView } from '../tray/tray-view.ts'

/** What is being written about a request: the practitioner's note, or why the patient sends nothing. */
export interface Form {
  readonly of: 'note' | 'reason'
  /** The request's id. */
  readonly request: string
  readonly text: string
}

/** What a person can do about a request. */
export interface RequestActs {
  /** Asks at once; a note can be added afterwards. */
  readonly ask: () => void
  /** Asks the same once more. */
  askAgain(request: Request): void
  /** Takes back a request that is on its way to the server. */
  readonly takeBack: () => void
  withdrawRequest(request: Request): void
  decline(request: Request): void
  openForm(of: Form['of'], request: Request): void
  /** What was typed stays, for the next time. */
  readonly closeForm: () => void
  retype(text: string): void
  /** Sends the note or the reason. */
  write(form: Form, request: Request): void
}

/** What a request's card and notices are rendered from. */
export interface RequestView extends TrayView, Reader {
  readonly appointment: Pick<
    Appointment,
    'limits' | 'requests' | 'openRequest' | 'answerable' | 'participants'
  >
  /** Whether it stands on a desk and uses the waiting room's words. */
  readonly desk: boolean
  readonly form: Form | undefined
  /** What the practitioner usually asks for. */
  readonly usualNotes: readonly string[]
  /** Whether a request is on its way to the server. */
  readonly asking: boolean
  /** The id of the request whose withdrawal is. */
  readonly withdrawing: string | undefined
  /** Whether a note or reason is. */
  readonly writing: boolean
  readonly requests: RequestActs
}
