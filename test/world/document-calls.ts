import { randomUUID } from 'node:crypto'
import { type Document, pathOf, routes } from '@chairside/protocol'
import type { Call, Meeting } from './calls.ts'
import { ask } from './http.ts'
import { tus } from './party.ts'
import { anna, eva } from './people.ts'
import { allowed, bytesOf } from './samples.ts'
import { drawing, until } from './until.ts'

const pdf = bytesOf(allowed.pdf)
const offer = () => ({ id: randomUUID(), name: 'Listed-Paper.pdf', size: pdf.length, policy: 'material' })

/** The fields of an offer. `attach: true`: to the meeting's appointment. */
type Wish = { attach?: boolean | object } & Record<string, unknown>

/** Adds a document to the practitioner's library, and attaches it if wanted. */
export async function offerDocument(
  { world, id, doctor }: Meeting,
  { attach = false, ...fields }: Wish = {},
): Promise<string> {
  const where = attach === true ? { appointment: id } : attach
  const json = { ...offer(), ...(where && { attach: where }), ...fields }
  const said = await ask(world.url + pathOf(routes.createDocument), 'POST', { json, token: doctor.token })
  if (said.status !== 200) throw new Error(`no document: ${said.status} ${said.body}`)
  return said.json<Document>().id
}

/** Adds a document and sends its bytes. */
export async function readyDocument(
  meeting: Meeting,
  fields: Wish = {},
  bytes: Buffer = pdf,
): Promise<string> {
  const id = await offerDocument(meeting, { size: bytes.length, ...fields })
  const said = await ask(meeting.world.url + pathOf(routes.sendDocumentBytes, { id }), 'PATCH', {
    headers: tus(0),
    body: bytes,
    token: meeting.doctor.token,
  })
  if (said.status !== 204) throw new Error(`not sent: ${said.status} ${said.body}`)
  return id
}

/** Adds a document to the meeting's appointment, which its patient views. */
async function viewedDocument(meeting: Meeting): Promise<string> {
  const id = await readyDocument(meeting, { attach: true })
  await meeting.world.as(meeting.patient.token, 'POST', pathOf(routes.countView, { id }))
  return id
}

/** Waits until a picture has its thumbnail. */
export const drawn = ({ world }: Meeting, id: string): Promise<true> =>
  until(
    'the picture has its thumbnail',
    async () => {
      const said = await world.backend('GET', pathOf(routes.readDocument, { id }))
      const document = (await said.json()) as Document
      return document.state === 'ready' && document.thumbnail === true
    },
    drawing,
  )

const version = { headers: tus() }

/** For each route of documents, a call that succeeds. */
export const documentCalls = {
  issueFilesToken: () => ({ params: { id: anna.id } }),
  createDocument: () => ({ params: {}, asked: { json: offer() } }),
  readDocument: async (meeting) => ({ params: { id: await readyDocument(meeting) } }),
  changeDocument: async (meeting) => ({
    params: { id: await readyDocument(meeting) },
    asked: { json: { name: 'Listed-Other' } },
  }),
  deleteDocument: async (meeting) => ({ params: { id: await readyDocument(meeting, { attach: true }) } }),
  reachOfDocument: async (meeting) => ({ params: { id: await readyDocument(meeting, { attach: true }) } }),
  describeDocumentUploads: () => ({ params: { id: randomUUID() } }),
  findDocumentUpload: async (meeting) => ({ params: { id: await offerDocument(meeting) }, asked: version }),
  sendDocumentBytes: async (meeting) => ({
    params: { id: await offerDocument(meeting) },
    asked: {
      headers: tus(0),
      body: pdf,
    },
  }),
  createDocumentUpload: async (meeting) => ({
    params: { id: await offerDocument(meeting) },
    asked: { headers: { 'upload-complete': '?1' }, body: pdf },
  }),
  endDocumentUpload: async (meeting) => ({ params: { id: await offerDocument(meeting) }, asked: version }),
  sendDocumentForm: async (meeting) => ({
    params: { id: await offerDocument(meeting) },
    asked: {
      headers: { 'content-type': 'multipart/form-data; boundary=edge' },
      body: Buffer.concat([
        Buffer.from('--edge\r\ncontent-disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n'),
        pdf,
        Buffer.from('\r\n--edge--\r\n'),
      ]),
    },
  }),
  issueDocumentTicket: async (meeting) => ({
    params: { id: await readyDocument(meeting) },
    asked: { json: { use: 'view' } },
  }),
  readDocumentAudit: async (meeting) => ({ params: { id: await readyDocument(meeting) } }),
  attachDocument: async (meeting) => ({
    params: { id: await readyDocument(meeting), appointment: meeting.id },
    asked: { json: { availability: 'after-session' } },
  }),
  changeAttachment: async (meeting) => ({
    params: { id: await readyDocument(meeting, { attach: true }), appointment: meeting.id },
    asked: { json: { visibility: 'paid' } },
  }),
  detachDocument: async (meeting) => ({
    params: { id: await readyDocument(meeting, { attach: true }), appointment: meeting.id },
  }),
  attachToMany: async (meeting) => ({
    params: { id: await readyDocument(meeting) },
    asked: { json: { appointments: [meeting.id] } },
  }),
  readLibrary: async (meeting) => {
    await readyDocument(meeting)
    return { params: { id: eva.id } }
  },
  searchLibrary: async (meeting) => {
    await readyDocument(meeting)
    return { params: { id: eva.id }, asked: { json: { search: 'paper' } } }
  },
  readSession: async (meeting) => {
    await readyDocument(meeting, { attach: true })
    return { params: { id: meeting.id } }
  },
  changeSession: async (meeting) => {
    const documents = [await readyDocument(meeting, { attach: true })]
    return { params: { id: meeting.id }, asked: { json: { documents, availability: 'at-session' } } }
  },
  seeAs: async (meeting) => {
    await readyDocument(meeting, { attach: true, visibility: 'paid' })
    return { params: { id: meeting.id, patient: anna.id } }
  },
  readPatientFiles: async (meeting) => {
    await readyDocument(meeting, { attach: true })
    return { params: { id: anna.id } }
  },
  issueArchiveTicket: async (meeting) => {
    await readyDocument(meeting, { attach: true })
    return { params: { id: meeting.id } }
  },
  issueProfileArchiveTicket: async (meeting) => {
    await readyDocument(meeting, { attach: { patient: anna.id } })
    return { params: { id: anna.id, practitioner: eva.id } }
  },
  readArchive: async (meeting) => {
    await readyDocument(meeting, { attach: true })
    const said = await ask(
      meeting.world.url + pathOf(routes.issueArchiveTicket, { id: meeting.id }),
      'POST',
      {
        token: meeting.patient.token,
      },
    )
    const { url } = said.json<{ url: string }>()
    return { params: { ticket: url.slice(url.lastIndexOf('/') + 1) } }
  },
  putOnProfile: async (meeting) => ({
    params: { id: await readyDocument(meeting), patient: anna.id },
  }),
  takeOffProfile: async (meeting) => ({
    params: { id: await readyDocument(meeting, { attach: { patient: anna.id } }), patient: anna.id },
  }),
  readProfile: async (meeting) => {
    await readyDocument(meeting, { attach: { patient: anna.id } })
    return { params: { id: eva.id, patient: anna.id } }
  },
  readViews: async (meeting) => ({ params: { id: await viewedDocument(meeting) } }),
  countView: async (meeting) => ({ params: { id: await readyDocument(meeting, { attach: true }) } }),
  readOwnViews: async (meeting) => {
    await viewedDocument(meeting)
    return { params: { id: anna.id } }
  },
  putTemplate: async (meeting) => ({
    params: { id: 'listed' },
    asked: { json: { documents: [{ document: await readyDocument(meeting) }] } },
  }),
  readTemplate: async (meeting) => {
    const json = { documents: [{ document: await readyDocument(meeting) }] }
    await meeting.world.backend('PUT', pathOf(routes.putTemplate, { id: 'listed' }), json)
    return { params: { id: 'listed' } }
  },
} as const satisfies Record<string, (meeting: Meeting) => Call | Promise<Call>>
