import { type Access, pathOf, proofHeader, type Route, routes } from '@chairside/protocol'
import type { Call, Meeting } from './calls.ts'
import { readyDocument } from './document-calls.ts'
import { accessIn, openPage, type Page } from './page.ts'
import { anna } from './people.ts'
import { comeIn, type Shared, share, withdraw } from './sharing.ts'

const attached = (meeting: Meeting, fields: Record<string, unknown> = {}): Promise<string> =>
  readyDocument(meeting, { attach: true, ...fields })

const shared = async (meeting: Meeting, fields: Record<string, unknown> = {}): Promise<Shared> =>
  share(meeting, await attached(meeting, fields))

const sensitive = { sensitivity: 'sensitive' }

/** An access session of Anna's, and its page. */
export async function opened(meeting: Meeting): Promise<{ page: Page; access: Access }> {
  const { secret } = await shared(meeting)
  const page = await openPage(meeting.world)
  return { page, access: accessIn(await page.open(secret)) }
}

/** A call of a new access session with its proof. */
const proven =
  (route: Route, json?: object) =>
  async (meeting: Meeting): Promise<Call> => {
    const { page, access } = await opened(meeting)
    const url = meeting.world.url + pathOf(route as typeof routes.stay, { id: access.id })
    const headers = { [proofHeader]: await page.proof(access.id, route.method, url) }
    return { params: { id: access.id }, asked: { headers, ...(json && { json }) } }
  }

/** For each route of links and access sessions, a call that succeeds. */
export const linkCalls = {
  shareDocument: async (meeting) => ({ params: { id: await attached(meeting), patient: anna.id } }),
  withdrawLink: async (meeting) => {
    const { document, patient } = await shared(meeting)
    return { params: { id: document, patient } }
  },
  restoreLink: async (meeting) => {
    const link = await shared(meeting)
    await withdraw(meeting, link)
    return { params: { id: link.id } }
  },
  issueCode: async (meeting) => ({ params: { id: (await shared(meeting, sensitive)).id } }),
  unlockLink: async (meeting) => {
    await comeIn(meeting, meeting.doctor)
    await comeIn(meeting, meeting.patient)
    return { params: { id: (await shared(meeting, sensitive)).id } }
  },
  lookAtLink: async (meeting) => ({
    params: {},
    asked: { json: { secret: (await shared(meeting)).secret } },
  }),
  openLink: async (meeting) => ({
    params: {},
    asked: { json: { secret: (await shared(meeting)).secret, key: (await openPage(meeting.world)).key } },
  }),
  askForLinkCode: async (meeting) => ({
    params: {},
    asked: { json: { secret: (await shared(meeting, sensitive)).secret } },
  }),
  lookAtDocument: async (meeting) => ({ params: { id: await attached(meeting) } }),
  openDocument: async (meeting) => ({
    params: { id: await attached(meeting) },
    asked: { json: { key: (await openPage(meeting.world)).key } },
  }),
  askForDocumentCode: async (meeting) => ({ params: { id: await attached(meeting, sensitive) } }),
  awaitAccess: proven(routes.awaitAccess),
  issueAccessTicket: proven(routes.issueAccessTicket, { use: 'view' }),
  stay: proven(routes.stay),
  noteView: proven(routes.noteView),
  closeAccess: proven(routes.closeAccess),
} as const satisfies Record<string, (meeting: Meeting) => Call | Promise<Call>>
