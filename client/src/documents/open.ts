import type { Address } from '../connection/address.ts'
import { type Documents, openDocuments } from './documents.ts'
import type { PatientFiles } from './files.ts'
import type { Library, LibraryView } from './library.ts'
import type { PatientDocuments, ProfilePlace } from './profile.ts'
import type { SessionMaterial } from './session.ts'
import type { View } from './view.ts'

/** The server and token of `openLibrary`, and which documents it shows. */
export interface LibraryOptions extends Address, LibraryView {}

/** The server and token of `openSession`, and its appointment. */
export interface SessionOptions extends Address {
  readonly appointment: string
}

/** The server and token of `openFiles`, and the appointment whose files are wanted; without it all. */
export interface FilesOptions extends Address {
  readonly appointment?: string | undefined
}

/** The server and token of `openPatientDocuments`, and whose documents are wanted. */
export interface PatientDocumentsOptions extends Address, ProfilePlace {}

/**
 * Opens a practitioner's library; the token is that of a desk, or of the practitioner in an appointment.
 *
 * @throws ChairsideError the server's refusal, or LINE_DOWN or its reason if it could not be reached for 30 s
 * @throws the reason of `signal`
 */
export function openLibrary({ search, kind, place, order, ...address }: LibraryOptions): Promise<Library> {
  const view = { search, kind, place, order }
  return alone(address, (documents) => documents.library(view, address.signal))
}

/**
 * Opens what is attached to an appointment, for its practitioner or registered staff.
 *
 * @throws ChairsideError the server's refusal, or LINE_DOWN or its reason if it could not be reached for 30 s
 * @throws the reason of `signal`
 */
export function openSession({ appointment, ...address }: SessionOptions): Promise<SessionMaterial> {
  return alone(address, (documents) => documents.session(appointment, address.signal))
}

/**
 * Opens a patient's files, in all their appointments or in one.
 *
 * @throws ChairsideError the server's refusal, or LINE_DOWN or its reason if it could not be reached for 30 s
 * @throws the reason of `signal`
 */
export function openFiles({ appointment, ...address }: FilesOptions): Promise<PatientFiles> {
  return alone(address, (documents) => documents.files(appointment, address.signal))
}

/**
 * Opens the documents of a practitioner's patient: of their profile and their appointments, or of one appointment. The
 * token is that of a desk, or of the practitioner in an appointment.
 *
 * @throws ChairsideError NOT_FOUND when the practitioner never met the patient, another refusal of the server, or
 *   LINE_DOWN or its reason if it could not be reached for 30 s
 * @throws the reason of `signal`
 */
export function openPatientDocuments({
  patient,
  appointment,
  ...address
}: PatientDocumentsOptions): Promise<PatientDocuments> {
  return alone(address, (documents) => documents.patient({ patient, appointment }, address.signal))
}

/** Opens one view on a connection of its own, which closes with it. */
async function alone<Shown extends View>(
  address: Address,
  open: (documents: Documents) => Promise<Shown>,
): Promise<Shown> {
  const documents = await openDocuments(address)
  try {
    const view = await open(documents)
    view.on('close', () => documents.close())
    return view
  } catch (error) {
    documents.close()
    throw error
  }
}
