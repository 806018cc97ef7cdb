import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { GB, MB, uniqueNames } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type ZipEntry, zipLength, zipPieces } from '../../../server/src/domain/documents/zip.ts'
import { findArchivers } from '../../gate/archivers.ts'
import { atEnd } from '../../world/until.ts'

const { here, missing } = findArchivers()
const at = Date.UTC(2026, 10, 20, 14, 30, 10)

interface Content {
  readonly name: string
  readonly bytes: Buffer
}

const entryOf = ({ name, bytes }: Content): ZipEntry => ({
  name,
  size: bytes.length,
  crc32: crc32(bytes),
  at,
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'chairside-zip-'))
  atEnd(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Writes an archive. The contents are holes where `bytesOf` gives nothing. */
function write(entries: readonly ZipEntry[], bytesOf: (index: number) => Buffer | undefined): string {
  const path = join(folder(), 'all.zip')
  const file = openSync(path, 'w')
  let place = 0
  for (const piece of zipPieces(entries)) {
    const bytes = typeof piece === 'number' ? bytesOf(piece) : piece
    if (bytes) writeSync(file, bytes, 0, bytes.length, place)
    place += typeof piece === 'number' ? (entries[piece]?.size ?? 0) : piece.length
  }
  closeSync(file)
  expect(statSync(path).size).toBe(zipLength(entries))
  return path
}

const contents: readonly Content[] = [
  { name: 'plan.pdf', bytes: Buffer.from('%PDF-1.7 plan') },
  { name: 'Überweisung – Ďuriš.pdf', bytes: Buffer.alloc(3 * MB, 'x') },
  { name: 'می\u200Cخواهم.pdf', bytes: Buffer.from('letter') },
  { name: '👩\u200D⚕\uFE0F plan (2).png', bytes: Buffer.from('picture') },
  { name: 'empty', bytes: Buffer.alloc(0) },
]

test('the programs that read archives are here', () => {
  if (missing.length > 0)
    console.log(
      `Missing, and therefore not asked: ${missing.map(({ name, from }) => `${name} (${from})`).join(', ')}`,
    )
  expect(here.length).toBeGreaterThan(0)
})

test.each(here)('$name unpacks the contents under their names', ({ unpack }) => {
  const path = write(contents.map(entryOf), (index) => contents[index]?.bytes)
  const into = folder()
  expect(unpack(path, into)).toBe(true)
  expect(readdirSync(into).toSorted()).toEqual(contents.map(({ name }) => name).toSorted())
  for (const { name, bytes } of contents) expect(readFileSync(join(into, name)).equals(bytes)).toBe(true)
})

test.each(here)('$name finds contents of more than 4 GiB, and what stands behind them', ({ list }) => {
  const large = (name: string, size: number): ZipEntry => ({ name, size, crc32: 0, at })
  const entries = [large('film.mp4', 5 * GB), large('most.bin', 0xffffffff), large('small.bin', 7)]
  const path = write(entries, () => undefined)
  expect(list(path)).toEqual(entries.map(({ name }) => name))
})

test.each(here)('$name finds each of 70,000 contents', ({ list }) => {
  const entries = Array.from({ length: 70_000 }, (_, index) =>
    entryOf({ name: `${index}.txt`, bytes: Buffer.from('a') }),
  )
  const listed = list(write(entries, () => Buffer.from('a'))) ?? []
  expect([listed.length, listed[0], listed.at(-1)]).toEqual([70_000, '0.txt', '69999.txt'])
})

test('the length is exact for any names and sizes', () => {
  const sizes = [0, 1, 0xfffffffe, 0xffffffff, 0x100000000, 40 * GB]
  const cases = [
    ...sizes.flatMap((size) => [1, 2].map((count) => ({ size, count }))),
    { size: 1, count: 65_536 },
  ]
  for (const { size, count } of cases) {
    const entries = Array.from({ length: count }, (_, index) => ({ name: `ž${index}`, size, crc32: 1, at }))
    let format = 0
    for (const piece of zipPieces(entries)) if (typeof piece !== 'number') format += piece.length
    expect(zipLength(entries)).toBe(format + count * size)
  }
})

test('no two contents have the same name, whatever the case of its letters', () => {
  expect(uniqueNames(['A.pdf', 'a.PDF', 'a.pdf', 'a (2).PDF', 'b.pdf'])).toEqual([
    'A.pdf',
    'a (2).PDF',
    'a (3).pdf',
    'a (2) (2).PDF',
    'b.pdf',
  ])
})

test('times outside the years of the format are shown as its first and last day', () => {
  for (const [when, day] of [
    [0, '1980-01-01'],
    [Date.UTC(2300, 0), '2107-12-31'],
    [at, '2026-11-20'],
  ] as const) {
    const [head] = zipPieces([{ name: 'a', size: 0, crc32: 0, at: when }])
    const date = Buffer.isBuffer(head) ? head.readUInt16LE(12) : 0
    const told = [1980 + (date >> 9), (date >> 5) & 15, date & 31].map((part) =>
      String(part).padStart(2, '0'),
    )
    expect(told.join('-')).toBe(day)
  }
})
