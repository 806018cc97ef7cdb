import type { Appointment } from '../../appointment/appointment.ts'
import type { Request } from '../../live/request.ts'
import type { TrayActs, TrayView } from '../tray/tray-view.ts'

/** What is being written: the practitioner's request, or why the patient sends nothing. */
export type Form =
  | { readonly of: 'ask'; readonly note: string }
  | { readonly of: 'decline'; readonly request: string }

/** What a person can do about a request. */
export interface RequestActs extends TrayActs {
  readonly closeForm: () => void
  openForm(form: Form): void
  retype(note: string): void
  ask(note: string): void
  decline(request: Request, reason: string): void
}

/** What a request's form and card are rendered from. */
export interface RequestView extends TrayView {
  readonly appointment: Pick<Appointment, 'limits' | 'openRequest'>
  readonly role: 'practitioner' | 'patient'
  /** Whether files can be chosen and sent now: by a patient only while asked. */
  readonly sends: boolean
  /** Whether it stands on a desk and uses the waiting room's words. */
  readonly desk: boolean
  readonly form: Form | undefined
  /** How the form's addressee is called. */
  readonly formFor: string
  /** Whether a request is on its way to the server. */
  readonly asking: boolean
  readonly acts: RequestActs
}
