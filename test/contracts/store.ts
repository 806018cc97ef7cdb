import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { ChairsideError, KB, MB } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import type { ObjectStore } from '../../server/src/seams.ts'
import { atEnd } from '../world/until.ts'

/** A store to test. `again` opens the same place once more, as the next process does after a crash. */
export interface OpenStore {
  readonly store: ObjectStore
  again(): Promise<ObjectStore>
  /** Removes the stored bytes of an unsealed object, behind the store's back. */
  lose(key: string): Promise<void>
}

const soon = (): number => Date.now() + 60_000

/** What every ObjectStore promises. */
export function storeContract(name: string, open: () => Promise<OpenStore>): void {
  const begin = async () => {
    const { store, again, lose } = await open()
    atEnd(() => store.close())
    return { store, again, lose, key: randomUUID() }
  }
  const read = async (store: ObjectStore, key: string, start: number, end: number): Promise<Buffer> => {
    const chunks: Uint8Array[] = []
    for await (const chunk of store.read(key, { start, end })) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  /** A store owns the chunks that it gets. A test that still needs the bytes gives it a copy. */
  const copy = (bytes: Buffer): Uint8Array => Uint8Array.from(bytes)
  const keep = async (store: ObjectStore, key: string, bytes: Buffer): Promise<void> => {
    await store.append(key, { epoch: 1, at: 0, chunks: [copy(bytes)] })
    await store.seal(key, bytes.length)
  }
  const refusal = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'nothing was refused',
      (error) => (error instanceof ChairsideError ? error.problem : error),
    )

  describe(`the store ${name}`, () => {
    test('adds batches at the end and knows the length before and after it is sealed', async () => {
      const { store, key } = await begin()
      expect(await store.length(key, 1)).toBe(0)
      const parts = [randomBytes(700 * KB), randomBytes(1), Buffer.alloc(0), randomBytes(3 * MB)]
      await store.append(key, { epoch: 1, at: 0, chunks: parts.slice(0, 3).map(copy) })
      expect(await store.length(key, 1)).toBe(700 * KB + 1)
      await store.append(key, { epoch: 1, at: 700 * KB + 1, chunks: parts.slice(3).map(copy) })
      const whole = Buffer.concat(parts)
      expect(await store.length(key, 1)).toBe(whole.length)
      await store.seal(key, whole.length)
      expect(await store.length(key, 1)).toBe(whole.length)
      expect((await read(store, key, 0, whole.length - 1)).equals(whole)).toBe(true)
    })

    test('takes an object of many small chunks', async () => {
      const { store, key } = await begin()
      const chunks = Array.from({ length: 3000 }, () => randomBytes(50))
      await store.append(key, { epoch: 1, at: 0, chunks: chunks.map(copy) })
      await store.seal(key, 150_000)
      expect((await read(store, key, 0, 149_999)).equals(Buffer.concat(chunks))).toBe(true)
    })

    test('refuses a batch that does not begin at the end, and says where the end is', async () => {
      const { store, key } = await begin()
      await store.append(key, { epoch: 1, at: 0, chunks: [randomBytes(100)] })
      for (const at of [0, 99, 101]) {
        expect(await refusal(store.append(key, { epoch: 1, at, chunks: [randomBytes(10)] }))).toEqual({
          code: 'UPLOAD_OFFSET_MISMATCH',
          limit: 100,
          actual: at,
        })
      }
      const fresh = randomUUID()
      const gap = store.append(fresh, { epoch: 1, at: 5, chunks: [randomBytes(10)] })
      expect(await refusal(gap)).toMatchObject({ code: 'UPLOAD_OFFSET_MISMATCH', limit: 0, actual: 5 })
      expect([await store.length(key, 1), await store.length(fresh, 1)]).toEqual([100, 0])
    })

    test('refuses an epoch that is older than one it has seen', async () => {
      const { store, key } = await begin()
      await store.append(key, { epoch: 2, at: 0, chunks: [randomBytes(10)] })
      await store.append(key, { epoch: 5, at: 10, chunks: [randomBytes(10)] })
      for (const epoch of [2, 4]) {
        const late = store.append(key, { epoch, at: 20, chunks: [randomBytes(10)] })
        expect(await refusal(late)).toEqual({ code: 'UPLOAD_TAKEN_OVER' })
      }
      await store.append(key, { epoch: 5, at: 20, chunks: [randomBytes(10)] })
      expect(await store.length(key, 5)).toBe(30)
    })

    test('takes one of two batches that come at once for the same byte', async () => {
      const { store } = await begin()
      for (let round = 0; round < 20; round += 1) {
        const [key, size] = [randomUUID(), 100 * KB]
        const batches = [randomBytes(size), randomBytes(size)]
        const answers = await Promise.all(
          batches.map((bytes, epoch) => refusal(store.append(key, { epoch, at: 0, chunks: [copy(bytes)] }))),
        )
        const taken = batches.filter((_, index) => answers[index] === 'nothing was refused')
        expect(taken).toHaveLength(1)
        await store.seal(key, size)
        expect((await read(store, key, 0, size - 1)).equals(taken[0] ?? Buffer.of())).toBe(true)
      }
    })

    test('still knows the length after its process was lost, and goes on from there', async () => {
      const { store, again, key } = await begin()
      const bytes = randomBytes(3 * MB)
      await store.append(key, { epoch: 1, at: 0, chunks: [bytes.subarray(0, 2 * MB)] })
      expect(await store.length(key, 1)).toBe(2 * MB)
      const next = await again()
      expect(await next.length(key, 1)).toBe(2 * MB)
      await next.append(key, { epoch: 2, at: 2 * MB, chunks: [bytes.subarray(2 * MB)] })
      await next.seal(key, 3 * MB)
      const last = await again()
      expect(await last.length(key, 2)).toBe(3 * MB)
      expect((await read(last, key, 0, 3 * MB - 1)).equals(bytes)).toBe(true)
    })

    test('seals only at the size that is expected, and sealing again changes nothing', async () => {
      const { store, again, key } = await begin()
      const bytes = randomBytes(1000)
      await store.append(key, { epoch: 1, at: 0, chunks: [copy(bytes)] })
      for (const size of [999, 1001]) {
        const wrong = await refusal(store.seal(key, size))
        expect(wrong).toMatchObject({ code: 'UPLOAD_OFFSET_MISMATCH', limit: size, actual: 1000 })
      }
      await store.seal(key, 1000)
      await store.seal(key, 1000)
      await (await again()).seal(key, 1000)
      expect((await read(store, key, 0, 999)).equals(bytes)).toBe(true)
    })

    test('never changes what is sealed', async () => {
      const { store, key } = await begin()
      const bytes = randomBytes(1000)
      await keep(store, key, bytes)
      for (const at of [0, 1000]) {
        const late = await refusal(store.append(key, { epoch: 9, at, chunks: [randomBytes(10)] }))
        expect(late).toMatchObject({ code: 'UPLOAD_OFFSET_MISMATCH', limit: 1000 })
      }
      expect(await store.length(key, 1)).toBe(1000)
      expect((await read(store, key, 0, 999)).equals(bytes)).toBe(true)
    })

    test('reads any range, both ends included', async () => {
      const { store, key } = await begin()
      const bytes = randomBytes(2 * MB)
      await keep(store, key, bytes)
      const ranges = [
        [0, 0],
        [0, 2 * MB - 1],
        [MB - 1, MB],
        [300 * KB + 7, 900 * KB + 3],
        [2 * MB - 1, 2 * MB - 1],
      ] as const
      for (const [start, end] of ranges)
        expect((await read(store, key, start, end)).equals(bytes.subarray(start, end + 1))).toBe(true)
      expect(await read(store, key, 0, -1)).toHaveLength(0)
    })

    test('gives each reader chunks of its own, several at once', async () => {
      const { store, key } = await begin()
      const bytes = randomBytes(2 * MB)
      await keep(store, key, bytes)
      const spoil = async (): Promise<void> => {
        for await (const chunk of store.read(key, { start: 0, end: 2 * MB - 1 })) chunk.fill(0)
      }
      const [got] = await Promise.all([read(store, key, 0, 2 * MB - 1), spoil(), spoil()])
      expect(got.equals(bytes)).toBe(true)
    })

    test('gives nothing of what is not sealed or not there', async () => {
      const { store, key } = await begin()
      await store.append(key, { epoch: 1, at: 0, chunks: [randomBytes(10)] })
      for (const missing of [key, randomUUID()])
        expect(await refusal(read(store, missing, 0, 9))).toMatchObject({ code: 'NOT_FOUND' })
      const never = await refusal(store.seal(randomUUID(), 10))
      expect(never).toEqual({ code: 'UPLOAD_OFFSET_MISMATCH', limit: 10, actual: 0 })
    })

    test('says of an upload that vanished that it is out of reach, never that it is missing, and begins it anew', async () => {
      const { store, lose, key } = await begin()
      const bytes = randomBytes(12 * MB)
      let epoch = 1
      const append = (at: number, end: number) =>
        store.append(key, { epoch, at, chunks: [copy(bytes.subarray(at, end))] })
      await append(0, 6 * MB)
      await store.length(key, 1)
      await append(6 * MB, 7 * MB)
      await lose(key)
      expect(await refusal(store.seal(key, 7 * MB))).toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
      epoch = 2
      expect(await store.length(key, 2)).toBe(0)
      await append(0, 6 * MB)
      await store.length(key, 1)
      await append(6 * MB, 7 * MB)
      await lose(key)
      // Some stores notice the loss at this append, others only when asked for the length. Both are right.
      const more = await refusal(append(7 * MB, 12 * MB))
      expect(['nothing was refused', { code: 'STORAGE_UNAVAILABLE' }]).toContainEqual(more)
      await store.length(key, 2).catch(() => undefined)
      epoch = 3
      expect(await store.length(key, 3)).toBe(0)
      await append(0, 12 * MB)
      await store.seal(key, 12 * MB)
      expect((await read(store, key, 0, 12 * MB - 1)).equals(bytes)).toBe(true)
    })

    test('stops reading when it is told to', async () => {
      const { store, key } = await begin()
      await keep(store, key, randomBytes(8 * MB))
      const ending = new AbortController()
      let got = 0
      const reading = (async () => {
        for await (const chunk of store.read(key, { start: 0, end: 8 * MB - 1 }, { signal: ending.signal })) {
          got += chunk.length
          ending.abort()
        }
      })()
      await reading.catch(() => undefined)
      expect(got).toBeGreaterThan(0)
      expect(got).toBeLessThan(8 * MB)
      const never = store.read(key, { start: 0, end: 9 }, { signal: AbortSignal.abort() })
      await expect(never[Symbol.asyncIterator]().next()).rejects.toThrow()
    })

    test('forgets what is removed, sealed or not, and does not mind what is not there', async () => {
      const { store, key } = await begin()
      const sealed = randomUUID()
      await store.append(key, { epoch: 7, at: 0, chunks: [randomBytes(10)] })
      await keep(store, sealed, randomBytes(10))
      for (const gone of [key, sealed, randomUUID()]) {
        await store.remove(gone)
        await store.remove(gone)
        expect(await store.length(gone, 1)).toBe(0)
        expect(await refusal(read(store, gone, 0, 9))).toMatchObject({ code: 'NOT_FOUND' })
      }
      await store.append(key, { epoch: 1, at: 0, chunks: [randomBytes(5)] })
      expect(await store.length(key, 1)).toBe(5)
    })

    test('lends chunks that stay as they are until the next one is asked for', async () => {
      const { store, key } = await begin()
      const bytes = randomBytes(3 * MB + 17)
      await keep(store, key, bytes)
      const whole = { start: 0, end: bytes.length - 1 }
      const got: Buffer[] = []
      for await (const chunk of store.read(key, whole, { lend: true })) {
        await setTimeout(5)
        got.push(Buffer.from(chunk))
      }
      expect(Buffer.concat(got).equals(bytes)).toBe(true)
      const late = store.read(randomUUID(), whole, { lend: true })
      expect(await refusal(late[Symbol.asyncIterator]().next())).toMatchObject({ code: 'NOT_FOUND' })
      const never = store.read(key, whole, { lend: true, signal: AbortSignal.abort() })
      await expect(never[Symbol.asyncIterator]().next()).rejects.toThrow()
    })

    test('frees its memory of an upload that another node has gone on with', async () => {
      const { store, again, key } = await begin()
      const bytes = randomBytes(3000)
      const from = (at: number) => ({ at, chunks: [bytes.subarray(at, at + 1000)] })
      await store.append(key, { epoch: 1, ...from(0) })
      expect(await store.length(key, 1)).toBe(1000)
      const other = await again()
      await other.append(key, { epoch: 2, ...from(1000) })
      expect(await other.length(key, 2)).toBe(2000)
      expect(await store.length(key, 2)).toBe(2000)
      await store.append(key, { epoch: 3, ...from(2000) })
      await store.seal(key, 3000)
      expect((await read(store, key, 0, 2999)).equals(bytes)).toBe(true)
    })

    test('seals right after the last batch, without being asked for the length', async () => {
      const { store, again, key } = await begin()
      const bytes = randomBytes(7 * MB)
      for (let at = 0; at < bytes.length; at += MB)
        await store.append(key, { epoch: 1, at, chunks: [bytes.subarray(at, at + MB)] })
      await store.seal(key, bytes.length)
      const next = await again()
      expect(await next.length(key, 1)).toBe(bytes.length)
      expect((await read(next, key, 0, bytes.length - 1)).equals(bytes)).toBe(true)
    })

    test('sweeps what is old and not wanted, and asks about nothing else', async () => {
      const { store, key } = await begin()
      const [sealed, wanted] = [randomUUID(), randomUUID()]
      await store.append(key, { epoch: 1, at: 0, chunks: [randomBytes(10)] })
      await store.length(key, 1)
      for (const kept of [sealed, wanted]) await keep(store, kept, randomBytes(20))
      const asked: string[] = []
      const want = async (keys: readonly string[]): Promise<ReadonlySet<string>> => {
        asked.push(...keys)
        return new Set([wanted])
      }
      expect(await store.sweep(Date.now() - 60_000, want)).toBe(0)
      expect(asked).toEqual([])
      expect(await store.sweep(soon(), want)).toBe(2)
      expect(asked.sort()).toEqual([key, sealed, wanted].sort())
      expect([
        await store.length(key, 1),
        await store.length(sealed, 1),
        await store.length(wanted, 1),
      ]).toEqual([0, 0, 20])
      expect(await store.sweep(soon(), want)).toBe(0)
    })
  })
}
