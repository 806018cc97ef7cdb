import type { Appointment } from '../../appointment/appointment.ts'
import type { Request } from '../../live/request.ts'
import type { Reader } from '../file/row-text.ts'
import type { TrayView } from '../tray/tray-view.ts'

/** A text being written for a request: the practitioner's note, or the patient's reason for declining. */
export interface Form {
  readonly of: 'note' | 'reason'
  /** The request's id. */
  readonly request: string
  readonly text: string
}

/** A person's acts on a request. */
export interface RequestActs {
  /** Asks at once, without a note; one can be added afterwards. */
  readonly ask: () => void
  /** Asks again with the same note. */
  askAgain(request: Request): void
  /** Takes back a request that is on its way to the server. */
  readonly takeBack: () => void
  withdrawRequest(request: Request): void
  decline(request: Request): void
  openForm(of: Form['of'], request: Request): void
  /** Closes the form; the typed text stays for the next time. */
  readonly closeForm: () => void
  retype(text: string): void
  /** Sends the note or the reason. */
  write(form: Form, request: Request): void
}

/** The state from which a request's card and notices are rendered. */
export interface RequestView extends TrayView, Reader {
  readonly appointment: Pick<
    Appointment,
    'limits' | 'requests' | 'transfers' | 'openRequest' | 'answerable' | 'participants'
  >
  /** Whether the panel stands on a desk and uses the waiting room's words. */
  readonly desk: boolean
  readonly form: Form | undefined
  /** Notes that the practitioner often uses. */
  readonly usualNotes: readonly string[]
  /** Whether a request is on its way to the server. */
  readonly asking: boolean
  /** The id of the request whose withdrawal or refusal is on its way. */
  readonly ending: string | undefined
  /** Whether a note or reason is on its way. */
  readonly writing: boolean
  readonly requests: RequestActs
}
