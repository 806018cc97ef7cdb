import type { Deliveries, Delivery, Webhook } from '@chairside/protocol'
import { hookOf, openReceiver } from './receiver.ts'
import { openWorld, type World } from './world.ts'

/** A world with one webhook, and the ways to it. */
export async function hear(settings: Parameters<typeof openWorld>[0] = {}, id = 'app') {
  const world = await openWorld(settings)
  const receiver = await openReceiver()
  const hook = hookOf(world, id)
  const { secret = '' } = await hook.put({ url: receiver.url })
  const deliveries = async (): Promise<Delivery[]> =>
    (await hook.act<Deliveries>('readDeliveries')).deliveries
  return { world, receiver, hook, secret, deliveries }
}

/** Something happens of which webhooks hear. Gives the id of the appointment that ended. */
export async function happen(world: Pick<World, 'appointment' | 'end'>): Promise<string> {
  const id = await world.appointment()
  await world.end(id)
  return id
}

/** All webhooks. */
export const listed = async (world: World): Promise<Webhook[]> =>
  ((await (await world.backend('GET', '/v1/webhooks')).json()) as { webhooks: Webhook[] }).webhooks
