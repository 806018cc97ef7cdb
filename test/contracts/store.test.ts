import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KB, MB } from '@chairside/protocol'
import { expect, test, vi } from 'vitest'
import { openDisk } from '../../server/src/adapters/disk/store.ts'
import { atEnd } from '../world/until.ts'
import { storeContract } from './store.ts'

function folder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

storeContract('on the disk', async () => {
  const dataDir = folder()
  return {
    store: await openDisk(dataDir),
    again: () => openDisk(dataDir),
    lose: async (key) => rmSync(join(dataDir, 'objects', 'unsealed', key)),
  }
})

/** The open files of this process in a folder. */
const openIn = (place: string): string[] =>
  readdirSync('/proc/self/fd').flatMap((number) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${number}`)
      return path.startsWith(place) ? [path] : []
    } catch {
      return []
    }
  })

test('the store on the disk closes every file that it opened, also when a reader leaves early', async () => {
  const dataDir = folder()
  const store = await openDisk(dataDir)
  const bytes = Buffer.alloc(4_000_000, 'chairside')
  await store.append('left-early', { epoch: 1, at: 0, chunks: [Uint8Array.from(bytes)] })
  await store.append('left-early', { epoch: 1, at: 7, chunks: [bytes] }).catch(() => undefined)
  await store.seal('left-early', bytes.length)
  for await (const chunk of store.read('left-early', { start: 0, end: bytes.length - 1 }))
    if (chunk.length > 0) break
  await expect.poll(() => openIn(dataDir)).toEqual([])
})

test('the store on the disk uses the buffer of a reading again once it has ended, and never that of an abandoned one', async () => {
  const store = await openDisk(folder())
  const bytes = randomBytes(3 * MB)
  await store.append('lent', { epoch: 1, at: 0, chunks: [Uint8Array.from(bytes)] })
  await store.seal('lent', bytes.length)
  const whole = { start: 0, end: bytes.length - 1 }
  const memoryOf = async (most: number): Promise<Set<ArrayBufferLike>> => {
    const seen = new Set<ArrayBufferLike>()
    for await (const { buffer } of store.read('lent', whole, { lend: true })) {
      seen.add(buffer)
      most -= 1
      if (most === 0) break
    }
    return seen
  }
  const ended = await memoryOf(Number.POSITIVE_INFINITY)
  expect(ended.size).toBe(1)
  const left = await memoryOf(2)
  expect([...left].filter((buffer) => !ended.has(buffer))).toEqual([])
  const after = await memoryOf(Number.POSITIVE_INFINITY)
  expect([...after].filter((buffer) => left.has(buffer))).toEqual([])
})

test('short readings of the store on the disk use small buffers again, one after the other', async () => {
  const store = await openDisk(folder())
  await store.append('short', { epoch: 1, at: 0, chunks: [randomBytes(MB)] })
  await store.seal('short', MB)
  const memoryOf = async (end: number): Promise<ArrayBufferLike | undefined> => {
    let last: ArrayBufferLike | undefined
    for await (const { buffer } of store.read('short', { start: 5, end }, { lend: true })) last = buffer
    return last
  }
  const first = await memoryOf(14)
  expect(first?.byteLength).toBeLessThanOrEqual(4 * KB)
  expect(await memoryOf(500)).toBe(first)
  const larger = await memoryOf(50_000)
  expect(larger?.byteLength).toBeLessThanOrEqual(100_000)
  expect(await memoryOf(40_000)).toBe(larger)
  expect(await memoryOf(14)).toBe(first)
})

test('the store on the disk does not take an upload whose file vanished for a new one, and keeps nothing of it open', async () => {
  const dataDir = folder()
  const store = await openDisk(dataDir)
  await store.append('vanished', { epoch: 1, at: 0, chunks: [Buffer.alloc(100)] })
  rmSync(join(dataDir, 'objects', 'unsealed', 'vanished'))
  const again = store.append('vanished', { epoch: 1, at: 0, chunks: [Buffer.alloc(100)] })
  await expect(again).rejects.toMatchObject({ code: 'UPLOAD_OFFSET_MISMATCH' })
  await store.close()
  expect(openIn(dataDir)).toEqual([])
})

test('the store on the disk says so when its folder is gone', async () => {
  const dataDir = folder()
  const store = await openDisk(dataDir)
  rmSync(join(dataDir, 'objects'), { recursive: true })
  await expect(
    store.append('nowhere', { epoch: 1, at: 0, chunks: [Buffer.from('x')] }),
  ).rejects.toMatchObject({
    name: 'ChairsideError',
  })
})

test('the store on the disk gives the memory of what it has written back at once, and of nothing else', async () => {
  const store = await openDisk(folder())
  atEnd(() => store.close())
  const [own, small, shared] = [new Uint8Array(MB), new Uint8Array(100), Buffer.alloc(2 * MB)]
  await store.append('given', { epoch: 1, at: 0, chunks: [own, small, shared.subarray(0, MB)] })
  expect([own.length, small.length, shared.length]).toEqual([0, 0, 2 * MB])
  const refused = new Uint8Array(MB)
  await store.append('given', { epoch: 1, at: 0, chunks: [refused] }).catch(() => undefined)
  expect(refused).toHaveLength(MB)
})

test('the store on the disk writes a whole batch although the system takes only a part at a time', async () => {
  const dataDir = folder()
  const place = await open(dataDir, 'r')
  const kind = Object.getPrototypeOf(place) as FileHandle
  await place.close()
  const few = vi.spyOn(kind, 'writev').mockImplementation(async function (this: FileHandle, buffers) {
    const [first] = buffers as readonly Uint8Array[]
    const { bytesWritten } = await this.write(first?.subarray(0, 1000) ?? Buffer.of())
    return { bytesWritten, buffers }
  })
  atEnd(() => few.mockRestore())
  const store = await openDisk(dataDir)
  const bytes = randomBytes(10_500)
  const chunks = [0, 3000, 3001].map((at, index) => Uint8Array.from(bytes.subarray(at, [3000, 3001][index])))
  await store.append('slow', { epoch: 1, at: 0, chunks })
  await store.seal('slow', bytes.length)
  const got: Uint8Array[] = []
  for await (const chunk of store.read('slow', { start: 0, end: bytes.length - 1 })) got.push(chunk)
  expect(Buffer.concat(got).equals(bytes)).toBe(true)
  expect(few.mock.calls.length).toBeGreaterThan(10)
})
