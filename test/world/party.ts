import { randomUUID } from 'node:crypto'
import {
  pathOf,
  type RegisteredAppointment,
  type Request,
  routes,
  type Ticket,
  type TicketUse,
  type Transfer,
} from '@chairside/protocol'
import { type Asked, ask, type Said } from './http.ts'
import { anna, eva } from './people.ts'
import { keepOddSecret, keepSecret } from './secrets.ts'
import { connect, type Plain } from './socket.ts'
import type { World } from './world.ts'

/** A file to offer. Without an `id` it gets a new one. */
export interface Offered {
  readonly name: string
  readonly size: number
  readonly id?: string
}

/** The headers of tus for bytes from `offset` on; without it those of a request that brings no bytes. */
export const tus = (offset?: number): Record<string, string> => ({
  'tus-resumable': '1.0.0',
  ...(offset === undefined
    ? {}
    : { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }),
})

/**
 * A participant who speaks plain HTTP and Socket.IO, and can thus do what the SDK never does. `offer` and `ticket`
 * throw for a refusal; their `try…` forms give every answer.
 */
export interface Party {
  readonly token: string
  readonly appointment: string
  ask(method: string, path: string, asked?: Asked): Promise<Said>
  /** Offers files to `to`, by default to Anna, or to Eva in answer to `request`. */
  offer(files: readonly Offered[], request?: string, to?: string): Promise<Transfer>
  tryOffer(files: readonly Offered[], request?: string, to?: string): Promise<Said>
  /** Sends bytes from `offset` on. `headers` replace those of tus. */
  patch(
    file: string,
    body: NonNullable<Asked['body']>,
    offset?: number,
    headers?: Asked['headers'],
  ): Promise<Said>
  /** Asks for the offset of an upload, as tus does. */
  head(file: string): Promise<Said>
  /** The offset of an upload, in bytes; NaN if the answer has none. */
  offset(file: string): Promise<number>
  /** Withdraws a file, as tus does. */
  withdraw(file: string): Promise<Said>
  see(transfer: string): Promise<Transfer>
  trySee(transfer: string, headers?: Asked['headers']): Promise<Said>
  ticket(file: string, use?: TicketUse): Promise<string>
  tryTicket(file: string, use?: TicketUse): Promise<Said>
  connect(): Promise<Plain>
}

export async function bring(world: World, appointment: string, participant: string): Promise<Party> {
  const token = await world.token(appointment, participant)
  return partyOf({ url: world.urlOf(participant) }, appointment, token)
}

/** The same as `bring`, with a token that the caller has. */
export function partyOf(world: Pick<World, 'url'>, appointment: string, token: string): Party {
  keepOddSecret(token)
  const party: Party = {
    token,
    appointment,
    ask: (method, path, asked) => ask(world.url + path, method, { token, ...asked }),
    tryOffer: async (files, request, to) => {
      keepOddSecret(...files.map((file) => file.name))
      const said = await party.ask('POST', pathOf(routes.offerTransfer, { id: appointment }), {
        json: offerOf(files, request, to),
      })
      if (said.status === 200) keepOddSecret(...said.json<Transfer>().files.map((file) => file.name))
      return said
    },
    offer: async (files, request, to) => {
      const said = await party.tryOffer(files, request, to)
      if (said.status !== 200) throw new Error(`not offered: ${said.error?.code}`)
      return said.json<Transfer>()
    },
    patch: (file, body, offset = 0, headers = {}) =>
      party.ask('PATCH', pathOf(routes.sendBytes, { id: file }), {
        headers: { ...tus(offset), ...headers },
        body,
      }),
    head: (file) => party.ask('HEAD', pathOf(routes.findUpload, { id: file }), { headers: tus() }),
    offset: async (file) => Number((await party.head(file)).headers['upload-offset']),
    withdraw: (file) => party.ask('DELETE', pathOf(routes.endUpload, { id: file }), { headers: tus() }),
    see: async (transfer) => (await party.trySee(transfer)).json<Transfer>(),
    trySee: (transfer, headers = {}) =>
      party.ask('GET', pathOf(routes.readTransfer, { id: transfer }), { headers }),
    tryTicket: (file, use = 'download') =>
      party.ask('POST', pathOf(routes.issueTicket, { id: file }), { json: { use } }),
    ticket: async (file, use) => {
      const said = await party.tryTicket(file, use)
      if (said.status !== 200) throw new Error(`no ticket: ${said.error?.code}`)
      const { url } = said.json<Ticket>()
      keepSecret(url.slice(url.lastIndexOf('/') + 1))
      return url
    },
    connect: () => connect(world.url, { token }),
  }
  return party
}

/** The body of an offer: from Eva to Anna, or Anna's answer to a request of Eva's. */
export function offerOf(
  files: readonly Offered[],
  request?: string,
  to = request === undefined ? anna.id : eva.id,
) {
  const offers = files.map(({ id = randomUUID(), name, size }) => ({ id, name, size }))
  return { id: randomUUID(), to, files: offers, ...(request === undefined ? {} : { request }) }
}

/** File number `at` of a transfer, by default the first. */
export function fileIn(transfer: Transfer, at = 0): Transfer['files'][number] {
  const file = transfer.files[at]
  if (file === undefined) throw new Error(`the transfer has no file at ${at}`)
  return file
}

/** Asks Anna for files, so that she may send. Gives the id of the request. */
export async function requested(practitioner: Party, note?: string): Promise<string> {
  const socket = await practitioner.connect()
  const id = randomUUID()
  const wish = {
    appointment: practitioner.appointment,
    id,
    to: anna.id,
    ...(note === undefined ? {} : { note }),
  }
  const reply = await socket.command<Request>('request:ask', wish)
  if (!reply.ok) throw new Error(`not asked: ${reply.error.code}`)
  return reply.value.id
}

/** Changes the registration, as the embedding backend does. */
export async function reregister(
  world: World,
  appointment: string,
  change: object,
): Promise<RegisteredAppointment> {
  const response = await world.backend('PUT', pathOf(routes.registerAppointment, { id: appointment }), change)
  if (!response.ok) throw new Error(`not changed: ${response.status}`)
  return (await response.json()) as RegisteredAppointment
}
