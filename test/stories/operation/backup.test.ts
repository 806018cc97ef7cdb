import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { MB } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { root } from '../../house/sources.ts'
import { binOf } from '../../services/install.ts'
import { type Postgres, startPostgres } from '../../services/postgres.ts'
import { createManualClock } from '../../world/clock.ts'
import { folder } from '../../world/folder.ts'
import { anna } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf, pick, saved } from '../../world/samples.ts'
import { trickle } from '../../world/trickle.ts'
import { atEnd, until } from '../../world/until.ts'
import { meet, openWorld } from '../../world/world.ts'

/** Runs the backup as an operator does. Gives its exit code and what it printed. */
async function backUp(to: string, env: Record<string, string>): Promise<{ code: number; said: string }> {
  const args = ['--conditions=chairside-source', join(root, 'server/src/main.ts'), 'backup', to]
  const own = { ...process.env, PATH: `${dirname(binOf('pg_dump'))}:${process.env.PATH}` }
  return promisify(execFile)(process.execPath, args, { env: { ...own, ...env } }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error) => ({ code: error.code as number, said: `${error.stdout}${error.stderr}` }),
  )
}

/** A folder on another file system than that of the data folders, if this machine has one. */
function elsewhere(): string {
  const made = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : folder(), 'chairside-'))
  atEnd(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** Eva sends two files, which are ready, and one that is on its way. */
async function busy(env: Record<string, string> = {}) {
  const { world, id, practitioner, patient } = await meet({}, { env })
  const letter = grownPdf(6 * MB, 'Backup-Letter.pdf')
  await practitioner.send([pick(allowed.png, 'Backup-Picture.png'), letter])
  await until('two files are here', () => patient.prompts.length === 2)
  const slow = trickle(4 * MB, 'Backup-Slow.pdf')
  const transfer = await practitioner.send([slow.source])
  /** Lets more bytes of the third come, up to so many. */
  const flow = async (bytes: number): Promise<void> => {
    slow.flow(bytes)
    await until('bytes came', async () => {
      await world.clock.advance(100)
      return (transfer.files[0]?.bytes ?? 0) >= bytes
    })
  }
  await flow(MB)
  return { world, id, slow, flow, transfer, letter: Buffer.from(await letter.arrayBuffer()) }
}

/** Opens a server on a backup; gives what Anna can save there. */
async function restore(backup: string, id: string, env: Record<string, string> = {}) {
  const clock = createManualClock()
  const fill = (dataDir: string) => cpSync(backup, dataDir, { recursive: true })
  const opening = openWorld({ env, fill, overrides: { clock } })
  // In shared records it sees the server that was backed up, and waits for a sign of it.
  const world = await until('it starts', async () => {
    await clock.advance(1000)
    return Promise.race([opening, undefined])
  })
  const patient = await world.join(id, anna.id)
  const files = await until('the files are told', () => {
    const all = patient.transfers.flatMap((transfer) => transfer.files)
    return all.length === 3 && all
  })
  const named = (name: string) => {
    const found = files.find((file) => file.name === name)
    if (found === undefined) throw new Error('a file is missing')
    return found
  }
  const [picture, letter, slow] = ['Backup-Picture.png', 'Backup-Letter.pdf', 'Backup-Slow.pdf'].map(named)
  if (!picture || !letter || !slow) throw new Error('a file is missing')
  return { world, picture, letter, slow }
}

test.each([
  ['on the same disk, by second names', folder],
  ['on another file system, by copies', elsewhere],
])(
  'a backup %s, made while an upload runs, has everything that was ready, byte for byte',
  async (_, where) => {
    const { world, id, slow, flow, transfer, letter } = await busy()
    const backup = join(where(), 'today')
    const running = backUp(backup, { DATA_DIR: world.dataDir })
    for (let bytes = MB; bytes < 3 * MB; bytes += 128 * 1024) await flow(bytes)
    const { code, said } = await running
    expect([code, said]).toEqual([0, expect.stringContaining('The backup is whole')])
    expect(said).toMatch(/^files: \d+, \d+\.\d MB, \d+\.\d\d s$/m)
    expect(said).toMatch(/^records: \d+\.\d\d s$/m)
    expect(existsSync(`${backup}.unfinished`)).toBe(false)
    expect(statSync(backup).mode & 0o077).toBe(0)
    slow.flow()
    await until('the upload itself felt nothing', () => transfer.files[0]?.state === 'ready')
    // What is removed later, here or there, does no harm to the other one.
    await world.end(id)

    const { world: other, ...restored } = await restore(backup, id)
    expect((await saved(restored.picture)).equals(bytesOf(allowed.png))).toBe(true)
    expect((await saved(restored.letter)).equals(letter)).toBe(true)
    expect(restored.slow.state).toBe('receiving')
    await other.chairside.sweep()
    expect((await other.stored()).length).toBeGreaterThanOrEqual(2)
  },
)

test('a backup of a server that does not run is the same', async () => {
  const { world, id } = await busy()
  await world.chairside.stop()
  const backup = join(folder(), 'today')
  expect(await backUp(backup, { DATA_DIR: world.dataDir })).toMatchObject({ code: 0 })
  const { picture, letter, slow } = await restore(backup, id)
  expect([picture, letter, slow].map(({ state }) => state)).toEqual(['ready', 'ready', 'receiving'])
})

test('a backup is never mixed with something else, and one that fails leaves nothing behind', async () => {
  const world = await openWorld()
  const full = folder()
  writeFileSync(join(full, 'a letter of somebody else'), '')
  const mixed = await backUp(full, { DATA_DIR: world.dataDir })
  expect(mixed).toMatchObject({ code: 1, said: expect.stringContaining('is not empty') })

  const above = folder()
  const none = await backUp(join(above, 'none'), { DATA_DIR: folder() })
  expect(none).toMatchObject({ code: 1, said: expect.stringContaining('There are no records in') })
  expect(readdirSync(above)).toEqual([])

  mkdirSync(join(above, 'twice.unfinished'))
  const twice = await backUp(join(above, 'twice'), { DATA_DIR: world.dataDir })
  expect(twice).toMatchObject({ code: 1, said: expect.stringContaining('another backup runs') })
  expect(await backUp('--help', {})).toMatchObject({ code: 2, said: expect.stringContaining('FOLDER') })
  const wrong = await backUp(join(above, 'wrong'), { DATA_DIR: world.dataDir, PORT: 'many' })
  expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('PORT is "many"') })
})

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
  return () => postgres.stop()
}, 300_000)

test('records in PostgreSQL are dumped while an upload runs, and restored into another database', async () => {
  const DATABASE_URL = await postgres.database()
  const { world, id, letter } = await busy({ DATABASE_URL })
  const backup = join(folder(), 'today')
  const made = await backUp(backup, { DATA_DIR: world.dataDir, DATABASE_URL })
  expect([made.code, made.said]).toEqual([0, expect.stringContaining('The backup is whole')])
  await world.chairside.stop()

  const other = await postgres.database()
  await promisify(execFile)(binOf('pg_restore'), [
    ...['--exit-on-error', '--no-owner', `--dbname=${other}`, join(backup, 'records.dump')],
  ])
  const restored = await restore(backup, id, { DATABASE_URL: other })
  expect((await saved(restored.letter)).equals(letter)).toBe(true)
  const away = await backUp(join(folder(), 'away'), {
    DATA_DIR: world.dataDir,
    DATABASE_URL: 'postgres://nobody:secret-of-nobody@127.0.0.1:1/none',
  })
  expect(away).toMatchObject({ code: 1, said: expect.stringContaining('pg_dump did not succeed') })
  expect(away.said).not.toContain('secret-of-nobody')
})
