import {
  type Library,
  openFiles,
  openLibrary,
  openPatientDocuments,
  openSession,
  type PatientDocuments,
  type PatientFiles,
  type SessionMaterial,
} from '@chairside/client'
import { pathOf, routes } from '@chairside/protocol'
import { anna, eva } from './people.ts'
import { keepSecret } from './secrets.ts'
import { atEnd } from './until.ts'
import type { World } from './world.ts'

/** Opens documents by the SDK, each closed when the test ends. `over`: the address to use instead of the server's. */
export interface DocumentPages {
  library(options?: { search?: string; practitioner?: string; over?: string }): Promise<Library>
  /** The material of an appointment, as its practitioner or `participant` sees it. */
  session(appointment: string, participant?: string, over?: string): Promise<SessionMaterial>
  /** The documents of a patient as Eva keeps them; with `appointment`, those of that one. */
  patient(patient?: string, appointment?: string): Promise<PatientDocuments>
  /** The files of a patient: of all appointments, or with `appointment` by a token of that one. */
  files(patient?: string, appointment?: string): Promise<PatientFiles>
}

/** A token for a patient's files in all appointments. */
export async function filesToken(world: World, patient: string): Promise<string> {
  const answer = await world.backend('POST', pathOf(routes.issueFilesToken, { id: patient }), {})
  const { token } = (await answer.json()) as { token: string }
  keepSecret(token)
  return token
}

export function documentPages(world: World): DocumentPages {
  const closing = <View extends { close(): void }>(view: View): View => {
    atEnd(() => view.close())
    return view
  }
  return {
    library: async ({ search, practitioner = eva.id, over = world.url } = {}) =>
      closing(await openLibrary({ url: over, token: () => world.deskToken(practitioner), search })),
    session: async (appointment, participant = eva.id, over = world.urlOf(participant)) =>
      closing(
        await openSession({ url: over, token: () => world.token(appointment, participant), appointment }),
      ),
    patient: async (patient = anna.id, appointment) => {
      const token = () => world.deskToken(eva.id)
      return closing(await openPatientDocuments({ url: world.url, token, patient, appointment }))
    },
    files: async (patient = anna.id, appointment) => {
      const token = () =>
        appointment === undefined ? filesToken(world, patient) : world.token(appointment, patient)
      return closing(await openFiles({ url: world.patientUrl, token, appointment }))
    },
  }
}
