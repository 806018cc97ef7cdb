import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { protocolVersion, socketPath } from '@chairside/protocol'
import { io } from 'socket.io-client'
import { systemClock } from '../../server/src/adapters/clock.ts'
import { openPostgres } from '../../server/src/adapters/sql/postgres.ts'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { openRecords } from '../../server/src/records/database.ts'
import type { Database } from '../../server/src/seams.ts'
import { startPostgres } from '../services/postgres.ts'
import { fillHistory } from '../world/history-rows.ts'
import { pastReads } from '../world/past-reads.ts'
import { explained } from '../world/plans.ts'
import type { Ground } from './contender.ts'
import { startCrowd } from './crowdside.ts'
import { fsync } from './ours.ts'
import type { Figure, Probe } from './probe.ts'
import { type Appointment, ask, type Product, practitioner, startProduct } from './product.ts'
import { median, ratiosOf } from './ratio.ts'
import { register } from './scale.ts'
import { pause } from './server.ts'
import { connect } from './talk.ts'

const key = 'key-of-the-bench-0123456789-abcdefghij'
const onDesk = 40

/** Measures what pages cost after a short and a long past, on both databases, and prints how they are read. */
export const history: Probe = {
  name: 'history',
  title: 'a long past',
  take: async (ground, { rounds, isQuick }, say) => {
    const pasts = [100, isQuick ? 10_000 : 1_000_000]
    const folder = join(ground.folder, 'history')
    const postgres = await startPostgres()
    try {
      const figures: Figure[] = []
      for (const kind of ['SQLite', 'PostgreSQL'] as const) {
        const sides: Side[] = []
        try {
          for (const past of pasts) {
            const place = { ...ground, folder: join(folder, `${kind} ${past}`) }
            const url = kind === 'SQLite' ? undefined : await postgres.database()
            await fill(place, url, past, past === pasts.at(-1) ? say : () => {})
            say(`${kind}: ${past.toLocaleString('en')} past appointments are there`)
            sides.push(await openSide(place, url))
          }
          figures.push(...(await compare(kind, sides, pasts, rounds, say)))
        } finally {
          for (const { stop } of sides) await stop()
        }
      }
      return figures
    } finally {
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function fill(
  ground: Ground,
  url: string | undefined,
  past: number,
  say: (line: string) => void,
): Promise<void> {
  const dataDir = join(ground.folder, 'data')
  mkdirSync(dataDir, { recursive: true })
  const open = (): Database => {
    if (url === undefined) return openSqlite(dataDir)
    // The tables are filled by statements that run for minutes.
    const patience = { ...defaultLimits.records, statement: 0, idle: 0 }
    return openPostgres({ url, connections: 3, migrations: undefined }, patience, systemClock)
  }
  const records = await openRecords(open())
  const now = Date.now()
  const [who, whom] = [practitioner.id, 'patient']
  await fillHistory(records, { past, present: 1_000, library: 10_000, practitioner: who, patient: whom, now })
  await records.close()
  const { db, plansOf } = explained(open())
  for (const [what, read] of Object.entries(pastReads(who, whom, now)))
    for (const line of [`${what}:`, ...(await plansOf(() => read(db))).map((line) => `  ${line}`)]) say(line)
  await db.destroy()
}

/** A server with a filled database, and people on the practitioner's desk. */
interface Side {
  readonly product: Product
  readonly visited: Appointment
  readonly desk: string
  stop(): Promise<void>
}

async function openSide(ground: Ground, url: string | undefined): Promise<Side> {
  const settings = { ...fsync(false), API_KEY: key, ...(url === undefined ? {} : { DATABASE_URL: url }) }
  const product = await startProduct(ground, settings)
  const crowd = startCrowd('chairside')
  await crowd.open(
    [`ws://127.0.0.1:${product.server.port}`],
    await register(product, onDesk, practitioner.id),
  )
  const path = `/v1/practitioners/${practitioner.id}/tokens`
  const { token } = await ask<{ token: string }>(product.url, key, 'POST', path)
  const visited = await product.appointment()
  const stop = async (): Promise<void> => {
    await crowd.leave()
    await product.stop()
  }
  return { product, visited, desk: token, stop }
}

const acts: Readonly<Record<string, (side: Side) => Promise<void>>> = {
  'a join': async ({ product, visited }) => void (await connect(product.url, visited.patient)).disconnect(),
  'a snapshot': async ({ product, visited }) =>
    void (await ask(product.url, visited.practitioner, 'GET', `/v1/appointments/${visited.id}/snapshot`)),
  [`a desk of ${onDesk}`]: async ({ product, desk }) => {
    const auth = { version: protocolVersion, token: desk }
    const options = { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false, auth }
    const socket = io(product.url, options)
    await new Promise((resolve, reject) => socket.once('desk', resolve).once('connect_error', reject))
    socket.disconnect()
  },
  'a page of a library of 10,000': async ({ product }) =>
    void (await ask(product.url, key, 'GET', `/v1/practitioners/${practitioner.id}/documents`)),
}

async function compare(
  kind: string,
  sides: readonly Side[],
  pasts: readonly number[],
  rounds: number,
  say: (line: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [what, act] of Object.entries(acts)) {
    const times = sides.map((): number[] => [])
    for (let round = -2; round < rounds; round += 1)
      for (let turn = 0; turn < sides.length; turn += 1) {
        const at = (Math.max(0, round) + turn) % sides.length
        const side = sides[at]
        if (side === undefined) continue
        const took: number[] = []
        for (let time = 0; time < 7; time += 1) {
          const begin = performance.now()
          await act(side)
          const ms = performance.now() - begin
          took.push(ms)
          // Within the commands, and the time of the server, that one person may have in a second.
          await pause(Math.max(60, ms * 1.5))
        }
        if (round >= 0) times[at]?.push(median(took))
      }
    const [short = [], long = []] = times
    const named = pasts.map((past) => past.toLocaleString('en'))
    say(
      `${kind}, ${what}: ${median(short).toFixed(2)} ms after ${named[0]}, ${median(long).toFixed(2)} ms after ${named[1]}`,
    )
    figures.push({
      what: `${kind}, ${what}: after ${named[1]} past appointments ÷ after ${named[0]}`,
      spread: ratiosOf(long, short),
      unit: '×',
      aim: { must: 1.2, goal: 1.1 },
    })
  }
  return figures
}
