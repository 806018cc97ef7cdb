import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'

type Environment = Readonly<Record<string, string | undefined>>

/** The name of the records in a data folder and in its backup, and of those of PostgreSQL in a backup. */
const sqliteFile = 'records.sqlite'
const dumpFile = 'records.dump'

/** All pages in one step: it sees one moment, and the server's writes do not make it begin again. */
const allPages = 2 ** 31 - 1

/**
 * Copies the records of a data folder by SQLite's own backup (sqlite.org/backup.html), while a server writes them. Throws a
 * sentence when there are none, or when what was copied is not sound.
 */
export async function takeSqlite(dataDir: string, into: string): Promise<void> {
  const path = join(dataDir, sqliteFile)
  if (!existsSync(path))
    throw new Error(`There are no records in ${dataDir}. Set DATA_DIR as it is for the server.`)
  const copy = join(into, sqliteFile)
  const source = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
  try {
    await backup(source, copy, { rate: allPages })
  } finally {
    source.close()
  }
  await chmod(copy, 0o600)
  const taken = new DatabaseSync(copy)
  try {
    const [said] = Object.values(taken.prepare('pragma quick_check').get() ?? {})
    if (said !== 'ok') throw new Error(`The records in ${dataDir} are damaged (SQLite: ${said}).`)
  } finally {
    taken.close()
  }
}

/**
 * Dumps the records in PostgreSQL by `pg_dump`, as its own archive, which `pg_restore` reads. It sees one moment. Throws a sentence
 * when the program is missing, or with what it said.
 */
export async function takePostgres(url: string, into: string, env: Environment): Promise<void> {
  // Everybody on the machine can read the arguments of a process: the password goes another way.
  const address = new URL(url)
  const password = decodeURIComponent(address.password)
  address.password = ''
  const args = ['--format=custom', `--file=${join(into, dumpFile)}`, '--no-owner', '--no-privileges']
  const child = spawn('pg_dump', [...args, `--dbname=${address.href}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...env, ...(password !== '' && { PGPASSWORD: password }) },
  })
  const said = text(child.stderr)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new Error('pg_dump cannot be run. Install the client of PostgreSQL, of the same version.', { cause }),
      ),
    )
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`pg_dump did not succeed: ${(await said).trim()}`)
  await chmod(join(into, dumpFile), 0o600)
}
