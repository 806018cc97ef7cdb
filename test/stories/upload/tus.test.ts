import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { KB, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { Http } from '../../../client/src/connection/http.ts'
import { timeouts } from '../../../client/src/connection/timeouts.ts'
import { Tokens } from '../../../client/src/connection/token.ts'
import { openWay } from '../../../client/src/connection/way.ts'
import { sendRest } from '../../../client/src/upload/tus.ts'
import { Uploads } from '../../../client/src/upload/uploads.ts'
import { expectRefused, meet, offered } from '../../attacks/meeting.ts'
import { openLine } from '../../world/line.ts'
import { serve } from '../../world/serve.ts'
import { until } from '../../world/until.ts'

/** Counts the bytes that are read from a Blob and its slices. */
function watched(blob: Blob, seen = { read: 0 }): { readonly blob: Blob; readonly seen: { read: number } } {
  const slice = (start?: number, end?: number) =>
    watched(Blob.prototype.slice.call(blob, start, end), seen).blob
  const stream = () => {
    const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (piece, on) => {
        seen.read += piece.length
        on.enqueue(piece)
      },
    })
    return Blob.prototype.stream.call(blob).pipeThrough(count)
  }
  return { blob: Object.assign(blob, { slice, stream }), seen }
}

/**
 * Sends a file by the SDK. `ended` gives how it ends; `seen` lists the offsets that the server answered and the causes
 * of interruptions.
 */
function send(base: string, token: string, file: string, blob: Blob) {
  const waits = { ...timeouts, pause: [10, 50] as const }
  const uploads = new Uploads(new Http(base, new Tokens(token, 1000)), () => {}, waits)
  const seen = { learned: [] as number[], interruptions: [] as unknown[] }
  const task = {
    file,
    blob,
    acknowledged: () => Math.max(0, ...seen.learned),
    learn: (bytes: number) => void seen.learned.push(bytes),
    interrupted: (cause: unknown) => void seen.interruptions.push(cause),
  }
  return { ended: uploads.send(task, new AbortController().signal), seen }
}

/** Starts a tus server that answers each request with the next of these offsets. `requests` lists its requests. */
async function serveOffsets(...offsets: readonly number[]) {
  const requests: string[] = []
  const { url } = await serve(async (request, response) => {
    let bytes = 0
    for await (const chunk of request) bytes += (chunk as Buffer).length
    requests.push(request.method === 'HEAD' ? 'HEAD' : `${request.headers['upload-offset']}+${bytes}`)
    response.writeHead(200, { 'upload-offset': String(offsets[requests.length - 1]) })
    response.end()
  })
  return { url, requests }
}

test('a program that the server refuses while it is still being sent is not read to its end, and nothing is sent twice', async () => {
  const meeting = await meet()
  const { world, doctor } = meeting
  const size = 90 * MB
  const { file } = await offered(meeting, 'Mislabelled-Letter.pdf', size)
  const line = await openLine(world.url)
  const { blob, seen } = watched(new Blob(['MZ', new Uint8Array(size - 2)]))
  const sending = send(line.url, doctor.token, file, blob)
  let end: unknown
  sending.ended.then((ended) => {
    end = ended
  })
  await until('its sender has the answer', async () => {
    await world.clock.advance(50)
    return end
  })
  expect([end, sending.seen.interruptions, line.offsets]).toEqual([{ end: 'settled' }, [], [0]])
  expect(seen.read).toBeLessThan(size / 2)
  await expectRefused(meeting, file, 'TYPE_NOT_ALLOWED')
})

test('bytes are read as the line takes them, and each step of a file in memory counts as movement', async () => {
  const reading = Promise.withResolvers<void>()
  const arriving = Promise.withResolvers<IncomingMessage>()
  const { url } = await serve(async (request, response) => {
    arriving.resolve(request)
    await reading.promise
    let bytes = 0
    for await (const chunk of request) bytes += (chunk as Buffer).length
    response.writeHead(204, { 'upload-offset': String(bytes) }).end()
  })
  const size = 60 * MB
  const { blob, seen } = watched(new Blob([new Uint8Array(size)]))
  let moves = 0
  const moved = () => {
    moves += 1
  }
  const rest = { bytes: blob, offset: 0, digest: undefined, moved }
  const sending = sendRest({ url, token: 'token', way: openWay() }, rest, new AbortController().signal)
  const { headers } = await arriving.promise
  expect(headers).toMatchObject({
    'content-type': 'application/offset+octet-stream',
    'content-length': String(size),
    'tus-resumable': '1.0.0',
    'upload-offset': '0',
    authorization: 'Bearer token',
  })
  expect(seen.read).toBeLessThan(size / 2)
  reading.resolve()
  expect(await sending).toEqual({ status: 204, ok: true, offset: size })
  expect(seen.read).toBe(size)
  expect(moves).toBeGreaterThanOrEqual(size / (64 * KB))
})

test('after an abort nothing more is read from the file, and the connection ends', async () => {
  const arriving = Promise.withResolvers<IncomingMessage>()
  const { url } = await serve((request) => arriving.resolve(request))
  const size = 60 * MB
  const { blob, seen } = watched(new Blob([new Uint8Array(size)]))
  const abort = new AbortController()
  const rest = { bytes: blob, offset: 0, digest: undefined, moved: () => {} }
  const sending = sendRest({ url, token: 'token', way: openWay() }, rest, abort.signal)
  const request = await arriving.promise
  const why = new Error('paused')
  abort.abort(why)
  await expect(sending).rejects.toBe(why)
  const { read } = seen
  await expect(finished(request.resume())).rejects.toThrow('aborted')
  // One read may already have begun.
  expect(seen.read - read).toBeLessThanOrEqual(64 * KB)
  await expect(sendRest({ url, token: 'token', way: openWay() }, rest, abort.signal)).rejects.toBe(why)
})

test('a file of no bytes has arrived when the server says that it has them all', async () => {
  const { url, requests } = await serveOffsets(0)
  const { ended, seen } = send(url, 'token', 'f-1', new Blob([]))
  expect(await ended).toEqual({ end: 'arrived' })
  expect([requests, seen.learned]).toEqual([['HEAD'], [0]])
})

test('where the server took fewer bytes than were sent, another attempt sends the rest', async () => {
  const { url, requests } = await serveOffsets(0, 400, 400, 1000)
  const { ended, seen } = send(url, 'token', 'f-1', new Blob(['x'.repeat(1000)]))
  expect(await ended).toEqual({ end: 'arrived' })
  expect(requests.filter((request) => request !== 'HEAD')).toEqual(['0+1000', '400+600'])
  expect(seen.learned).toEqual([0, 400, 400, 1000])
})

test('an offset beyond the end of the file is not believed: nothing is sent, and the server is asked again', async () => {
  const { url, requests } = await serveOffsets(2000, 1000)
  const { ended, seen } = send(url, 'token', 'f-1', new Blob(['x'.repeat(1000)]))
  expect(await ended).toEqual({ end: 'arrived' })
  expect([requests, seen.learned]).toEqual([['HEAD', 'HEAD'], [1000]])
})
