import { pathOf, routes } from '@chairside/protocol'
import type { Call, Meeting } from './calls.ts'

const wish = { url: 'https://app.example/hooks', events: ['file.ready'] }

/** A webhook that is paused, so that nothing is sent to its address. */
async function webhook({ world }: Meeting): Promise<string> {
  const id = 'listed'
  for (const [method, path, json] of [
    ['PUT', pathOf(routes.putWebhook, { id }), wish],
    ['POST', pathOf(routes.pauseWebhook, { id }), undefined],
    ['POST', pathOf(routes.testWebhook, { id }), undefined],
  ] as const) {
    const said = await world.backend(method, path, json)
    if (!said.ok) throw new Error(`no webhook: ${said.status}`)
  }
  return id
}

const about =
  (json?: object) =>
  async (meeting: Meeting): Promise<Call> => ({
    params: { id: await webhook(meeting) },
    ...(json && { asked: { json } }),
  })

/** For each route of webhooks, a call that succeeds. */
export const webhookCalls = {
  listWebhooks: async (meeting) => {
    await webhook(meeting)
    return { params: {} }
  },
  putWebhook: () => ({ params: { id: 'listed' }, asked: { json: wish } }),
  deleteWebhook: about(),
  pauseWebhook: about(),
  resumeWebhook: async (meeting) => {
    // A new one has nothing to deliver.
    await meeting.world.backend('PUT', pathOf(routes.putWebhook, { id: 'empty' }), wish)
    return { params: { id: 'empty' } }
  },
  rotateWebhook: about({}),
  testWebhook: about(),
  replayWebhook: about({ since: '2026-11-20T00:00:00Z' }),
  readDeliveries: about(),
} as const satisfies Record<string, (meeting: Meeting) => Call | Promise<Call>>
