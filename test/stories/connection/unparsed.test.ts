import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createUnparsed } from '../../../server/src/http/unparsed.ts'
import { ask } from '../../world/http.ts'
import { openRaw } from '../../world/raw.ts'
import { until } from '../../world/until.ts'

test('what is no HTTP is refused once, however many pieces come while the request before it is answered', async () => {
  let [noted, held] = [0, undefined as ServerResponse | undefined]
  const unparsed = createUnparsed({
    note: () => {
      noted += 1
    },
    failed: () => undefined,
    close: async () => undefined,
  })
  const server = createServer((request, answer) => {
    if (request.url === '/held') held = answer
    else answer.end()
  })
  unparsed.follow(server)
  server.on('clientError', (error: Parameters<typeof unparsed.refuse>[0], socket) =>
    unparsed.refuse(error, socket as Parameters<typeof unparsed.refuse>[1]),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const raw = openRaw(url)
  raw.write('GET /held HTTP/1.1\r\nHost: a\r\n\r\n')
  const answer = await until('it is held', () => held)
  const before = answer.listenerCount('close')
  for (let piece = 0; piece < 20; piece += 1) {
    raw.write('NOT HTTP\r\n\r\n')
    await ask(`${url}/other`, 'GET')
  }
  expect(answer.listenerCount('close') - before).toBe(1)
  answer.end('first')
  expect((await raw.closed).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400'])
  expect(noted).toBe(1)
})
