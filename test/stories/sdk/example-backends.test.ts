import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { joinAppointment } from '@chairside/client'
import type { Deliveries, WebhookTest } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { startExample } from '../../world/example.ts'
import { hookOf } from '../../world/receiver.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/* The backends of examples/, each run as its first lines say, beside a real server. */

const folder = join(import.meta.dirname, '../../../examples/backends')
const runs = (program: string, ...parts: string[]): boolean => spawnSync(program, parts).status === 0
const hasFlask = runs('python3', '-c', 'import flask')
const hasPhp = runs('php', '--version')
if (!hasFlask) console.log('The Flask backend is not tried: python3 has no flask here.')
if (!hasPhp) console.log('The PHP backends are not tried: there is no php here.')

const backends = [
  { name: 'Express', can: true, line: () => [process.execPath, 'express.mjs'] },
  { name: 'Fastify', can: true, line: () => [process.execPath, 'fastify.mjs'] },
  {
    name: 'Flask',
    can: hasFlask,
    line: (port: number) => ['python3', '-m', 'flask', '--app', 'flask_app', 'run', '--port', String(port)],
  },
  { name: 'plain PHP', can: hasPhp, line: (port: number) => ['php', '-S', `127.0.0.1:${port}`, 'plain.php'] },
]

for (const { name, can, line } of backends) {
  test.skipIf(!can)(
    `${name}: it registers the appointment, hands out tokens, and hears a webhook once it is signed`,
    async () => {
      const world = await openWorld({ overrides: { clock: systemClock } })
      const hook = hookOf(world, 'app')
      // The address follows once the backend listens.
      const { secret = '' } = await hook.put({ url: 'http://127.0.0.1:9/hooks/chairside' })
      const { url, said } = await startExample('backends', line, {
        CHAIRSIDE_URL: world.url,
        CHAIRSIDE_API_KEY: world.apiKey,
        CHAIRSIDE_WEBHOOK_SECRET: secret,
      })

      const ask = (person: string) => fetch(`${url}/appointments/a@1/files-token${person}`)
      expect((await ask('')).status).toBe(401)
      const tokens = await Promise.all(
        ['dr-7', 'c-201'].map(async (person) => {
          const answer = await ask(`?as=${person}`)
          expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
          return answer.text()
        }),
      )
      keepSecret(...tokens)
      for (const [at, role] of (['practitioner', 'patient'] as const).entries()) {
        const joined = await joinAppointment({ url: world.url, token: tokens[at] ?? '' })
        expect(joined.me.role).toBe(role)
        joined.close()
      }
      // A stranger gets nothing, and the log of the backend says what Chairside says.
      expect((await ask('?as=c-999')).status).toBe(502)
      const refusal = await world.backend('POST', '/v1/appointments/a@1/tokens', { participant: 'c-999' })
      const { error } = (await refusal.json()) as { error: { message: string } }
      await until('the sentence is in its log', () => said().includes(error.message))

      await hook.put({ url: `${url}/hooks/chairside` })
      const forged = { 'webhook-id': 'x', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) }
      const headers = { ...forged, 'webhook-signature': 'v1,AAAA', 'content-type': 'application/json' }
      const refused = await fetch(`${url}/hooks/chairside`, { method: 'POST', headers, body: '{}' })
      expect(refused.status).toBe(401)
      const { event } = await hook.act<WebhookTest>('testWebhook')
      const state = async () => (await hook.act<Deliveries>('readDeliveries')).deliveries[0]?.state
      await until('it is delivered', async () => (await state()) === 'delivered', 3000)
      await until('it was heard', () => said().includes(event))
    },
    90_000,
  )
}

test.skipIf(!hasPhp)('Laravel: its routes are PHP without mistakes of syntax', () => {
  for (const file of ['laravel.php', 'chairside.php'])
    expect(execFileSync('php', ['-l', file], { cwd: folder, encoding: 'utf8' })).toContain('No syntax errors')
})
