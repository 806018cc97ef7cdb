import { randomBytes, randomUUID } from 'node:crypto'
import { request as requestHttp } from 'node:http'
import { CreateMultipartUploadCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { KB, MB } from '@chairside/protocol'
import { expect, test, vi } from 'vitest'
import type { S3Settings } from '../../../server/src/config.ts'
import { openDoor } from '../../services/door.ts'
import { useS3 } from '../../services/s3.ts'
import { lying, openNode, readAll, refusal, send } from '../../world/bucket.ts'
import { serve } from '../../world/serve.ts'
import { atEnd, until } from '../../world/until.ts'

const s3 = useS3()

/** Opens a node that reaches its bucket through a `Door`. */
async function throughDoor(options?: Parameters<typeof openNode>[1]) {
  const settings = await s3.bucket()
  const door = await openDoor(s3.endpoint)
  const node = await openNode({ ...settings, endpoint: door.url }, options)
  door.requests.length = 0
  return { settings, door, ...node }
}

const isPut = /^PUT .*objects\//
const isTail = /^PUT .*tails\//
const isPart = /^PUT .*partNumber=/
const isComplete = /^POST .*uploadId=/

test('a part whose kept connection turns out to be dead is sent once more on a fresh one', async () => {
  const { door, store } = await throughDoor()
  const [key, bytes] = [randomUUID(), randomBytes(11 * MB)]
  await send(store, key, bytes, { end: 10 * MB })
  await store.length(key, 1)
  await send(store, key, bytes, { at: 10 * MB })
  const broken = door.breakAt(isPart, 'comes', true)
  await store.seal(key, bytes.length)
  await broken
  expect((await readAll(store, key, bytes.length)).equals(bytes)).toBe(true)
  // Three parts, the broken one sent twice.
  expect(door.requests.filter((line) => isPart.test(line))).toHaveLength(4)
})

for (const [what, size, request] of [
  ['a small file', 3 * MB, isPut],
  ['a file of several parts', 8 * MB, isComplete],
] as const) {
  test(`a seal of ${what} whose answer is lost has sealed it, and says so`, async () => {
    const { door, store } = await throughDoor()
    const [key, bytes] = [randomUUID(), randomBytes(size)]
    await send(store, key, bytes)
    const broken = door.breakAt(request, 'answered')
    await store.seal(key, size)
    await broken
    expect(await store.length(key, 1)).toBe(size)
    expect((await readAll(store, key, size)).equals(bytes)).toBe(true)
  })
}

test('a piece of a tail that arrives late does not replace the longer piece that was sent after it', async () => {
  const { settings, door, store } = await throughDoor()
  const [key, bytes] = [randomUUID(), randomBytes(300 * KB)]
  await send(store, key, bytes, { end: 100 * KB })
  // The store repeats a request that fails on a kept connection, so the door breaks two.
  const broken = door.breakAt(isTail, 'comes').then(() => door.breakAt(isTail, 'comes'))
  expect(await refusal(store.length(key, 1))).toBe('STORAGE_UNAVAILABLE')
  await broken
  await send(store, key, bytes, { at: 100 * KB })
  expect(await store.length(key, 1)).toBe(bytes.length)
  const [first = ''] = door.requests.filter((line) => isTail.test(line))
  const Key = first.slice(first.indexOf('tails/')).replace(/\?.*/, '')
  await s3.client.send(
    new PutObjectCommand({ Bucket: settings.bucket, Key, Body: bytes.subarray(0, 100 * KB) }),
  )
  const other = await openNode(settings)
  expect(await other.store.length(key, 1)).toBe(bytes.length)
  await other.store.seal(key, bytes.length)
  expect((await readAll(store, key, bytes.length)).equals(bytes)).toBe(true)
})

test('a reader whose connection to S3 breaks among the bytes gets the rest on another one', async () => {
  const { door, store } = await throughDoor()
  const [key, bytes] = [randomUUID(), randomBytes(8 * MB)]
  await send(store, key, bytes)
  await store.seal(key, bytes.length)
  door.cutAfter(/^GET /, 3 * MB)
  expect((await readAll(store, key, bytes.length)).equals(bytes)).toBe(true)
  expect(door.requests.filter((line) => line.startsWith('GET '))).toHaveLength(2)
})

test('a reader who leaves early ends the request', async () => {
  const { door, store } = await throughDoor()
  const [key, bytes] = [randomUUID(), randomBytes(24 * MB)]
  await send(store, key, bytes)
  await store.seal(key, bytes.length)
  let meanwhile = 0
  for await (const chunk of store.read(key, { start: 0, end: bytes.length - 1 })) {
    meanwhile = door.open
    if (chunk.length > 0) break
  }
  await until('its connection is closed', () => door.open < meanwhile)
})

test('what came while S3 was away is not lost: the upload goes on when it is back', async () => {
  const settings = await s3.bucket()
  const { store, clock, budget } = await openNode(settings)
  const [key, bytes] = [randomUUID(), randomBytes(12 * MB)]
  await send(store, key, bytes, { end: 4 * MB })
  await s3.kill()
  // The part is full and cannot be sent. Memory takes further bytes until the next part is full too.
  await send(store, key, bytes, { at: 4 * MB, end: 10 * MB })
  expect(await refusal(store.append(key, { epoch: 1, at: 10 * MB, chunks: [bytes.subarray(10 * MB)] }))).toBe(
    'STORAGE_UNAVAILABLE',
  )
  expect(await refusal(store.length(key, 1))).toBe('STORAGE_UNAVAILABLE')
  expect(await refusal(store.seal(key, 10 * MB))).toBe('STORAGE_UNAVAILABLE')
  expect(await refusal(readAll(store, key, 10))).toBe('STORAGE_UNAVAILABLE')
  await clock.advance(60_000)
  await s3.start()
  expect(await store.length(key, 1)).toBe(10 * MB)
  await send(store, key, bytes, { epoch: 2, at: 10 * MB })
  await store.seal(key, bytes.length)
  expect((await readAll(store, key, bytes.length)).equals(bytes)).toBe(true)
  expect(budget.left).toBe(128 * MB)
})

test('a gateway that hangs is given up, and nobody waits for it for ever', async () => {
  const settings = await s3.bucket()
  const { store } = await openNode(settings, { limits: { storeConnect: 2_000, storeSilence: 2_000 } })
  const [key, sealed, bytes] = [randomUUID(), randomUUID(), randomBytes(MB)]
  const other = await openNode(settings)
  await send(other.store, sealed, bytes)
  await other.store.seal(sealed, MB)
  await send(store, key, bytes)
  s3.freeze()
  expect(await refusal(store.length(key, 1))).toBe('STORAGE_UNAVAILABLE')
  expect(await refusal(store.seal(key, MB))).toBe('STORAGE_UNAVAILABLE')
  expect(await refusal(readAll(store, sealed, MB))).toBe('STORAGE_UNAVAILABLE')
  s3.thaw()
  await until('it is stored', () => store.length(key, 1).catch(() => undefined), 2000)
  await other.store.seal(key, MB)
  expect((await readAll(other.store, key, MB)).equals(bytes)).toBe(true)
})

test('a gateway that hangs among the bytes of an answer is given up as well', async () => {
  const settings = await s3.bucket()
  const { store, clock } = await openNode(settings, { limits: { storeSilence: 2_000 } })
  const [key, bytes] = [randomUUID(), randomBytes(32 * MB)]
  await send(store, key, bytes)
  await store.seal(key, bytes.length)
  let got = 0
  let over: unknown
  const reading = (async () => {
    for await (const chunk of store.read(key, { start: 0, end: bytes.length - 1 })) {
      if (got === 0) s3.freeze()
      got += chunk.length
    }
  })().catch((error) => {
    over = error
  })
  await until('it is given up', async () => {
    await clock.advance(2_000)
    return over !== undefined
  })
  await reading
  expect(got).toBeLessThan(bytes.length)
  expect(over).toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
})

/** The message with which a store refuses to open on these settings. */
const whyNot = (...wish: Parameters<typeof openNode>): Promise<string> =>
  openNode(...wish).then(
    () => 'it opened',
    (error: Error) => error.message,
  )

test('a start proves the bucket, and says in plain words what is wrong with it', async () => {
  const settings = await s3.bucket()
  expect(await whyNot({ ...settings, bucket: 'no-such-bucket' })).toBe(
    `The bucket "no-such-bucket" of S3_BUCKET is not there at ${settings.endpoint}. Create it, or correct the name.`,
  )
  const nobody = { ...settings, endpoint: 'http://127.0.0.1:1' }
  expect(await whyNot(nobody)).toMatch(/of S3_BUCKET cannot be reached at http:\/\/127\.0\.0\.1:1\./)
  const { url: elsewhere } = await serve((_request, answer) => answer.writeHead(400).end())
  expect(await whyNot({ ...settings, endpoint: elsewhere })).toContain(
    `is refused at ${elsewhere}. Correct S3_REGION, or S3_ENDPOINT`,
  )
  const secret = 'another-secret-than-that-of-s3'
  atEnd(() => void vi.unstubAllEnvs())
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret)
  const said = await whyNot(settings)
  expect(said).toMatch(/of S3_BUCKET cannot be used with these credentials\./)
  expect(said).not.toContain(secret)
  for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID']) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  expect(await whyNot(settings)).toMatch(/needs credentials, and there are none\./)
})

/** Denies everyone these actions on all objects of a bucket. */
async function deny({ bucket: Bucket }: S3Settings, ...Action: string[]): Promise<void> {
  const Resource = [`arn:aws:s3:::${Bucket}/*`]
  const Statement = [{ Effect: 'Deny', Principal: '*', Action, Resource }]
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  await s3.client.send(new PutBucketPolicyCommand({ Bucket, Policy }))
}

test('a start does with a bucket all that uploads will do, and leaves nothing there', async () => {
  const settings = await s3.bucket()
  await openNode(settings)
  expect(await lying(s3, settings)).toEqual({ objects: [], uploads: [] })
  const rights = ['s3:PutObject', 's3:GetObject', 's3:DeleteObject', 's3:ListMultipartUploadParts']
  for (const right of rights) {
    const lacking = await s3.bucket()
    await deny(lacking, right)
    expect(await whyNot(lacking)).toBe(
      `The bucket "${lacking.bucket}" of S3_BUCKET cannot be used with these credentials: it answers 403 AccessDenied. Correct them, or the rights of their user.`,
    )
    expect((await lying(s3, lacking)).uploads).toEqual([])
  }
  const encrypted = await s3.bucket({ kmsKey: 'no-such-key' })
  expect(await whyNot(encrypted)).toContain(
    ' with these credentials and the key of S3_KMS_KEY: it answers 40',
  )
})

test('a bucket that belongs to other records is not swept by a server that does not know them', async () => {
  const settings = await s3.bucket()
  const { store } = await openNode(settings)
  const [key, bytes] = [randomUUID(), randomBytes(KB)]
  await send(store, key, bytes)
  await store.seal(key, bytes.length)
  expect(await whyNot(settings, { records: 'another' })).toMatch(
    /^The bucket "[^"]+" of S3_BUCKET belongs to other records than those of DATA_DIR, .* delete the object "owner" in it\.$/,
  )
  const again = await openNode(settings)
  expect((await readAll(again.store, key, bytes.length)).equals(bytes)).toBe(true)
})

test('a server that knows no conditions is asked first whether an object is there', async () => {
  const settings = await s3.bucket()
  const asked: string[] = []
  const { url: endpoint } = await serve((request, answer) => {
    asked.push(`${request.method}${'if-none-match' in request.headers ? ' with a condition' : ''}`)
    if ('if-none-match' in request.headers) {
      request.resume().on('end', () => answer.writeHead(501).end('<Code>NotImplemented</Code>'))
      return
    }
    const { method = '', url = '', headers } = request
    const onwards = requestHttp(new URL(url, s3.endpoint), { method, headers }, (back) => {
      answer.writeHead(back.statusCode ?? 0, back.headers)
      back.pipe(answer)
    })
    request.pipe(onwards)
  })
  const { store } = await openNode({ ...settings, endpoint })
  for (const size of [KB, 6 * MB]) {
    const [key, bytes] = [randomUUID(), randomBytes(size)]
    asked.length = 0
    await send(store, key, bytes)
    await store.seal(key, size)
    const last = size > 5 * MB ? 'POST' : 'PUT'
    expect(asked.slice(-3)).toEqual(['HEAD', `${last} with a condition`, last])
    expect((await readAll(store, key, size)).equals(bytes)).toBe(true)
    const other = (await openNode({ ...settings, endpoint })).store
    await send(other, key, bytes)
    expect(await refusal(other.seal(key, size))).toBe('UPLOAD_TAKEN_OVER')
  }
})

test('a server that only says yes is not taken for S3', async () => {
  const settings = await s3.bucket()
  const { url: endpoint } = await serve((_request, answer) => answer.end('yes'))
  expect(await whyNot({ ...settings, endpoint })).toBe(
    `The bucket "${settings.bucket}" of S3_BUCKET does not give back what was put into it. Correct S3_ENDPOINT.`,
  )
})

test('a store whose rights are taken away says that it is away, not that the file is missing', async () => {
  const settings = await s3.bucket()
  const { store } = await openNode(settings)
  const [key, sealed, bytes] = [randomUUID(), randomUUID(), randomBytes(100 * KB)]
  await send(store, key, bytes)
  await send(store, sealed, bytes)
  await store.seal(sealed, bytes.length)
  await deny(settings, 's3:PutObject', 's3:GetObject')
  expect(await refusal(store.length(key, 1))).toBe('STORAGE_UNAVAILABLE')
  expect(await refusal(readAll(store, sealed, 10))).toBe('STORAGE_UNAVAILABLE')
})

test('a bucket that is full says so, and what waits for room is not lost', async () => {
  const settings = await s3.bucket()
  await s3.limit(settings, 2 * MB)
  const { store } = await openNode(settings)
  const [key, bytes] = [randomUUID(), randomBytes(3 * MB)]
  const there = randomUUID()
  await send(store, there, bytes.subarray(0, KB))
  await store.seal(there, KB)
  await send(store, key, bytes)
  expect(await refusal(store.length(key, 1))).toBe('STORAGE_FULL')
  expect(await refusal(store.seal(key, bytes.length))).toBe('STORAGE_FULL')
  await s3.limit(settings, 1)
  const again = await openNode(settings)
  expect((await readAll(again.store, there, KB)).equals(bytes.subarray(0, KB))).toBe(true)
  await s3.limit(settings, 20 * MB)
  await store.seal(key, bytes.length)
  expect((await readAll(store, key, bytes.length)).equals(bytes)).toBe(true)
})

const none = async (): Promise<ReadonlySet<string>> => new Set()
const soon = (): number => Date.now() + 60_000

/** Does `work` for each index, 50 at a time. */
async function each(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  const lanes = Array.from({ length: 50 }, async (_, lane) => {
    for (let index = lane; index < count; index += 50) await work(index)
  })
  await Promise.all(lanes)
}

test('a sweep finds what was left lying on every page of the lists', { timeout: 120_000 }, async () => {
  const settings = await s3.bucket()
  const { bucket: Bucket } = settings
  const { store } = await openNode(settings)
  await each(1003, (index) =>
    Promise.all([
      s3.client.send(new PutObjectCommand({ Bucket, Key: `objects/orphan-${index}`, Body: 'x' })),
      s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key: `objects/upload-${index}` })),
    ]),
  )
  for (const key of ['tail-1', 'tail-1002'])
    await s3.client.send(new PutObjectCommand({ Bucket, Key: `tails/${key}/0-1-1`, Body: 'x' }))
  const asked = new Map<string, number>()
  let most = 0
  const some = async (keys: readonly string[]): Promise<ReadonlySet<string>> => {
    most = Math.max(most, keys.length)
    for (const key of keys) asked.set(key, (asked.get(key) ?? 0) + 1)
    return new Set(keys.filter((key) => key.endsWith('-1002')))
  }
  expect(await store.sweep(soon(), some)).toBe(2 * 1002 + 1)
  expect([asked.size, most]).toEqual([2 * 1003 + 2, 500])
  expect(await lying(s3, settings)).toEqual({
    objects: ['objects/orphan-1002', 'tails/tail-1002/0-1-1'],
    uploads: ['objects/upload-1002'],
  })
})

test('a sweep takes away what a sealed object no longer needs, and nothing of one that grows', async () => {
  const settings = await s3.bucket()
  const { bucket: Bucket } = settings
  const { store } = await openNode(settings)
  const [sealed, growing] = [randomUUID(), randomUUID()]
  await send(store, sealed, randomBytes(KB))
  await store.seal(sealed, KB)
  await send(store, growing, randomBytes(6 * MB))
  await store.length(growing, 1)
  await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key: `objects/${sealed}` }))
  await s3.client.send(new PutObjectCommand({ Bucket, Key: `tails/${sealed}/0-1-1`, Body: 'late' }))
  await s3.client.send(new PutObjectCommand({ Bucket, Key: 'somebody/else', Body: 'not ours' }))
  const all = async (keys: readonly string[]): Promise<ReadonlySet<string>> => new Set(keys)
  expect(await store.sweep(soon(), all)).toBe(0)
  expect(await lying(s3, settings)).toEqual({
    objects: [`objects/${sealed}`, 'somebody/else', `tails/${growing}/${5 * MB}-1-1`],
    uploads: [`objects/${growing}`],
  })
  expect(await store.length(growing, 1)).toBe(6 * MB)
  expect(await store.sweep(soon(), none)).toBe(2)
  expect(await lying(s3, settings)).toEqual({ objects: ['somebody/else'], uploads: [] })
})

test('a photo costs S3 one call, and a hundred megabytes one for each part and three more', async () => {
  const { door, store } = await throughDoor()
  const kinds = (): Record<string, number> => {
    const counts: Record<string, number> = {}
    for (const line of door.requests.splice(0)) {
      const [method = '', path = ''] = line.split(' ')
      const what = /[?&](uploads|partNumber|uploadId)/.exec(path)?.[1] ?? ''
      const kind = `${method} ${what}`.trim()
      counts[kind] = (counts[kind] ?? 0) + 1
    }
    return counts
  }
  const photo = randomUUID()
  await send(store, photo, randomBytes(3 * MB))
  await store.seal(photo, 3 * MB)
  expect(kinds()).toEqual({ PUT: 1 })
  const scan = randomUUID()
  await send(store, scan, Buffer.alloc(100 * MB, 'chairside'))
  await store.seal(scan, 100 * MB)
  // This S3 server ignores the condition of a completion, so the store first asks with a HEAD. A server that obeys the
  // condition gets no HEAD.
  expect(kinds()).toEqual({ 'POST uploads': 1, 'PUT partNumber': 20, HEAD: 1, 'POST uploadId': 1 })
})
