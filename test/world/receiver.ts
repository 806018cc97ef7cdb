import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { pathOf, routes, type Webhook, type WebhookBody } from '@chairside/protocol'
import { keepSecret } from './secrets.ts'
import { atEnd } from './until.ts'
import type { World } from './world.ts'

/** What an app's backend got of a webhook. */
export interface Got {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly id: string
  readonly text: string
  readonly body: WebhookBody
}

/** The part of an app's backend that receives webhooks. */
export interface Receiver {
  readonly url: string
  readonly got: readonly Got[]
  /** How it answers from now on: a status, or by itself. 204 at first. */
  answer: number | ((answer: ServerResponse, got: Got) => void)
  /** The deliveries of a type. */
  of(type: WebhookBody['type']): Got[]
}

/** Begins to receive on this machine; `port` for the one of a receiver before it. */
export async function openReceiver(port = 0): Promise<Receiver> {
  const got: Got[] = []
  const server = createServer(async (request, answer) => {
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return
    const { url: path = '', headers } = request
    const one = { path, headers, id: String(headers['webhook-id']), text: body, body: JSON.parse(body) }
    got.push(one)
    if (typeof receiver.answer === 'number') answer.writeHead(receiver.answer).end()
    else receiver.answer(answer, one)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  atEnd(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    got,
    answer: 204,
    of: (type) => got.filter(({ body }) => body.type === type),
  }
  return receiver
}

/** A secret as a backend makes it. */
export function madeSecret(): string {
  const secret = `whsec_${randomBytes(24).toString('base64')}`
  keepSecret(secret)
  return secret
}

/** Whether a delivery was signed with a secret; in the few lines that docs/webhooks.md shows. */
export function isSigned({ headers, text }: Got, secret: string): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`
  const wanted = Buffer.from(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  return String(headers['webhook-signature'])
    .split(' ')
    .map((one) => Buffer.from(one))
    .some((one) => one.length === wanted.length && timingSafeEqual(one, wanted))
}

/** Calls of the backend about one webhook. Each throws for a refusal. */
export interface Hook {
  put(wish: object): Promise<Webhook>
  act<Answer = Webhook>(
    what:
      | 'pauseWebhook'
      | 'resumeWebhook'
      | 'rotateWebhook'
      | 'testWebhook'
      | 'replayWebhook'
      | 'readDeliveries',
    json?: object,
  ): Promise<Answer>
}

export function hookOf(world: Pick<World, 'backend'>, id: string): Hook {
  const ask = async <Answer>(method: string, path: string, json?: object): Promise<Answer> => {
    const response = await world.backend(method, path, json)
    const said = (await response.json()) as Answer & { secret?: string; error?: { code: string } }
    if (!response.ok) throw new Error(`refused: ${said.error?.code}`)
    if (said.secret !== undefined) keepSecret(said.secret)
    return said
  }
  return {
    put: (wish) => ask('PUT', pathOf(routes.putWebhook, { id }), wish),
    act: (what, json) => ask(routes[what].method, pathOf(routes[what], { id }), json),
  }
}
