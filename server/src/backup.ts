import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { MB } from '@chairside/protocol'
import { elapsed } from './adapters/clock.ts'
import { codeOf, sync, type Taken, takeObjects } from './backup/objects.ts'
import { takePostgres, takeSqlite } from './backup/records.ts'
import { type Config, readConfig } from './config.ts'

/*
 * Makes a backup while the server runs, or does not. It reads the settings that the server has. Exit codes: 0 when the backup is
 * whole, 1 when there is none, 2 when it was called wrongly.
 */

const usage = `chairside backup FOLDER

  FOLDER  where the backup goes: a folder that is not there yet, or is empty
`

/** Secrets that a server outside production makes up. */
const secrets = ['api-key.secret', 'token.secret']

/** Makes a backup, and gives the exit code. */
export async function runBackup(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [given, ...more] = args
  if (given === undefined || given.startsWith('-') || more.length > 0) {
    process.stderr.write(usage)
    return 2
  }
  // Names of people and files are in it: nobody else of this machine may read it.
  process.umask(0o077)
  const folder = resolve(given)
  const unfinished = `${folder}.unfinished`
  try {
    const config = readConfig(env)
    await requireEmpty(folder)
    await makeNew(unfinished)
    try {
      await take(config, unfinished, env)
      await rename(unfinished, folder)
      await sync(dirname(folder))
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true })
      throw error
    }
    say(`The backup is whole: ${folder}`)
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    return 1
  }
}

/**
 * Files come before the records, so that one which is removed meanwhile is in the backup if the records have it; and after
 * them once more, for those that became complete meanwhile.
 */
async function take(
  { dataDir, database, store }: Config,
  into: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const objects = (): Promise<Taken> => takeObjects(dataDir, into)
  const onDisk = store.kind === 'disk'
  if (onDisk) await timed('files', objects, sumOf)
  switch (database.kind) {
    case 'sqlite':
      await timed('records', () => takeSqlite(dataDir, into))
      break
    case 'postgres':
      await timed('records', () => takePostgres(database.migrations ?? database.url, into, env))
  }
  if (onDisk) await timed('files that came meanwhile', objects, sumOf)
  else say(`The files stay in the bucket ${store.bucket}: keep them by its own means.`)
  for (const name of secrets)
    await copyFile(join(dataDir, name), join(into, name)).catch((error) => {
      if (codeOf(error) !== 'ENOENT') throw error
    })
  await sync(into)
}

const sumOf = ({ files, bytes }: Taken): string => `${files}, ${(bytes / MB).toFixed(1)} MB, `

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

/** Runs a part of the backup, and prints how long it took. */
async function timed<Result>(
  what: string,
  work: () => Promise<Result>,
  tell: (result: Result) => string = () => '',
): Promise<void> {
  const began = elapsed()
  const result = await work()
  say(`${what}: ${tell(result)}${((elapsed() - began) / 1000).toFixed(2)} s`)
}

/** Throws a sentence when something is in a folder. */
async function requireEmpty(folder: string): Promise<void> {
  const inside = await readdir(folder).catch((error) => {
    if (codeOf(error) === 'ENOENT') return []
    throw new Error(`${folder} cannot be read (${codeOf(error)}). Name a new folder.`, { cause: error })
  })
  if (inside.length > 0)
    throw new Error(`${folder} is not empty. Name a new folder: a backup is never mixed with another one.`)
}

async function makeNew(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  await mkdir(folder, { mode: 0o700 }).catch((cause) => {
    if (codeOf(cause) !== 'EEXIST') throw cause
    throw new Error(
      `${folder} is there: another backup runs, or one was ended before it was whole. Remove that folder in this case.`,
      { cause },
    )
  })
}
