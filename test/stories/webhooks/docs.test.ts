import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Deliveries, WebhookTest } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { freePort } from '../../world/port.ts'
import { hookOf } from '../../world/receiver.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const root = join(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/webhooks.md'), 'utf8')

/** The first block of docs/webhooks.md in a language. */
function blockOf(language: 'js' | 'python'): string {
  const [, block] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(page) ?? []
  if (block === undefined) throw new Error(`docs/webhooks.md has no block of ${language}`)
  return block
}

/** How each language begins its program, and keeps what it heard. */
const programs = {
  js: {
    run: (code: string) => [process.execPath, '--input-type=module', '--eval', code],
    remember: 'const remember = (id) => console.log(id)\n',
  },
  python: {
    run: (code: string) => ['python3', '-u', '-c', code],
    remember: 'def remember(id, event): print(id)\n',
  },
} as const

test.each(['js', 'python'] as const)(
  'what docs/webhooks.md shows in %s takes what is signed, and nothing else',
  async (language) => {
    // The receivers compare the time of a delivery with their own.
    const world = await openWorld({ overrides: { clock: systemClock } })
    const hook = hookOf(world, 'app')
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/hooks/chairside`
    const { secret = '' } = await hook.put({ url })
    const { remember, run } = programs[language]
    const [program = '', ...parts] = run(remember + blockOf(language))
    const child: ChildProcess = spawn(program, parts, {
      cwd: root,
      env: { ...process.env, PORT: String(port), CHAIRSIDE_WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    atEnd(() => void child.kill('SIGKILL'))
    let heard = ''
    child.stdout?.on('data', (chunk) => {
      heard += chunk
    })
    const forged = {
      'webhook-id': 'forged',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': 'v1,AAAA',
    }
    const status = await until(
      'it listens',
      () =>
        fetch(url, { method: 'POST', headers: forged, body: '{}' }).then(
          (said) => said.status,
          () => undefined,
        ),
      3000,
    )
    expect(status).toBe(401)
    const { event } = await hook.act<WebhookTest>('testWebhook')
    const state = async () => (await hook.act<Deliveries>('readDeliveries')).deliveries[0]?.state
    await until('it is delivered', async () => (await state()) === 'delivered', 3000)
    expect(heard.trim()).toBe(event)
  },
  90_000,
)
