import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { S3Client } from '@aws-sdk/client-s3'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { createSender } from '../../../server/src/adapters/s3/part.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { atEnd } from '../../world/until.ts'

/** A server that answers as soon as a request begins, and reads the rest only when the test says so. */
async function openHasty() {
  const sockets = new Set<Socket>()
  const received: Buffer[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.pause()
      socket.write('HTTP/1.1 200 OK\r\nETag: "early"\r\nContent-Length: 0\r\n\r\n')
    })
    socket.on('data', (chunk) => received.push(chunk))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    received,
    resume: () => {
      for (const socket of sockets) socket.resume()
    },
  }
}

test('a part that is answered early keeps its memory until its last byte has gone out', async () => {
  const { endpoint, received, resume } = await openHasty()
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }
  const client = new S3Client({ endpoint, region: 'local', forcePathStyle: true, credentials })
  const sender = createSender(client, 'bucket', defaultLimits, new AbortController().signal)
  atEnd(() => {
    sender.close()
    client.destroy()
  })
  const answered = Promise.withResolvers<void>()
  const hear = (): void => answered.resolve()
  subscribe('http.client.response.finish', hear)
  atEnd(() => void unsubscribe('http.client.response.finish', hear))

  const chunks = Array.from({ length: 32 }, () => Buffer.alloc(MB, 'x'))
  const sending = sender.send({ name: 'part' }, { size: 32 * MB, chunks }).then((tag) => {
    // Here the sender of the part would release its memory.
    for (const chunk of chunks) chunk.fill(0)
    return tag
  })
  await answered.promise
  // After some turns of the event loop, all effects of the early answer have happened.
  for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve))
  resume()
  expect(await sending).toBe('"early"')
  await expect.poll(() => received.reduce((sum, chunk) => sum + chunk.length, 0)).toBeGreaterThan(32 * MB)
  expect(received.some((chunk) => chunk.includes(0))).toBe(false)
})
