import type { Role } from '@chairside/protocol'
import { lineDown } from '../connection/failure.ts'
import type { PatientFiles } from '../documents/files.ts'
import type { SessionMaterial } from '../documents/session.ts'
import type { ServerAccess } from './server-access.ts'

/** The documents of an appointment: `as` says whether one may edit them, or is the patient whose files they are. */
export type AppointmentDocuments = SessionMaterial | PatientFiles

/**
 * Loads the code of documents, and opens those of an appointment over its connection. `signal` closes them.
 *
 * @throws ChairsideError as `openSession` and `openFiles`; LINE_DOWN also if the code cannot be loaded
 */
export async function documentsOf(
  access: ServerAccess,
  appointment: string,
  role: Role,
  signal: AbortSignal,
): Promise<AppointmentDocuments> {
  const { documentsOver } = await import('../documents/documents.ts').catch((cause) => {
    throw lineDown(cause)
  })
  return documentsOver(access, appointment, role, signal)
}
