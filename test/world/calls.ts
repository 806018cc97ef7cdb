import { randomUUID } from 'node:crypto'
import { type ParamsOf, pathOf, type Route, type RouteName, routes } from '@chairside/protocol'
import { documentCalls, drawn, readyDocument } from './document-calls.ts'
import { type Asked, ask } from './http.ts'
import { linkCalls } from './link-calls.ts'
import { bring, fileIn, offerOf, type Party, requested, tus } from './party.ts'
import { anna, eva } from './people.ts'
import { allowed, bytesOf } from './samples.ts'
import { drawing, until } from './until.ts'
import { webhookCalls } from './webhook-calls.ts'
import { openWorld, type World } from './world.ts'

/** An appointment with its two people. */
export interface Meeting {
  readonly world: World
  readonly id: string
  readonly doctor: Party
  readonly patient: Party
}

export async function meet(settings?: Parameters<typeof openWorld>[0]): Promise<Meeting> {
  const world = await openWorld(settings)
  const id = await world.appointment()
  return { world, id, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

/** The parameters and the body of a call. */
export interface Call {
  readonly params: Readonly<Record<string, string>>
  readonly asked?: Asked
}

const pdf = bytesOf(allowed.pdf)

const offered = async ({ doctor }: Meeting) => doctor.offer([{ name: 'Listed-Letter.pdf', size: pdf.length }])

const file = async (meeting: Meeting): Promise<string> => fileIn(await offered(meeting)).id

async function ready(meeting: Meeting): Promise<string> {
  const id = await file(meeting)
  const { status } = await meeting.doctor.patch(id, pdf)
  if (status !== 204) throw new Error(`not sent: ${status}`)
  return id
}

/** A file that the practitioner has let pass. There is no scanner here, so the doubt is written into the records. */
async function decided(meeting: Meeting): Promise<string> {
  const id = await ready(meeting)
  await meeting.world.write("update uploads set doubt = 'locked' where id = ?", id)
  return id
}

async function ticket(meeting: Meeting): Promise<string> {
  const url = await meeting.patient.ticket(await ready(meeting))
  return url.slice(url.lastIndexOf('/') + 1)
}

const version = { headers: { 'tus-resumable': '1.0.0' } }
const form = (id: string): Asked => ({
  headers: { 'content-type': 'multipart/form-data; boundary=edge' },
  body: Buffer.concat([
    Buffer.from(`--edge\r\ncontent-disposition: form-data; name="${id}"; filename="x.pdf"\r\n\r\n`),
    pdf,
    Buffer.from('\r\n--edge--\r\n'),
  ]),
})

/** A command has no path parameters: its body names the thing. */
export const command = (json: object): Call => ({ params: {}, asked: { json } })

/** Commands that only the patient may send. */
const patients: readonly RouteName[] = [
  'file:prompted',
  'file:dismiss',
  'request:decline',
  'readPatientFiles',
  'issueArchiveTicket',
  'lookAtDocument',
  'openDocument',
  'askForDocumentCode',
  'countView',
  'readOwnViews',
]

/** For each route, a call that succeeds. A new route needs a line here. */
export const calls: { readonly [Name in RouteName]: (meeting: Meeting) => Call | Promise<Call> } = {
  registerAppointment: ({ id }) => ({ params: { id }, asked: { json: { plan: 'clinic' } } }),
  readAppointment: ({ id }) => ({ params: { id } }),
  endAppointment: ({ id }) => ({ params: { id } }),
  erasePerson: () => ({ params: { sub: anna.id } }),
  changePatient: ({ id }) => ({ params: { id, patient: anna.id }, asked: { json: { paid: true } } }),
  issueToken: ({ id }) => ({ params: { id }, asked: { json: { participant: anna.id } } }),
  issueDeskToken: () => ({ params: { id: eva.id } }),
  readAudit: async (meeting) => {
    await ready(meeting)
    return { params: { id: meeting.id } }
  },
  exportAudit: async (meeting) => {
    await ready(meeting)
    return { params: {} }
  },
  offerTransfer: ({ id }) => ({
    params: { id },
    asked: { json: offerOf([{ name: 'Listed-Letter.pdf', size: 9 }]) },
  }),
  readTransfer: async (meeting) => {
    const transfer = await offered(meeting)
    await meeting.doctor.patch(fileIn(transfer).id, pdf)
    return { params: { id: transfer.id } }
  },
  sendForm: async (meeting) => {
    const transfer = await offered(meeting)
    return { params: { id: transfer.id }, asked: form(fileIn(transfer).id) }
  },
  issueTicket: async (meeting) => ({
    params: { id: await ready(meeting) },
    asked: { json: { use: 'download' } },
  }),
  describeUploads: () => ({ params: { id: randomUUID() } }),
  findUpload: async (meeting) => ({ params: { id: await file(meeting) }, asked: version }),
  sendBytes: async (meeting) => ({
    params: { id: await file(meeting) },
    asked: { headers: tus(0), body: pdf },
  }),
  createUpload: async (meeting) => ({
    params: { id: await file(meeting) },
    asked: { headers: { 'upload-complete': '?1' }, body: pdf },
  }),
  endUpload: async (meeting) => ({ params: { id: await file(meeting) }, asked: version }),
  readContent: async (meeting) => ({ params: { ticket: await ticket(meeting) } }),
  describeContent: async (meeting) => ({ params: { ticket: await ticket(meeting) } }),
  awaitSnapshot: ({ id }) => ({ params: { id } }),
  awaitLive: () => command({ page: randomUUID(), place: 'call' }),
  snapshot: ({ id }) => command({ appointment: id }),
  earlier: async (meeting) => command({ appointment: meeting.id, before: (await offered(meeting)).id }),
  'transfer:offer': ({ id }) =>
    command({ appointment: id, ...offerOf([{ name: 'Listed-Letter.pdf', size: 9 }]) }),
  'transfer:add': async (meeting) => {
    const more = { id: randomUUID(), name: 'Listed-Addition.pdf', size: 9 }
    return command({ id: (await offered(meeting)).id, files: [more] })
  },
  'transfer:withdraw': async (meeting) => command({ id: (await offered(meeting)).id }),
  'file:pause': async (meeting) => command({ id: await file(meeting) }),
  'file:resume': async (meeting) => command({ id: await file(meeting) }),
  'file:missing': async (meeting) => command({ id: await file(meeting) }),
  'file:withdraw': async (meeting) => command({ id: await file(meeting) }),
  'file:prompted': async (meeting) => command({ id: await ready(meeting) }),
  'file:dismiss': async (meeting) => command({ id: await ready(meeting) }),
  'file:decide': async (meeting) => command({ id: await decided(meeting), decision: 'accept' }),
  'request:ask': ({ id }) => command({ appointment: id, id: randomUUID(), to: anna.id, note: 'A photo' }),
  'request:decline': async ({ doctor }) => command({ id: await requested(doctor), reason: 'None here' }),
  'request:note': async ({ doctor }) => command({ id: await requested(doctor), note: 'Both sides' }),
  'request:withdraw': async ({ doctor }) => command({ id: await requested(doctor) }),
  isLive: () => ({ params: {} }),
  isReady: () => ({ params: {} }),
  readHealth: () => ({ params: {} }),
  describeServer: () => ({ params: {} }),
  describeSocket: () => ({ params: {} }),
  ...documentCalls,
  ...linkCalls,
  ...webhookCalls,
  keepFile: async (meeting) => {
    const { doctor, patient } = meeting
    const request = await requested(doctor)
    const { id } = fileIn(await patient.offer([{ name: 'Listed-Letter.pdf', size: pdf.length }], request))
    await patient.patch(id, pdf)
    return { params: { id }, asked: { json: { id: randomUUID() } } }
  },
  decideDocument: async (meeting) => {
    const id = await readyDocument(meeting)
    await meeting.world.write("update uploads set doubt = 'locked', checked = 0 where id = ?", id)
    await meeting.world.write("update documents set state = 'checking' where id = ?", id)
    return { params: { id }, asked: { json: { decision: 'accept' } } }
  },
  readFileThumbnail: async (meeting) => {
    const { doctor } = meeting
    const picture = bytesOf(allowed.png)
    const transfer = await doctor.offer([{ name: 'Listed-Picture.png', size: picture.length }])
    const { id } = fileIn(transfer)
    await doctor.patch(id, picture)
    const path = pathOf(routes.readFileThumbnail, { id })
    // The server counts what is asked in each second of its own clock, so it is asked once the picture lies there.
    await until('the thumbnail is drawn', async () => (await meeting.world.thumbnails()) > 0, drawing)
    await until('the picture has its thumbnail', async () => (await doctor.ask('GET', path)).status === 200)
    return { params: { id } }
  },
  readThumbnail: async (meeting) => {
    const id = await readyDocument(meeting, { name: 'Listed-Picture.png' }, bytesOf(allowed.png))
    await drawn(meeting, id)
    return { params: { id } }
  },
}

export const names = Object.keys(routes) as RouteName[]
export const routeOf = (name: RouteName): Route => routes[name]

export function keyOf(name: RouteName, { world, doctor, patient }: Meeting): string | undefined {
  // A profile is of no appointment, as the token of the patient here is.
  if (name === 'issueProfileArchiveTicket') return world.apiKey
  switch (routes[name].caller) {
    case 'anyone':
    // Its call carries a proof in place of a token.
    case 'access':
      return undefined
    case 'backend':
      return world.apiKey
    case 'either':
    case 'participant':
      return patients.includes(name) ? patient.token : doctor.token
  }
}

export async function call(meeting: Meeting, route: Route, { params, asked }: Call, token?: string) {
  return ask(meeting.world.url + pathOf(route, params as ParamsOf<Route>), route.method, { ...asked, token })
}
