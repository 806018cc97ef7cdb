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
import { digestOfArchive, type Packed, readArchive } from '../../../server/src/domain/documents/archive.ts'
import { zipLength } from '../../../server/src/domain/documents/zip.ts'
import type { ByteRange } from '../../../server/src/seams.ts'
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

test('any part of an archive is that of the whole one, and of contents outside it nothing is read', async () => {
  const { store, contents, entries } = await filled(3000, 1, 2000)
  const bytesOf = async (range?: ByteRange) => {
    const chunks: Buffer[] = []
    const read: string[] = []
    const watched: Pick<typeof store, 'read'> = {
      read: (key, part, options) => {
        read.push(`${entries.findIndex((one) => one.key === key)}: ${part.start}-${part.end}`)
        return store.read(key, part, options)
      },
    }
    const asked: string[] = []
    const mayGo = async ({ name }: Packed, part: ByteRange): Promise<void> => {
      asked.push(`${Number.parseInt(name, 10)}: ${part.start}-${part.end}`)
    }
    const reading = { signal: never, mayGo, ...(range && { range }) }
    for await (const chunk of readArchive(watched, entries, reading)) chunks.push(Buffer.from(chunk))
    // The right to a content is asked exactly where it is read.
    expect(read).toEqual(asked)
    return { bytes: Buffer.concat(chunks), read }
  }
  const { bytes: whole, read: all } = await bytesOf()
  expect(all).toEqual(['0: 0-2999', '1: 0-0', '2: 0-1999'])
  const places = contents.map((content) => whole.indexOf(content))
  const edges = places.flatMap((at, index) => [at, at + (contents[index]?.length ?? 0)])
  const near = [0, whole.length - 1, ...edges.flatMap((at) => [at - 1, at, at + 1])]
  for (const start of near)
    for (const end of near.filter((one) => one >= start)) {
      const { bytes } = await bytesOf({ start, end })
      expect([start, end, bytes.equals(whole.subarray(start, end + 1))]).toEqual([start, end, true])
    }
  const [, , third = 0] = places
  expect((await bytesOf({ start: third + 7, end: whole.length - 1 })).read).toEqual(['2: 7-1999'])
  expect((await bytesOf({ start: third + 2000, end: whole.length - 1 })).read).toEqual([])
})

test('an archive has another digest as soon as anything in it is another one', async () => {
  const { entries } = await filled(10, 20)
  const [first, second] = entries
  if (!first || !second) throw new Error('two contents')
  const digest = digestOfArchive(entries)
  expect(digestOfArchive(structuredClone(entries))).toBe(digest)
  const others: Packed[][] = [
    [first],
    [second, first],
    ...[{ name: 'x' }, { size: 11 }, { crc32: 1 }, { at: 5000 }, { key: randomUUID() }].map((change) => [
      { ...first, ...change },
      second,
    ]),
  ]
  expect(new Set([digest, ...others.map(digestOfArchive)]).size).toBe(8)
})
