import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type Postgres, startPostgres } from '../services/postgres.ts'
import type { Entry, Ground } from './contender.ts'
import { fsync, ourDisk, ourName, uploading } from './ours.ts'
import type { Figure, Probe } from './probe.ts'
import { startProduct } from './product.ts'
import { spreadOf } from './ratio.ts'
import { keptOnDisk } from './stored.ts'
import { exchange } from './wire.ts'
import { twenty } from './workload.ts'

/** Chairside with its records in SQLite, as a peer of itself. */
export const ourSqlite: Entry = {
  name: 'the same with SQLite',
  start: async (ground) => ({ ...(await ourDisk('raw', false).start(ground)), name: ourSqlite.name }),
}

/** Uploads to Chairside's disk store, with the records in PostgreSQL. */
export const ourPostgres: Entry = {
  name: ourName,
  start: async (ground) => {
    const postgres = await startPostgres()
    const { contender } = await start(ground, postgres)
    const stop = async (): Promise<void> => {
      await contender.stop()
      await postgres.stop()
    }
    return { ...contender, stop }
  },
}

async function start(
  ground: Ground,
  postgres: Postgres,
  prepare = async (_url: string): Promise<void> => {},
) {
  const url = await postgres.database()
  await prepare(url)
  const product = await startProduct(ground, { ...fsync(false), DATABASE_URL: url })
  return { contender: uploading(ourName, 'raw', product, keptOnDisk(product.dataDir)) }
}

/** Counts the statements of an upload. */
export const statements: Probe = {
  name: 'statements',
  title: 'statements of an upload on PostgreSQL',
  take: async (ground, _, say) => {
    const postgres = await startPostgres()
    try {
      const { contender } = await start(ground, postgres, tellStatements)
      try {
        const messages = await contender.prepare(twenty)
        const said = join(postgres.folder, 'said')
        const before = readFileSync(said, 'utf8').length
        const { answers } = await exchange(contender.server.port, messages)
        const kinds = Map.groupBy(statementsIn(readFileSync(said, 'utf8').slice(before)), (text) => text)
        await contender.settle(twenty, answers)
        const sorted = [...kinds].sort(([, one], [, other]) => other.length - one.length)
        for (const [text, all] of sorted) say(`${(all.length / twenty.files).toFixed(2)} × ${text}`)
        const all = sorted.reduce((sum, [, some]) => sum + some.length, 0)
        return [
          {
            what: 'statements of an upload of 10 MB, PostgreSQL',
            spread: spreadOf([all / twenty.files]),
            unit: '',
          },
        ] satisfies Figure[]
      } finally {
        await contender.stop()
      }
    } finally {
      await postgres.stop()
    }
  },
}

/** Lets PostgreSQL write each statement of a database into its log. */
async function tellStatements(url: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  const name = new URL(url).pathname.slice(1)
  for (const setting of ["log_min_messages = 'log'", "log_statement = 'all'"])
    await client.query(`alter database ${name} set ${setting}`)
  await client.end()
}

/** The beginnings of the statements in a log of PostgreSQL. */
function statementsIn(log: string): string[] {
  return [...log.matchAll(/LOG: {2}(?:execute [^:]*|statement): (.*)/g)].map(([, text = '']) =>
    text.replace(/\$\d+|'[^']*'/g, '?').slice(0, 110),
  )
}
