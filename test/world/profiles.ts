import {
  type Document,
  type Profile,
  type ProfileDocument,
  pathOf,
  routes,
  type Views,
} from '@chairside/protocol'
import type { Meeting } from './calls.ts'
import { offerDocument, readyDocument } from './document-calls.ts'
import { filesToken } from './documents.ts'
import { anna, eva } from './people.ts'

/** A document of at most 10 MB, on a patient's profile unless `fields` say otherwise; its bytes are here. */
export const readyPaper = (meeting: Meeting, fields: Record<string, unknown> = {}): Promise<string> =>
  readyDocument(meeting, { policy: 'document', attach: { patient: anna.id }, ...fields })

/** The same, of which no byte has come. */
export const offeredPaper = (meeting: Meeting, fields: Record<string, unknown> = {}): Promise<string> =>
  offerDocument(meeting, { policy: 'document', attach: { patient: anna.id }, ...fields })

/** Asks for a profile as Eva; gives whatever the server answers. */
export async function askProfile({ world }: Meeting, patient = anna.id, query = ''): Promise<Response> {
  const token = await world.deskToken(eva.id)
  return world.as(token, 'GET', pathOf(routes.readProfile, { id: eva.id, patient }) + query)
}

export const profileOf = async (meeting: Meeting, patient = anna.id, query = ''): Promise<Profile> =>
  (await (await askProfile(meeting, patient, query)).json()) as Profile

/** A document of a profile; throws when it is not there. */
export async function onProfile(meeting: Meeting, id: string, patient = anna.id): Promise<ProfileDocument> {
  const found = (await profileOf(meeting, patient)).documents.find(({ document }) => document.id === id)
  if (found === undefined) throw new Error('the document is not on the profile')
  return found
}

/** Puts a document on a profile, or takes it off, as Eva. */
export async function put(
  { world }: Meeting,
  id: string,
  patient = anna.id,
  method: 'PUT' | 'DELETE' = 'PUT',
): Promise<{ status: number; document: Document }> {
  const token = await world.deskToken(eva.id)
  const answer = await world.as(token, method, pathOf(routes.putOnProfile, { id, patient }))
  return { status: answer.status, document: (await answer.json()) as Document }
}

/** Says as a patient that a document is open in their own page; gives the status and the code of a refusal. */
export async function view(
  { world }: Pick<Meeting, 'world'>,
  id: string,
  { patient = anna.id, userAgent = 'a test' } = {},
): Promise<{ status: number; code: string | null }> {
  const answer = await fetch(world.patientUrl + pathOf(routes.countView, { id }), {
    method: 'POST',
    headers: { authorization: `Bearer ${await filesToken(world, patient)}`, 'user-agent': userAgent },
  })
  return { status: answer.status, code: answer.headers.get('chairside-error') }
}

/** Who has viewed a document, as Eva sees it. */
export async function viewsOf({ world }: Meeting, id: string, query = ''): Promise<Views> {
  const token = await world.deskToken(eva.id)
  return (await (await world.as(token, 'GET', pathOf(routes.readViews, { id }) + query)).json()) as Views
}
