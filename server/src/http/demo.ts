import { ChairsideError, toInstant } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { profilePapers } from '../demo-files.ts'
import { hour } from '../time.ts'
import type { Given } from './route.ts'

/** What the switches of the demo's bar change: when the group session is, seen from now, Anna's payment, her consent form. */
const Switch = Type.Object(
  {
    /** What the names of this demo's appointments begin with. */
    day: Type.String({ pattern: '^[0-9a-f]{8}$' }),
    when: Type.Optional(Type.Enum(['before', 'at', 'after'])),
    paid: Type.Optional(Type.Boolean()),
    expired: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

/** When the group session begins, in ms from now. */
const begins = { before: 3 * hour, at: -hour / 12, after: -0.6 * hour } as const

const [consent] = profilePapers

/** The switches of the demo. They do what an app's backend would do; there is no demo in production. */
export function serveDemo(app: FastifyInstance, { config, callers, exchange, clock }: Given): void {
  if (config.production) return
  app.post<{ Body: Static<typeof Switch> }>('/demo/switch', { schema: { body: Switch } }, async (request) => {
    const who = await callers.participant(request)
    if (!['dr-horvathova', 'anna'].includes(who.id)) throw new ChairsideError('NOT_FOUND')
    const { day, when, paid, expired } = request.body
    const id = `demo-${day}-group`
    const start = when === undefined ? undefined : clock.now() + begins[when]
    if (start !== undefined)
      await exchange.appointments.register(id, {
        startsAt: toInstant(start),
        endsAt: toInstant(start + hour / 2),
      })
    if (paid !== undefined) await exchange.appointments.setPaid(id, 'anna', paid)
    if (expired !== undefined) {
      // An expiry must be in the future.
      const expiresAt = expired ? toInstant(clock.now() + 1000) : null
      await exchange.documents.libraries.change(who, consent.id, { expiresAt })
    }
    return {}
  })
}
