import { expect, test } from 'vitest'
import { openDemo } from '../../../server/src/demo.ts'
import { freePort } from '../../world/port.ts'
import { openServer } from '../../world/process.ts'
import { keepSecret } from '../../world/secrets.ts'
import { openWorld } from '../../world/world.ts'

test('the demo comes also where nothing answers at PUBLIC_URL yet, as before its proxy is started', async () => {
  const proxy = `https://127.0.0.1:${await freePort()}`
  const { chairside } = await openWorld({ env: { PUBLIC_URL: proxy } })
  const links = await openDemo(chairside)
  for (const link of [links.practitioner, links.patient]) {
    const parts = new URLSearchParams(new URL(link).hash.slice(1))
    for (const [key, value] of parts) if (key !== 'day') keepSecret(value)
    expect(new URL(link).origin === proxy).toBe(true)
  }
})

test('a server says where it listens, and for which address where that is another one', async () => {
  const [port, front] = [await freePort(), await freePort()]
  const server = await openServer({ PORT: String(port), PUBLIC_URL: `http://localhost:${front}` })
  const { said } = await server.signal('SIGTERM')
  expect(said.split('\n')).toContain(
    `Chairside listens on http://127.0.0.1:${port}, for http://localhost:${front}`,
  )
})
