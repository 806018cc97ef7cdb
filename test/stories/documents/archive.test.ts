import { randomUUID } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openDisk } from '../../../server/src/adapters/disk/store.ts'
import { type Packed, readArchive } from '../../../server/src/domain/documents/archive.ts'
import { zipLength } from '../../../server/src/domain/documents/zip.ts'
import { findArchivers } from '../../gate/archivers.ts'
import { atEnd } from '../../world/until.ts'

const yes = async (): Promise<void> => {}
const never = new AbortController().signal

/** A store on the disk that holds contents of these sizes. `open` counts its objects that this process has open. */
async function filled(...sizes: number[]) {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const store = await openDisk(folder)
  atEnd(() => store.close())
  const contents = sizes.map((size, index) => Buffer.alloc(size, `content ${index} `))
  const entries: Packed[] = []
  for (const [index, content] of contents.entries()) {
    const key = randomUUID()
    await store.append(key, { epoch: 1, at: 0, chunks: [Buffer.from(content)] })
    await store.seal(key, content.length)
    const about = { name: `${index}.bin`, size: content.length, crc32: crc32(content), at: 0 }
    entries.push({ key, ...about })
  }
  const open = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(join(folder, 'objects'))
      } catch {
        return false
      }
    }).length
  return { folder, store, contents, entries, open }
}

test('an archive holds the contents, has the promised length, and opens one object at a time', async () => {
  const { folder, store, contents, entries, open } = await filled(3 * MB, 1, 2 * MB)
  const chunks: Buffer[] = []
  let most = 0
  for await (const chunk of readArchive(store, entries, { signal: never, mayGo: yes })) {
    chunks.push(Buffer.from(chunk))
    most = Math.max(most, open())
  }
  expect([most, open()]).toEqual([1, 0])
  const whole = Buffer.concat(chunks)
  expect(whole.length).toBe(zipLength(entries))
  const path = join(folder, 'all.zip')
  writeFileSync(path, whole)
  for (const [index, { name, unpack }] of findArchivers().here.entries()) {
    const into = join(folder, `unpacked-${index}`)
    mkdirSync(into)
    expect([name, unpack(path, into)]).toEqual([name, true])
    for (const [at, content] of contents.entries())
      expect(readFileSync(join(into, `${at}.bin`)).equals(content)).toBe(true)
  }
})

test('a content whose right has ended meanwhile ends the archive before its first byte', async () => {
  const { store, entries, open } = await filled(MB, MB, MB)
  let bytes = 0
  const reading = async () => {
    const mayGo = async ({ name }: Packed) => {
      if (name === '1.bin') throw new Error('the right has ended')
    }
    for await (const chunk of readArchive(store, entries, { signal: never, mayGo })) bytes += chunk.length
  }
  await expect(reading()).rejects.toThrow('the right has ended')
  expect(bytes).toBeGreaterThan(MB)
  expect(bytes).toBeLessThan(MB + 1000)
  expect(open()).toBe(0)
})

test('a reader who leaves, and a signal, close what is open', async () => {
  const { store, entries, open } = await filled(8 * MB, 8 * MB)
  for await (const chunk of readArchive(store, entries, { signal: never, mayGo: yes }))
    if (chunk.length > 1000) break
  expect(open()).toBe(0)

  const ending = new AbortController()
  const reading = async () => {
    for await (const chunk of readArchive(store, entries, { signal: ending.signal, mayGo: yes }))
      if (chunk.length > 1000) ending.abort(new Error('cut'))
  }
  await expect(reading()).rejects.toThrow('cut')
  expect(open()).toBe(0)
})

test('an archive of nothing is not found, before its first byte', async () => {
  const { store } = await filled()
  const first = readArchive(store, [], { signal: never, mayGo: yes }).next()
  await expect(first).rejects.toMatchObject({ problem: { code: 'NOT_FOUND' } })
})

test('an object that is gone, or has another length, ends the archive with an error', async () => {
  const { store, entries } = await filled(MB)
  const [entry] = entries
  if (!entry) throw new Error('one content')
  const read = async (other: Partial<Packed>) => {
    for await (const _ of readArchive(store, [{ ...entry, ...other }], { signal: never, mayGo: yes }));
  }
  await expect(read({ key: randomUUID() })).rejects.toMatchObject({ problem: { code: 'NOT_FOUND' } })
  await expect(read({ size: 2 * MB })).rejects.toThrow()
  await read({})
})
