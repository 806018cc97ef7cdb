import { randomBytes } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { KB, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Budget, createBudget } from '../../../server/src/budget.ts'
import { LineCut, takeIn } from '../../../server/src/domain/bytes/intake.ts'
import { createManualClock } from '../../world/clock.ts'
import { until } from '../../world/until.ts'

const full = 64 * KB

/** Takes a body in and notes each batch. A test can block the store. */
function take(source: Readable, budget: Budget = createBudget(MB)) {
  const clock = createManualClock()
  const ending = new AbortController()
  const batches: Buffer[] = []
  let [store, most, writing] = [Promise.withResolvers<void>(), 0, 0]
  store.resolve()
  const write = async (chunks: readonly Buffer[], bytes: number): Promise<void> => {
    writing += 1
    most = Math.max(most, writing)
    const batch = Buffer.concat(chunks)
    expect(batch.length).toBe(bytes)
    await store.promise
    batches.push(batch)
    writing -= 1
  }
  const options = { full, age: 100, budget, clock, signal: ending.signal }
  const result = takeIn(source, write, options).then(
    () => 'ended',
    (error: unknown) => error,
  )
  return {
    clock,
    result,
    batches,
    sizes: () => batches.map((batch) => batch.length),
    written: () => Buffer.concat(batches),
    /** The most batches that were written at the same time. */
    most: () => most,
    writing: () => writing,
    abort: (why: unknown) => ending.abort(why),
    /** Blocks the store. Gives a function that unblocks it; with an error, the store fails with it. */
    block: () => {
      store = Promise.withResolvers()
      store.promise.catch(() => undefined)
      const { resolve, reject } = store
      return (error?: Error) => (error === undefined ? resolve() : reject(error))
    },
  }
}

/** Waits 20 turns of the event loop, so that streams and promises go on. */
async function breathe(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

test('a body is written in full batches, in order, and its rest at its end', async () => {
  const bytes = randomBytes(5 * full + 1234)
  const chunks = Array.from({ length: Math.ceil(bytes.length / 10_000) }, (_, index) =>
    bytes.subarray(index * 10_000, (index + 1) * 10_000),
  )
  const { result, written, sizes, most } = take(Readable.from(chunks, { objectMode: false }))
  expect(await result).toBe('ended')
  expect(written().equals(bytes)).toBe(true)
  expect(most()).toBe(1)
  for (const size of sizes().slice(0, -1)) expect(size).toBeGreaterThanOrEqual(full)
})

test('bytes that come slowly are written once they are old', async () => {
  const source = new PassThrough()
  const { clock, result, sizes } = take(source)
  source.write(Buffer.alloc(10))
  await breathe()
  source.write(Buffer.alloc(20))
  await breathe()
  await clock.advance(99)
  expect(sizes()).toEqual([])
  await clock.advance(1)
  expect(sizes()).toEqual([30])
  source.write(Buffer.alloc(5))
  await breathe()
  await clock.advance(100)
  expect(sizes()).toEqual([30, 5])
  source.end()
  expect(await result).toBe('ended')
  expect(sizes()).toEqual([30, 5])
})

test('a body that is empty or over before it is taken in writes nothing', async () => {
  const empty = take(Readable.from([]))
  expect(await empty.result).toBe('ended')
  const ended = Readable.from(['x'])
  for await (const _ of ended);
  const late = take(ended)
  expect(await late.result).toBe('ended')
  const gone = new PassThrough()
  gone.destroy()
  const cut = take(gone)
  expect(await cut.result).toBeInstanceOf(LineCut)
  expect([empty, late, cut].flatMap((taken) => taken.sizes())).toEqual([])
})

test('while the store is slow the sender waits, and no more than two batches are gathered', async () => {
  let made = 0
  const source = new Readable({
    highWaterMark: 8 * KB,
    read() {
      made += 8 * KB
      this.push(made > 20 * full ? null : Buffer.alloc(8 * KB, made / (8 * KB)))
    },
  })
  const taking = take(source)
  const unblock = taking.block()
  await breathe()
  expect(taking.writing()).toBe(1)
  expect(source.isPaused()).toBe(true)
  // At most two batches, and the bytes that the source itself has read ahead.
  expect(made).toBeLessThanOrEqual(2 * full + 3 * 8 * KB)
  const before = made
  await taking.clock.advance(10_000)
  await breathe()
  expect(made).toBe(before)
  expect(taking.most()).toBe(1)

  unblock()
  expect(await taking.result).toBe('ended')
  expect(taking.written()).toHaveLength(20 * full)
  const wanted = Array.from({ length: (20 * full) / (8 * KB) }, (_, index) => Buffer.alloc(8 * KB, index + 1))
  expect(taking.written().equals(Buffer.concat(wanted))).toBe(true)
  expect(taking.most()).toBe(1)
})

test('the bytes before a cut are written once, and the cut is reported after that', async () => {
  const source = new PassThrough()
  const bytes = randomBytes(full + 500)
  const taking = take(source)
  const unblock = taking.block()
  source.write(bytes.subarray(0, full))
  await until('the first batch is being written', () => taking.writing() === 1)
  source.write(bytes.subarray(full))
  await breathe()
  source.destroy(new Error('socket hang up'))
  await breathe()
  expect(taking.sizes()).toEqual([])
  unblock()
  const error = await taking.result
  expect(error).toBeInstanceOf(LineCut)
  expect(error).toMatchObject({ cause: new Error('socket hang up') })
  expect(taking.written().equals(bytes)).toBe(true)
})

test('a body that closes without an end is cut too', async () => {
  const source = new PassThrough()
  const taking = take(source)
  source.write(Buffer.alloc(100))
  await breathe()
  source.destroy()
  expect(await taking.result).toBeInstanceOf(LineCut)
  expect(taking.sizes()).toEqual([100])
})

test('an abort writes what came before it, takes nothing after it, and says why', async () => {
  const source = new PassThrough()
  const taking = take(source)
  source.write(Buffer.alloc(300))
  await breathe()
  const why = new Error('taken over')
  taking.abort(why)
  source.write(Buffer.alloc(50))
  expect(await taking.result).toBe(why)
  source.write(Buffer.alloc(50))
  await breathe()
  await taking.clock.advance(1000)
  expect(taking.sizes()).toEqual([300])
  expect(source.listenerCount('data')).toBe(0)
})

test('an abort while a batch is written waits for it', async () => {
  const source = new PassThrough()
  const taking = take(source)
  const unblock = taking.block()
  source.write(Buffer.alloc(full))
  await until('the first batch is being written', () => taking.writing() === 1)
  source.write(Buffer.alloc(7))
  await breathe()
  let isOver = false
  void taking.result.then(() => {
    isOver = true
  })
  taking.abort(new Error('taken over'))
  await breathe()
  expect(isOver).toBe(false)
  unblock()
  expect(await taking.result).toEqual(new Error('taken over'))
  expect(taking.sizes()).toEqual([full, 7])
})

test('an intake that is aborted before it begins takes nothing', async () => {
  const source = new PassThrough()
  source.write(Buffer.alloc(10))
  const why = new Error('too late')
  const options = {
    full,
    age: 100,
    budget: createBudget(MB),
    clock: createManualClock(),
    signal: AbortSignal.abort(why),
  }
  await expect(takeIn(source, () => Promise.reject(new Error('written')), options)).rejects.toBe(why)
})

test('a store that fails ends the body with its error, and is not asked again', async () => {
  const source = new PassThrough()
  const taking = take(source)
  const unblock = taking.block()
  source.write(Buffer.alloc(full))
  await until('the first batch is being written', () => taking.writing() === 1)
  source.write(Buffer.alloc(full))
  await breathe()
  const failure = new Error('no space left')
  unblock(failure)
  expect(await taking.result).toBe(failure)
  source.write(Buffer.alloc(full))
  await breathe()
  await taking.clock.advance(1000)
  expect(taking.sizes()).toEqual([])
  expect(taking.most()).toBe(1)
  // A connection that breaks after the end must not cause an error.
  source.destroy(new Error('socket hang up'))
  await breathe()
})

test('a store that fails after the line was cut tells its own error', async () => {
  const source = new PassThrough()
  const taking = take(source)
  const unblock = taking.block()
  source.write(Buffer.alloc(full))
  await until('the first batch is being written', () => taking.writing() === 1)
  source.destroy(new Error('socket hang up'))
  await breathe()
  const failure = new Error('no space left')
  unblock(failure)
  expect(await taking.result).toBe(failure)
})

test('where there is no room in memory each chunk is written by itself, and the sender waits meanwhile', async () => {
  const budget = createBudget(100)
  const source = new PassThrough({ highWaterMark: MB })
  const taking = take(source, budget)
  const release = taking.block()
  source.write(Buffer.alloc(60, 'a'))
  source.write(Buffer.alloc(60, 'b'))
  source.write(Buffer.alloc(60, 'c'))
  source.end()
  await breathe()
  expect([taking.writing(), budget.left, source.isPaused()]).toEqual([1, 40, true])
  release()
  expect(await taking.result).toBe('ended')
  expect(taking.written().toString()).toBe(`${'a'.repeat(60)}${'b'.repeat(60)}${'c'.repeat(60)}`)
  expect(taking.sizes()[0]).toBe(120)
  expect(budget.left).toBe(100)
})

test('whatever way a body ends, its room is given back', async () => {
  const budget = createBudget(MB)
  const [ended, cut, aborted, failed] = Array.from({ length: 4 }, () => new PassThrough())
  const bodies = [ended, cut, aborted, failed].map((source) => take(source as PassThrough, budget))
  const fail = bodies[3]?.block()
  for (const source of [ended, cut, aborted, failed]) source?.write(Buffer.alloc(10 * KB))
  await breathe()
  expect(budget.left).toBe(MB - 40 * KB)
  ended?.end()
  cut?.destroy()
  bodies[2]?.abort(new Error('stop'))
  failed?.end()
  await breathe()
  fail?.(new Error('the disk is gone'))
  await Promise.all(bodies.map(({ result }) => result))
  expect(budget.left).toBe(MB)
})
