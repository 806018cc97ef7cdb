import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { allowed, bytesOf } from '../world/samples.ts'
import { archive, type Part } from './archive.ts'
import { findArchivers } from './archivers.ts'
import { word } from './compound.ts'
import { judge } from './judging.ts'
import { docx, mainTypes, office2007 } from './package.ts'
import { pdf, stream } from './pdf.ts'
import { frame, jpeg, png, segment } from './pictures.ts'

const { here, missing } = findArchivers()
for (const { name, from } of missing) {
  console.log(`${name} is not compared, because it is not installed: apt-get install ${from}`)
}

const folder = mkdtempSync(join(tmpdir(), 'chairside-disguise-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What each program finds in a content, by the name of the program. A program that opens no archive is left out. */
function seenBy(content: Buffer, ending: string): Record<string, readonly string[]> {
  const path = join(folder, `file.${ending}`)
  writeFileSync(path, content)
  const seen = here.map(({ name, list }) => [name, list(path)] as const)
  return Object.fromEntries(seen.filter((pair): pair is [string, readonly string[]] => pair[1] !== undefined))
}

const jar: readonly Part[] = [
  { name: 'META-INF/MANIFEST.MF', content: 'Main-Class: A' },
  { name: 'A.class', content: 'x' },
]
const tail = Buffer.alloc(3000)
const long = Buffer.alloc(70_000)

/** Changes numbers in the end record, which must end the file. `at` counts from the start of the record. */
function end(
  content: Buffer,
  ...changes: readonly (readonly [at: number, value: number, width: 2 | 4])[]
): Buffer {
  const copy = Buffer.from(content)
  for (const [at, value, width] of changes) copy.writeUIntLE(value, copy.length - 22 + at, width)
  return copy
}

/** A ZIP64 archive with four bytes between its ZIP64 end record and the locator. */
function gap(before: Buffer): Buffer {
  const made = archive(jar, { before, wide: true, absolute: true })
  const locator = made.length - 42
  return Buffer.concat([made.subarray(0, locator), Buffer.alloc(4), made.subarray(locator)])
}

/** A TAR archive of one empty file, with or without the POSIX signature. */
function tar(signature = true): Buffer {
  const header = Buffer.alloc(1536)
  header.write('a.txt\0', 'latin1')
  header.write('0000644\0'.padEnd(0), 100, 'latin1')
  header.write('00000000000\0', 124, 'latin1')
  header.write('00000000000\0        0', 136, 'latin1')
  if (signature) header.write('ustar\x0000', 257, 'latin1')
  const sum = header.subarray(0, 512).reduce((all, byte) => all + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

const disguised: Record<string, readonly [ending: string, content: Buffer]> = {}
for (const [ending, made] of [
  ['jpg', jpeg()],
  ['png', png()],
  ['pdf', pdf()],
  ['doc', word()],
] as const) {
  const add = (what: string, content: Buffer): void => {
    disguised[`a ${ending} ${what}`] = [ending, content]
  }
  const own = { before: made, absolute: true }
  add('that ends as a JAR', archive(jar, { before: made }))
  add('with a JAR made for it', archive(jar, own))
  add('with a JAR whose directory has no size', end(archive(jar, own), [12, 0, 4]))
  add('with a JAR that says it is empty', end(archive(jar, own), [8, 0, 2], [10, 0, 2], [12, 0, 4]))
  add('with a JAR whose ZIP64 record stands apart', gap(made))
  add('with a JAR and more behind it', Buffer.concat([archive(jar, { before: made }), tail]))
}
for (const [ending, made] of [
  ['jpg', jpeg()],
  ['png', png()],
  ['pdf', pdf()],
] as const) {
  const add = (what: string, content: Buffer): void => {
    disguised[`a ${ending} ${what}`] = [ending, Buffer.concat([made, content])]
  }
  add('with a JAR far from its end', Buffer.concat([archive(jar), long]))
  add('with a JAR that is cut off', archive(jar).subarray(0, -60))
  add('with a TAR archive behind it', tar())
  add('with a gzip archive behind it', gzipSync('x'))
  add('with a gzip archive of more behind it', Buffer.concat([gzipSync(long), tail]))
  add('with an empty archive behind it', Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1'))
}
disguised['a jpg with a JAR in its comment'] = [
  'jpg',
  jpeg([segment(0xfe, archive(jar)), segment(0xfe, Buffer.alloc(60_000)), frame(8, 8)], long),
]
disguised['a jpg with a JAR 3 MiB behind it'] = [
  'jpg',
  Buffer.concat([jpeg(), Buffer.alloc(3 * 1024 ** 2, 1), archive(jar), long]),
]
disguised['a jpg with a gzip archive of nothing in its comment'] = ['jpg', withBytes(0x03, 0x00)]
disguised['a jpg with a JAR behind 6 MiB'] = [
  'jpg',
  Buffer.concat([jpeg(), Buffer.alloc(6 * 1024 ** 2, 1), archive(jar), tail]),
]
disguised['a pdf with a JAR that poses as a stream'] = [
  'pdf',
  Buffer.concat([pdf(), archive(jar), Buffer.from('\nendstream'.padEnd(60))]),
]
disguised['a pdf that begins as an old TAR archive'] = ['pdf', oldTar()]

/** A photo that contains, as by chance, the beginning of a gzip archive and then `bytes`. */
function withBytes(...bytes: readonly number[]): Buffer {
  const head = [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 0, 3]
  return jpeg([segment(0xfe, Buffer.from([...head, ...bytes, ...Array(600).fill(0x55)])), frame(8, 8)])
}

function oldTar(): Buffer {
  const header = tar(false)
  header.write('%PDF-1.7\n%\0', 'latin1')
  header.fill(' ', 148, 156)
  const sum = header.subarray(0, 512).reduce((all, byte) => all + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return Buffer.concat([header, pdf().subarray(9)])
}

describe('an archive that is disguised as another file', () => {
  test.each(Object.entries(disguised))('%s is refused', async (_, [ending, content]) => {
    const { verdict } = await judge(content)
    expect(verdict).toMatchObject({ state: 'refused' })
    // At least one program must open the archive. Otherwise the test shows nothing.
    if (missing.length === 0) expect(Object.keys(seenBy(content, ending))).not.toEqual([])
  })

  const sound: Record<string, readonly [ending: string, content: Buffer]> = {
    'a photo': ['jpg', bytesOf(allowed.jpeg)],
    'a photo with a position': ['jpg', bytesOf('rash-photo-gps.jpg')],
    'a picture': ['png', bytesOf(allowed.png)],
    'a letter as PDF': ['pdf', bytesOf(allowed.pdf)],
    'an old letter': ['doc', bytesOf(allowed.doc)],
    'old slides': ['ppt', bytesOf(allowed.ppt)],
    'a PDF with printer lines': ['pdf', pdf({ before: '\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n' })],
    'a PDF with a stream': ['pdf', pdf({ more: [stream(Buffer.alloc(50_000, 'x'))] })],
    'a photo with the head of a gzip archive, and no stream behind it': ['jpg', withBytes(0x07)],
    'a photo with fill bytes': ['jpg', jpeg([Buffer.alloc(2000, 0xff), frame(8, 8)])],
  }

  test.each(Object.entries(sound))(
    '%s is accepted, and no program opens it',
    async (_, [ending, content]) => {
      expect((await judge(content)).verdict).toMatchObject({ state: 'accepted' })
      expect(seenBy(content, ending)).toEqual({})
    },
  )
})

describe('an Office file', () => {
  const inner = office2007(mainTypes.xlsx)
  const offices: Record<string, Buffer> = {
    'a letter': bytesOf(allowed.docx),
    'a workbook': bytesOf(allowed.xlsx),
    slides: bytesOf(allowed.pptx),
    'a small one': docx(),
    'one with a stray byte behind it': Buffer.concat([docx(), Buffer.alloc(1)]),
    'one with a comment': docx({ comment: Buffer.from('written by hand') }),
    'one whose sizes stand in ZIP64 records': docx({ wide: true }),
    'one with a workbook in it': docx({
      more: [{ name: 'word/embeddings/a.xlsx', content: inner, method: 0 }],
    }),
    'one whose sizes stand behind its parts': docx({
      more: [{ name: 'word/a.xml', content: 'x', described: true }],
    }),
    'one in another order than listed': docx({ reversed: true }),
  }

  test.each(Object.entries(offices))(
    '%s is accepted, and all programs see the same parts',
    async (_, content) => {
      expect((await judge(content)).verdict).toMatchObject({ state: 'accepted' })
      const seen = seenBy(content, 'docx')
      expect(Object.keys(seen)).toEqual(here.map(({ name }) => name))
      const lists = new Set(Object.values(seen).map((names) => [...names].sort().join('\n')))
      expect([...lists]).toHaveLength(here.length === 0 ? 0 : 1)
    },
  )
})
