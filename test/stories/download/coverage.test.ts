import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type Coverage, cover, coversAll } from '../../../server/src/domain/bytes/coverage.ts'
import { openThings } from '../../contracts/thing.ts'
import { ask } from '../../world/http.ts'
import { openOwning, tokenOf } from '../../world/owning.ts'
import { tus } from '../../world/party.ts'
import { allowed, bytesOf } from '../../world/samples.ts'

const patterns = 1000
const seed = Number(process.env.RANGES_SEED ?? 1)

/** Random numbers from a seed (a linear congruential generator): the same seed gives the same numbers. */
function randomness(start: number): (below: number) => number {
  let state = start
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

const content = bytesOf(allowed.pdf)
const size = content.length
const last = size - 1

interface Wish {
  /** The Range header; undefined for the whole content. */
  readonly range: string | undefined
  /** The first and the last byte that it asks for; undefined if it asks for none. */
  readonly bytes: readonly [number, number] | undefined
  readonly method: 'GET' | 'HEAD'
  readonly use: 'download' | 'view'
  readonly who: 'sender' | 'reader'
}

/** Draws the requests of readers: probes, tails, parts in any order, everything, and nonsense. */
function draw(random: (below: number) => number): Wish[] {
  const of = (start: number, end: number): Pick<Wish, 'range' | 'bytes'> => ({
    range: `bytes=${start}-${end}`,
    bytes: [start, Math.min(end, last)],
  })
  const quarter = Math.ceil(size / 4)
  const quarters = [3, 2, 1, 0].map((at) => of(at * quarter, (at + 1) * quarter - 1))
  const cut = 1 + random(last)
  const habits: readonly (() => readonly Pick<Wish, 'range' | 'bytes'>[])[] = [
    () => [{ range: 'bytes=-1', bytes: [last, last] }],
    () => [of(0, 0)],
    () => [of(0, 1)],
    () => quarters,
    () => quarters.toSpliced(random(4), 1),
    () => [{ range: `bytes=-${cut}`, bytes: [size - cut, last] }, of(0, size - cut - 1 + random(2))],
    () => [{ range: `bytes=${cut}-`, bytes: [cut, last] }, of(0, cut - random(2))],
    () => [of(0, last - 1)],
    () => [of(1, last)],
    () => [{ range: undefined, bytes: [0, last] }],
    () => [{ range: 'bytes=0-9,20-29', bytes: [0, last] }],
    () => [{ range: `bytes=${size}-`, bytes: undefined }],
  ]
  const common = {
    use: random(3) === 0 ? 'view' : 'download',
    who: random(4) === 0 ? 'sender' : 'reader',
  } as const
  return Array.from({ length: 1 + random(2) }, () => habits[random(habits.length)]?.() ?? [])
    .flat()
    .map((one) => ({
      ...one,
      method: random(12) === 0 ? 'HEAD' : 'GET',
      ...common,
      ...(random(10) === 0 && { use: 'view' as const }),
    }))
}

test('of a thousand readers each has fetched a content exactly when every byte of it went to them for one use', async () => {
  const { announce, bytes, sender, reader, url, kind, ground, receipts } = await openOwning(openThings)
  const id = await announce('plan.pdf', size)
  const path = `${url}/v1/files/${id}/upload`
  expect((await ask(path, 'PATCH', { token: tokenOf(sender), headers: tus(0), body: content })).status).toBe(
    204,
  )
  const people = { sender, reader }
  const tickets = new Map<string, string>()
  const ticketFor = async ({ who, use }: Wish): Promise<string> => {
    const known = tickets.get(`${who} ${use}`)
    if (known !== undefined) return known
    const issued = await bytes.downloads.ticket({ who: people[who], owner: kind, id, use }, undefined)
    tickets.set(`${who} ${use}`, issued.url)
    return issued.url
  }
  const random = randomness(seed)
  let complete = 0
  for (let pattern = 0; pattern < patterns; pattern += 1) {
    const wishes = draw(random)
    const got = new Map<string, Set<number>>()
    for (const wish of wishes) {
      const { range, method, who, use } = wish
      await ask(await ticketFor(wish), method, { headers: range === undefined ? {} : { range } })
      const mine = got.get(`${who} ${use}`) ?? new Set()
      got.set(`${who} ${use}`, mine)
      if (method === 'GET' && wish.bytes !== undefined)
        for (let at = wish.bytes[0]; at <= wish.bytes[1]; at += 1) mine.add(at)
    }
    // Waits until the receipts of all answers so far are written.
    await bytes.downloads.settled()
    const whole = [...got.values()].some((mine) => mine.size === size)
    const told = (await receipts(id)) > 0
    const story = wishes.map(({ who, use, method, range }) => `${who} ${use} ${method} ${range}`).join('; ')
    expect(told, `RANGES_SEED=${seed}, pattern ${pattern}: ${story}`).toBe(whole)
    if (whole) complete += 1
    await sql`delete from fetched`.execute(ground.records.db)
    await sql`update things set looks = 0`.execute(ground.records.db)
  }
  expect(complete).toBeGreaterThan(patterns / 10)
  expect(complete).toBeLessThan((patterns * 9) / 10)
}, 300_000)

test('a coverage keeps to its limit of pieces, never claims too much, and is exact below the limit', () => {
  const random = randomness(seed)
  for (let pattern = 0; pattern < patterns; pattern += 1) {
    const [length, most] = [1 + random(60), 1 + random(8)]
    const went = Array.from({ length }, () => false)
    let [coverage, wasFull]: [Coverage, boolean] = [[], false]
    for (let step = 0; step < 20; step += 1) {
      const start = random(length)
      const end = Math.min(length - 1, start + random(6))
      went.fill(true, start, end + 1)
      const before = coverage
      coverage = cover(coverage, { start, end }, most)
      if (cover(before, { start, end }, Number.POSITIVE_INFINITY).length > most) wasFull = true
      const said = Array.from({ length }, () => false)
      for (const piece of coverage) said.fill(true, piece.start, piece.end + 1)
      const where = `RANGES_SEED=${seed}, pattern ${pattern}, step ${step}`
      expect(coverage.length, where).toBeLessThanOrEqual(most)
      expect(
        said.every((one, at) => !one || went[at]),
        where,
      ).toBe(true)
      if (!wasFull) expect(said, where).toEqual(went)
      expect(coversAll(coverage, length), where).toBe(said.every(Boolean))
      expect(
        coverage.every(({ start: from }, at) => at === 0 || from > (coverage[at - 1]?.end ?? 0) + 1),
        where,
      ).toBe(true)
    }
  }
})
