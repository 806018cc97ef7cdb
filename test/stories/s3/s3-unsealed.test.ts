import { randomBytes, randomUUID } from 'node:crypto'
import {
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { KB, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { kmsKey, useS3 } from '../../services/s3.ts'
import { lying, openNode, partsOf, readAll, refusal, send } from '../../world/bucket.ts'
import { until } from '../../world/until.ts'

const s3 = useS3()

test('another node finds an upload whose node is gone at its last stored byte, and goes on with it', async () => {
  const settings = await s3.bucket()
  const [key, bytes] = [randomUUID(), randomBytes(17 * MB)]
  const { store } = await openNode(settings)
  await send(store, key, bytes, { end: 12 * MB })
  expect(await store.length(key, 1)).toBe(12 * MB)
  await send(store, key, bytes, { at: 12 * MB, end: 13 * MB })

  const other = await openNode(settings)
  expect(await other.store.length(key, 1)).toBe(12 * MB)
  await send(other.store, key, bytes, { epoch: 2, at: 12 * MB })
  await other.store.seal(key, bytes.length)
  expect((await readAll(other.store, key, bytes.length)).equals(bytes)).toBe(true)
  await until('nothing but the object is left', async () => {
    const { objects, uploads } = await lying(s3, settings)
    return objects.length === 1 && objects[0] === `objects/${key}` && uploads.length === 0
  })
})

test('a node that is gone between two parts has lost nothing of them, and what it had in memory is sent anew', async () => {
  const settings = await s3.bucket()
  const [key, bytes] = [randomUUID(), randomBytes(12 * MB)]
  const { store } = await openNode(settings)
  await send(store, key, bytes, { end: 11 * MB })
  // Two parts are full and on their way. The rest is only in memory.
  await until('both are stored', async () => (await partsOf(s3, settings)) === 2)
  const other = await openNode(settings)
  expect(await other.store.length(key, 1)).toBe(10 * MB)
  await send(other.store, key, bytes, { epoch: 2, at: 10 * MB })
  await other.store.seal(key, bytes.length)
  expect((await readAll(other.store, key, bytes.length)).equals(bytes)).toBe(true)
})

test('what a slow upload has brought is stored every ten seconds, and then what is idle is forgotten', async () => {
  const settings = await s3.bucket()
  const [key, bytes] = [randomUUID(), randomBytes(300 * KB)]
  const node = await openNode(settings)
  const lengthElsewhere = async (): Promise<number> => {
    const { store } = await openNode(settings)
    return store.length(key, 1)
  }
  for (let round = 1; round <= 3; round += 1) {
    const at = (round - 1) * 100 * KB
    await node.store.append(key, { epoch: 1, at, chunks: [bytes.subarray(at, at + 100 * KB)] })
    await node.clock.advance(9_900)
    expect((await lying(s3, settings)).objects).toHaveLength(round - 1)
    await node.clock.advance(100)
    await until('it is stored', async () => (await lying(s3, settings)).objects.length === round)
  }
  // Each object holds only the new bytes.
  expect((await lying(s3, settings)).objects).toEqual(
    [0, 100 * KB, 200 * KB].map((start, at) => `tails/${key}/${start}-1-${at + 1}`).sort(),
  )
  expect(node.budget.left).toBe(128 * MB - 300 * KB)
  await node.clock.advance(10_000)
  await until('its memory is free', () => node.budget.left === 128 * MB)
  expect(await lengthElsewhere()).toBe(300 * KB)

  const more = randomBytes(100 * KB)
  await node.store.append(key, { epoch: 1, at: 300 * KB, chunks: [Buffer.from(more)] })
  await node.store.seal(key, 400 * KB)
  expect((await readAll(node.store, key, 400 * KB)).equals(Buffer.concat([bytes, more]))).toBe(true)
  await until('the tail is gone', async () => (await lying(s3, settings)).objects.length === 1)
})

test('a connection that is older than one that another node has seen is refused on every node', async () => {
  const settings = await s3.bucket()
  const [key, bytes] = [randomUUID(), randomBytes(3 * MB)]
  const [one, other] = [await openNode(settings), await openNode(settings)]
  await send(one.store, key, bytes, { end: MB })
  await one.store.length(key, 1)
  await send(other.store, key, bytes, { epoch: 3, at: MB, end: 2 * MB })
  await other.store.length(key, 3)

  // A newer connection on this node finds the bytes of the other node.
  expect(await one.store.length(key, 3)).toBe(2 * MB)
  const late = one.store.append(key, { epoch: 1, at: 2 * MB, chunks: [bytes.subarray(2 * MB)] })
  expect(await refusal(late)).toBe('UPLOAD_TAKEN_OVER')
  const third = await openNode(settings)
  const older = third.store.append(key, { epoch: 2, at: 2 * MB, chunks: [bytes.subarray(2 * MB)] })
  expect(await refusal(older)).toBe('UPLOAD_TAKEN_OVER')
  await send(third.store, key, bytes, { epoch: 4, at: 2 * MB })
  await third.store.seal(key, bytes.length)
  expect((await readAll(third.store, key, bytes.length)).equals(bytes)).toBe(true)
})

test('of two connections on two nodes the one that seals first has the object, and its bytes never change', async () => {
  const settings = await s3.bucket()
  for (const size of [3 * MB, 7 * MB]) {
    const [key, mine, theirs] = [randomUUID(), randomBytes(size), randomBytes(size)]
    const [one, other] = [await openNode(settings), await openNode(settings)]
    // Neither node has stored a byte when the other begins.
    await send(one.store, key, mine, { end: MB })
    await send(other.store, key, theirs, { end: MB })
    await send(one.store, key, mine, { at: MB })
    await send(other.store, key, theirs, { at: MB })
    await other.store.seal(key, size)
    expect(await refusal(one.store.seal(key, size))).toBe('UPLOAD_TAKEN_OVER')
    expect((await readAll(one.store, key, size)).equals(theirs)).toBe(true)
    // Asked again, the first node finds the sealed object and drops its own bytes.
    expect(await one.store.length(key, 1)).toBe(size)
    await one.store.seal(key, size)
    expect(one.budget.left).toBe(128 * MB)
  }
})

test('a late part of another connection is never mixed in: the seal fails, and the next one finds what is there', async () => {
  const settings = await s3.bucket()
  const [key, bytes] = [randomUUID(), randomBytes(7 * MB)]
  const { store } = await openNode(settings)
  await send(store, key, bytes, { end: 6 * MB })
  const Key = `objects/${key}`
  const Bucket = settings.bucket
  const [upload] = await until('a part is stored', async () => {
    const { objects, uploads } = await lying(s3, settings)
    return objects.length === 0 && uploads.length === 1 && uploads
  })
  expect(upload).toBe(Key)
  await store.length(key, 1)
  const UploadId = await uploadOf(settings.bucket, Key)
  const late = randomBytes(5 * MB)
  await s3.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: late }))
  await send(store, key, bytes, { at: 6 * MB })
  expect(await refusal(store.seal(key, bytes.length))).toBe('STORAGE_UNAVAILABLE')
  // The stored bytes are now a mix of both. The next call counts them anew instead of trusting the node's own count.
  expect(await store.length(key, 1)).toBe(bytes.length)
  await store.seal(key, bytes.length)
  const whole = Buffer.concat([late, bytes.subarray(5 * MB)])
  expect((await readAll(store, key, bytes.length)).equals(whole)).toBe(true)
})

async function uploadOf(Bucket: string, Key: string): Promise<string> {
  const { Uploads = [] } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }))
  return Uploads[0]?.UploadId ?? ''
}

test('an upload that was whole when its node was lost, its last part sent, is sealed by the next node', async () => {
  const settings = await s3.bucket()
  const { bucket: Bucket } = settings
  const [key, bytes] = [randomUUID(), randomBytes(7 * MB)]
  const Key = `objects/${key}`
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  for (const [PartNumber, start, end] of [
    [1, 0, 5 * MB],
    [2, 5 * MB, 7 * MB],
  ] as const) {
    const part = { Bucket, Key, UploadId, PartNumber, Body: bytes.subarray(start, end) }
    await s3.client.send(new UploadPartCommand(part))
  }
  // A second upload that a node only began, and stray pieces of a tail.
  await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  for (const piece of ['1000-1-1', '5242881-1-1', '5242880-1', 'x'])
    await s3.client.send(new PutObjectCommand({ Bucket, Key: `tails/${key}/${piece}`, Body: 'stray' }))
  const { store } = await openNode(settings)
  expect(await store.length(key, 1)).toBe(bytes.length)
  const more = store.append(key, { epoch: 2, at: bytes.length, chunks: [Buffer.from('x')] })
  expect(await refusal(more)).toBe('UPLOAD_OFFSET_MISMATCH')
  await store.seal(key, bytes.length)
  expect((await readAll(store, key, bytes.length)).equals(bytes)).toBe(true)
})

test('of the pieces of a tail each byte comes from the newest connection, and no older piece follows a newer one', async () => {
  const settings = await s3.bucket()
  const { bucket: Bucket } = settings
  const key = randomUUID()
  const pieces = { '0-1-1': 'aaaa', '0-3-1': 'bbb', '3-3-2': 'cc', '5-2-1': 'old', '4-1-2': 'older' }
  for (const [name, Body] of Object.entries(pieces))
    await s3.client.send(new PutObjectCommand({ Bucket, Key: `tails/${key}/${name}`, Body }))
  const { store } = await openNode(settings)
  expect(await store.length(key, 3)).toBe(5)
  await store.append(key, { epoch: 4, at: 5, chunks: [Buffer.from('d')] })
  await store.seal(key, 6)
  expect(String(await readAll(store, key, 6))).toBe('bbbccd')
})

test('when memory is short, waiting bytes move to a file, which is removed afterwards', async () => {
  const settings = await s3.bucket()
  const node = await openNode(settings, { buffer: 3 * MB })
  const uploads = [1, 2, 3].map(() => ({ key: randomUUID(), bytes: randomBytes(8 * MB) }))
  await Promise.all(uploads.map(({ key, bytes }) => send(node.store, key, bytes, { end: 4 * MB })))
  expect(node.spooled()).toBeGreaterThanOrEqual(2)
  expect(node.budget.left).toBeGreaterThanOrEqual(0)
  await Promise.all(uploads.map(({ key }) => node.store.length(key, 1)))
  await Promise.all(
    uploads.map(async ({ key, bytes }) => {
      await send(node.store, key, bytes, { at: 4 * MB })
      await node.store.seal(key, bytes.length)
      expect((await readAll(node.store, key, bytes.length)).equals(bytes)).toBe(true)
    }),
  )
  expect(node.spooled()).toBe(0)
  expect(node.budget.left).toBe(3 * MB)
  await send(node.store, 'kept', randomBytes(4 * MB))
  expect(node.spooled()).toBe(1)
  await node.store.remove('kept')
  expect(node.spooled()).toBe(0)
})

test('with a KMS key everything that is stored is encrypted with it', async () => {
  const settings = await s3.bucket({ kmsKey })
  const { store } = await openNode(settings)
  const [small, large, growing] = [randomUUID(), randomUUID(), randomUUID()]
  for (const [key, size] of [
    [small, MB],
    [large, 6 * MB],
  ] as const) {
    const bytes = randomBytes(size)
    await send(store, key, bytes)
    await store.seal(key, size)
    expect((await readAll(store, key, size)).equals(bytes)).toBe(true)
  }
  await send(store, growing, randomBytes(MB))
  await store.length(growing, 1)
  for (const Key of [`objects/${small}`, `objects/${large}`, `tails/${growing}/0-1-1`]) {
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: settings.bucket, Key }))
    expect([Key, head.ServerSideEncryption, head.SSEKMSKeyId]).toEqual([Key, 'aws:kms', kmsKey])
  }
})

test('parts are numbered in order, each of exactly 5 MiB but the last', async () => {
  const settings = await s3.bucket()
  const [key, bytes] = [randomUUID(), randomBytes(13 * MB)]
  const { store } = await openNode(settings)
  // The size of these batches does not divide that of a part.
  for (let at = 0; at < bytes.length; at += 777_777)
    await store.append(key, { epoch: 1, at, chunks: [bytes.subarray(at, at + 777_777)] })
  expect(await store.length(key, 1)).toBe(bytes.length)
  const Key = `objects/${key}`
  const UploadId = await uploadOf(settings.bucket, Key)
  const { Parts } = await s3.client.send(new ListPartsCommand({ Bucket: settings.bucket, Key, UploadId }))
  expect(Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([
    [1, 5 * MB],
    [2, 5 * MB],
  ])
  await store.seal(key, bytes.length)
  expect((await readAll(store, key, bytes.length)).equals(bytes)).toBe(true)
})
