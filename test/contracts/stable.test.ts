import { mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openDisk } from '../../server/src/adapters/disk/store.ts'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import { insertAppointment } from '../../server/src/records/appointment.ts'
import { openRecords, type Records } from '../../server/src/records/database.ts'
import type { ObjectStore } from '../../server/src/seams.ts'
import { atEnd } from '../world/until.ts'

/** Makes a folder. Notes the paths in it that this process syncs to stable storage, oldest first. */
async function watchFolder() {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  const place = await open(dataDir, 'r')
  const kind = Object.getPrototypeOf(place) as FileHandle
  await place.close()
  const forced: string[] = []
  const disk: { fails?: string } = {}
  const pathOf = ({ fd }: FileHandle): string => readlinkSync(`/proc/self/fd/${fd}`).slice(dataDir.length + 1)
  const watched = (force: () => Promise<void>) =>
    async function (this: FileHandle): Promise<void> {
      const path = pathOf(this)
      if (path === disk.fails) throw Object.assign(new Error('the disk does not do it'), { code: 'EIO' })
      await force.call(this)
      forced.push(path)
    }
  const spies = (['datasync', 'sync'] as const).map((name) => {
    const force = watched(kind[name])
    return vi.spyOn(kind, name).mockImplementation(force)
  })
  atEnd(() => {
    for (const spy of spies) spy.mockRestore()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { dataDir, disk, forced: () => forced.splice(0) }
}

const [unsealed, sealed] = ['objects/unsealed', 'objects/sealed']
const bytes = (text: string) => Uint8Array.from(Buffer.from(text))

test('bytes that the disk store acknowledges are on stable storage, with the folders that name them', async () => {
  const { dataDir, forced } = await watchFolder()
  const store = await openDisk(dataDir)
  await store.append('scan', { epoch: 1, at: 0, chunks: [bytes('one')] })
  expect(forced()).toEqual([])
  expect(await store.length('scan', 1)).toBe(3)
  expect(forced()).toEqual([`${unsealed}/scan`, unsealed])
  await store.append('scan', { epoch: 1, at: 3, chunks: [bytes('two')] })
  await store.seal('scan', 6)
  expect(forced()).toEqual([`${unsealed}/scan`, unsealed, sealed])
  // A second seal cannot know whether the first one got as far as its syncs, so it syncs again.
  await (await openDisk(dataDir)).seal('scan', 6)
  expect(forced()).toEqual([unsealed, sealed])
})

test('without fsync nothing is forced onto the disk', async () => {
  const { dataDir, forced } = await watchFolder()
  const store = await openDisk(dataDir, { fsync: false })
  await store.append('scan', { epoch: 1, at: 0, chunks: [bytes('one')] })
  await store.length('scan', 1)
  await store.seal('scan', 3)
  await store.seal('scan', 3)
  expect(forced()).toEqual([])
})

for (const [what, ask] of [
  ['its length was asked', (store: ObjectStore) => store.length('scan', 1)],
  ['it was sealed', (store: ObjectStore) => store.seal('scan', 3)],
] as const) {
  test(`an upload that the disk did not keep when ${what} is forgotten, and begins anew`, async () => {
    const { dataDir, disk, forced } = await watchFolder()
    const store = await openDisk(dataDir)
    for (const key of ['scan', 'other']) await store.append(key, { epoch: 1, at: 0, chunks: [bytes('one')] })
    disk.fails = `${unsealed}/scan`
    await expect(ask(store)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
    // From now on syncs succeed, although the bytes of the failed sync are lost.
    delete disk.fails
    expect(await (await openDisk(dataDir)).length('scan', 1)).toBe(0)
    expect(await store.length('scan', 1)).toBe(0)
    await store.append('scan', { epoch: 2, at: 0, chunks: [bytes('anew')] })
    await store.seal('scan', 4)
    expect(forced()).toContain(`${unsealed}/scan`)
    expect(await store.length('other', 1)).toBe(3)
  })
}

test('after the disk has failed to keep a folder, nothing in it is acknowledged until the next start', async () => {
  const { dataDir, disk } = await watchFolder()
  const store = await openDisk(dataDir)
  for (const key of ['one', 'two']) await store.append(key, { epoch: 1, at: 0, chunks: [bytes(key)] })
  disk.fails = unsealed
  await expect(store.length('one', 1)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  delete disk.fails
  await expect(store.length('two', 1)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  await expect(store.seal('one', 3)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  const next = await openDisk(dataDir)
  await next.seal('one', 3)
  expect(await next.length('two', 1)).toBe(3)
})

const appointment = {
  practitioner: 'p-1',
  starts_at: 1_795_183_200_000,
  ends_at: 1_795_185_000_000,
  plan: 'pro',
  title: '',
  template: null,
  ended_at: null,
} as const

test('a record that is written is on stable storage, and so is every later one', async () => {
  const { dataDir, forced } = await watchFolder()
  const records = await openRecords(openSqlite(dataDir))
  atEnd(() => records.close())
  const write = (id: string) => records.write((tx) => insertAppointment(tx, { ...appointment, id }))
  forced()
  await write('one')
  expect(forced()).toEqual(['records.sqlite-wal'])
  await write('two')
  expect(forced()).toEqual(['records.sqlite-wal'])
})

test('after the disk has failed to keep a record, none is acknowledged until the next start', async () => {
  const { dataDir, disk } = await watchFolder()
  const records = await openRecords(openSqlite(dataDir))
  const write = (to: Records, id: string) => to.write((tx) => insertAppointment(tx, { ...appointment, id }))
  await write(records, 'one')
  disk.fails = 'records.sqlite-wal'
  await expect(write(records, 'two')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  // From now on syncs succeed, although the bytes of the failed sync are lost.
  delete disk.fails
  for (const id of ['three', 'four'])
    await expect(write(records, id)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  await records.close()
  const again = await openRecords(openSqlite(dataDir))
  atEnd(() => again.close())
  await write(again, 'five')
})
