import { setImmediate } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'
import {
  ChairsideError,
  clearMetadata,
  clearTiff,
  filmTells,
  picturesIn,
  textTells,
} from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { readTags } from '../../server/src/domain/gate/package/xml.ts'
import { costsOf } from '../world/costs.ts'
import { archive } from './archive.ts'
import { compound } from './compound.ts'
import { answer } from './judging.ts'
import { contentTypes, docx, mainTypes, override, relationships } from './package.ts'
import { chunk, frame, jpeg, png, segment } from './pictures.ts'

/*
 * What a small file may cost. Times are CPU times. They are only compared with each other.
 */

const list = contentTypes(override('/word/document.xml', mainTypes.docx))
const padded = (text: string, bytes: number): string =>
  list.replace('</Types>', `${text.repeat(Math.floor(bytes / text.length))}</Types>`)

const hostile: Record<string, (bytes: number) => string> = {
  'empty tags': (bytes) => padded('<a/>', bytes),
  'empty comments': (bytes) => padded('<!---->', bytes),
  'ends of tags': (bytes) => padded('</a>', bytes),
  'attributes of one tag': (bytes) => {
    const attributes = Array.from({ length: Math.floor(bytes / 12) }, (_, index) => ` a${index}=""`)
    return list.replace('</Types>', `<a${attributes.join('')}/></Types>`)
  },
  'references in one attribute': (bytes) =>
    list.replace('</Types>', `<a b="${'&lt;'.repeat(Math.floor(bytes / 4))}"/></Types>`),
}

const KB = 1024

const costs = (one: Buffer, other: Buffer): Promise<[number, number]> =>
  costsOf(
    () => thrice(one),
    () => thrice(other),
  )

async function thrice(content: Buffer): Promise<void> {
  for (let repeat = 0; repeat < 3; repeat += 1) await answer(content)
}

describe('an Office file of a few KB', () => {
  test.each(Object.entries(hostile))(
    'whose list of parts unpacks to nothing but %s costs not more than five times as much at four times the size',
    async (_, made) => {
      const [small, large] = [240, 960].map((size) => {
        return docx({ parts: { '[Content_Types].xml': made(size * KB) } })
      })
      if (small === undefined || large === undefined) throw new Error('two sizes')
      expect(await answer(large)).toBe('OOXML_CT_TOO_BIG')
      const [less, more] = await costs(small, large)
      console.log(`${less} µs for three of 240 KB, ${more} µs for three of 960 KB`)
      expect(more).toBeLessThanOrEqual(less * 5)
    },
  )

  test.each(Object.entries(hostile))('is read no further than 16,384 pieces: %s', (_, made) => {
    let tags = 0
    const read = (): void => {
      for (const { attributes } of readTags(Buffer.from(made(960 * KB)))) tags += 1 + attributes.size
    }
    expect(read).toThrow(ChairsideError)
    expect(tags).toBeLessThanOrEqual(16_384)
  })

  test('may list as many parts as a workbook of 5,000 sheets has', async () => {
    const sheets = Array.from({ length: 5000 }, (_, index) =>
      override(`/xl/worksheets/sheet${index}.xml`, 'application/x'),
    )
    const listed = contentTypes(override('/word/document.xml', mainTypes.docx) + sheets.join(''))
    expect(await answer(docx({ parts: { '[Content_Types].xml': listed } }))).toBe('docx')
  })
})

describe('an Office file of thousands of parts', () => {
  const empty = (names: readonly string[]) => names.map((name) => ({ name, method: 0 }))
  const many = (name: (index: number) => string) =>
    empty(Array.from({ length: 4000 }, (_, index) => name(index)))

  test('of one ending with thousands of types costs not more than four times as much as with one type', async () => {
    const made = (types: number) => {
      const type = (_: unknown, index: number) => `<Default Extension="q" ContentType="a/${index}"/>`
      const listed =
        override('/word/document.xml', mainTypes.docx) + Array.from({ length: types }, type).join('')
      const parts = { '[Content_Types].xml': contentTypes(listed) }
      return docx({ parts, more: many((index) => `x/${index}.q`) })
    }
    const [one, thousands] = [made(1), made(4000)]
    expect(await answer(thousands)).toBe('docx')
    const [less, more] = await costs(one, thousands)
    console.log(`${less} µs for three of one type, ${more} µs for three of 4,000 types`)
    expect(more).toBeLessThanOrEqual(less * 4)
  })

  test.each([
    ['a part', 'x', {}],
    ['the list of parts', '[Content_Types].xml', { '[Content_Types].xml': null }],
  ])('is refused where they are pieces of %s', async (_, name, parts) => {
    const more = many((index) => `${name}/[${index}]${index === 3999 ? '.last' : ''}.piece`)
    expect(await answer(docx({ parts, more }))).toBe('ZIP_TOO_MANY_ENTRIES')
  })

  test('is refused where they are its main documents', async () => {
    const names = Array.from({ length: 17 }, (_, index) => `word/${index}.xml`)
    const listed = names.map((name) => override(`/${name}`, mainTypes.docx)).join('')
    const [one = '', ...others] = names.map(
      (name) => /<Relationship .*\/>/.exec(relationships(name))?.[0] ?? '',
    )
    const made = (count: number) =>
      docx({
        parts: {
          '[Content_Types].xml': contentTypes(listed),
          '_rels/.rels': relationships('word/0.xml').replace(one, [one, ...others].slice(0, count).join('')),
        },
        more: empty(names),
      })
    expect(await answer(made(16))).toBe('docx')
    expect(await answer(made(17))).toBe('OOXML_AMBIGUOUS')
  })
})

test('a PDF of nothing but headings of one object costs not more than four times as much as one of words', async () => {
  const made = (text: string) =>
    Buffer.from(
      `%PDF-1.7\n${text.repeat(2048 * 128)}${' '.repeat(66_000)}trailer <</Encrypt 1 0 R>>\nstartxref\n1\n%%EOF`,
    )
  const [words, headings] = [made('a word, \n'), made('1 0 obj\n')]
  expect(await answer(headings)).toBe('pdf')
  const [less, more] = await costs(words, headings)
  console.log(`${less} µs for three of words, ${more} µs for three of headings`)
  expect(more).toBeLessThanOrEqual(less * 4)
})

/** How often other work gets its turn while the gate judges a content whose bytes are there at once. */
async function turnsWhile(content: Buffer): Promise<number> {
  let turns = 0
  let over = false
  const count = async () => {
    while (!over) {
      await setImmediate()
      turns += 1
    }
  }
  const counting = count()
  await answer(content)
  over = true
  await counting
  return turns
}

/** A presentation whose newest edit is its own predecessor, at the end of the longest stream in small sectors. */
function circling(): Buffer {
  const [user, small, table] = [Buffer.alloc(4096), Buffer.alloc(4096), Buffer.alloc(4096)]
  const at = 4000
  user.writeUInt32LE(at, 16)
  small.writeUInt16LE(0x0ff5, at + 2)
  for (const [field, value] of [
    [4, 28],
    [16, at],
    [20, at],
    [24, 1],
  ] as const)
    small.writeUInt32LE(value, at + field)
  for (let sector = 0; sector < 64; sector += 1) table.writeUInt32LE(sector + 1, sector * 4)
  const slides = 'PowerPoint Document'
  const content = compound([
    { name: 'Current User', content: user },
    { name: slides },
    { name: 'small', content: small },
    { name: 'table', content: table },
  ])
  // The directory is the second sector. Of an entry, the first sector stands at 116 and the size at 120.
  const entry = (index: number) => content.subarray(1024 + index * 128, 1024 + (index + 1) * 128)
  entry(0).writeUInt32LE(entry(3).readUInt32LE(116), 116)
  entry(0).writeUInt32LE(4096, 120)
  content.writeUInt32LE(entry(4).readUInt32LE(116), 60)
  entry(2).writeUInt32LE(0, 116)
  entry(2).writeUInt32LE(4095, 120)
  return content
}

test.each([
  ['a presentation that circles in its small sectors', circling(), 100],
  ['a photo of fill bytes', jpeg([frame(8, 8)], Buffer.alloc(2048 * KB, 0xff)), 5],
  [
    'an archive of long names',
    archive(
      Array.from({ length: 40 }, (_, index) => ({ name: `${'%41'.repeat(20_000)}${index}`, method: 0 })),
    ),
    8,
  ],
  ['thousands of ends of archives', docx({ comment: Buffer.alloc(60_000, 'PK\x05\x06') }), 30],
])('%s takes the gate a while, and other work goes on meanwhile', async (_, content, least) => {
  expect(await turnsWhile(content)).toBeGreaterThanOrEqual(least)
})

/** Exif data of `bytes` bytes with as many fields of this tag as fit in their first half. Each points to the second half. */
function shared(tag: number, bytes: number): Buffer {
  const tiff = Buffer.alloc(bytes, ' ')
  const count = Math.floor(bytes / 2 / 12)
  tiff.write('MM\0*\0\0\0\b', 'latin1')
  tiff.writeUInt16BE(count, 8)
  for (let field = 0; field < count; field += 1) {
    const at = 10 + field * 12
    tiff.writeUInt16BE(tag, at)
    tiff.writeUInt16BE(7, at + 2)
    tiff.writeUInt32BE(bytes / 2, at + 4)
    tiff.writeUInt32BE(bytes / 2, at + 8)
  }
  tiff.writeUInt32BE(0, 10 + count * 12)
  return tiff
}

/** Exif data whose small picture is again Exif data with a small picture, and so on, each to the end of the data. */
function nested(bytes: number): Buffer {
  const step = 60
  const all = Array.from({ length: Math.floor(bytes / step) }, (_, index) => {
    const one = Buffer.alloc(step)
    one.write('Exif\0\0MM\0*\0\0\0\b\0\x02', 'latin1')
    one.writeUInt16BE(0x0201, 16)
    one.writeUInt32BE(step - 6, 24)
    one.writeUInt16BE(0x0202, 28)
    one.writeUInt32BE(bytes - (index + 1) * step, 36)
    return one
  })
  return Buffer.concat(all).subarray(6)
}

const photos: Record<string, (bytes: number) => Buffer> = {
  'fields that share one XMP': (bytes) => shared(0x02bc, bytes),
  'fields that share one IPTC': (bytes) => {
    const tiff = shared(0x83bb, bytes)
    for (let at = bytes / 2; at < bytes; at += 5) tiff.write('\x1c\x02\x05\0\0', at, 'latin1')
    return tiff
  },
  'small pictures in small pictures': nested,
}

/** Exif data of nothing but fields of this tag, without a value. Eight directories share them. */
function overlapping(tag: number, bytes: number): Buffer {
  const tiff = Buffer.alloc(bytes)
  tiff.write('MM\0*\0\0\0\b', 'latin1')
  tiff.writeUInt16BE(0xffff, 8)
  for (let at = 10; at + 12 <= bytes; at += 12) {
    tiff.writeUInt16BE(tag, at)
    tiff.writeUInt16BE(7, at + 2)
    tiff.writeUInt32BE(8, at + 8)
  }
  for (let count = 1; count < 8; count += 1) {
    const directory = 8 + 12 * (10 + count)
    tiff.writeUInt16BE(0xffff, directory)
    tiff.writeUInt16BE(0x8769, 10 + (count - 1) * 12)
    tiff.writeUInt32BE(directory, 10 + (count - 1) * 12 + 8)
  }
  return tiff
}

const exifSegment = (tiff: Buffer) => segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]))

describe('a photo of a few KB', () => {
  test.each(Object.entries(photos))(
    'of nothing but %s costs not more than eight times as much at four times the size',
    async (_, made) => {
      const [small, large] = [15, 60].map((size) => jpeg([exifSegment(made(size * KB))]))
      if (small === undefined || large === undefined) throw new Error('two sizes')
      const [less, more] = await costs(small, large)
      console.log(`${less} µs for three of 15 KB, ${more} µs for three of 60 KB`)
      expect(more).toBeLessThanOrEqual(less * 8)
    },
  )

  test('of hundreds of packed texts costs not more than three times as much as one of five', async () => {
    const one = chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(1000 * KB))]))
    const [few, many] = [5, 500].map((count) => png(8, 8, Buffer.concat(Array(count).fill(one))))
    if (few === undefined || many === undefined) throw new Error('two sizes')
    const [less, more] = await costs(few, many)
    console.log(`${less} µs for three of 5 texts, ${more} µs for three of 500 texts`)
    expect(more).toBeLessThanOrEqual(less * 3)
  })
})

/** A segment of 64,000 bytes that repeats a text behind a head. */
const filled = (marker: number, head: string, text: string) =>
  segment(
    marker,
    Buffer.from((head + text.repeat(Math.ceil(64_000 / text.length))).slice(0, 64_000), 'latin1'),
  )
const xmpHead = 'http://ns.adobe.com/xap/1.0/\0'

/** A photo of 1.5 MB: 24 such segments of metadata before its picture. */
const full = (one: Buffer) => jpeg([...Array(24).fill(one), frame(8, 8), segment(0xda, Buffer.alloc(6))])
const honest = full(filled(0xe1, xmpHead, 'a word '))

describe('a photo of some MB', () => {
  test.each([
    ['Exif texts without a content', full(exifSegment(overlapping(0x02bc, 64_000)))],
    ['Exif fields in eight directories', full(exifSegment(overlapping(0x0100, 64_000)))],
    ['resources of Photoshop', full(filled(0xed, 'Photoshop 3.0\0', '8BIM\x04\x05\0\0\0\0\0\0'))],
  ])('of nothing but %s costs not more than four times as much as one of words', async (_, content) => {
    const [less, more] = await costs(honest, content)
    console.log(`${less} µs for three of words, ${more} µs for three of these`)
    expect(more).toBeLessThanOrEqual(less * 4)
  })

  test('lets other work go on while its metadata are searched', async () => {
    // The bytes are there at once, so only the gate itself can pause.
    expect(await turnsWhile(honest)).toBeGreaterThanOrEqual(5)
  })

  test('lets other work go on while its location is taken out', async () => {
    const { pictures } = await picturesIn(
      async (at, length) => honest.subarray(at, at + length),
      honest.length,
    )
    let pauses = 0
    const pause = async () => {
      pauses += 1
    }
    for (const metadata of pictures) await clearMetadata(metadata, pause)
    expect(pauses).toBeGreaterThanOrEqual(8)
  })

  test('has no more than 16 MB of metadata: what follows is not kept', async () => {
    const one = filled(0xe1, xmpHead, 'a word ')
    const content = jpeg(Array(300).fill(one))
    const { pictures, end } = await picturesIn(
      async (at, length) => content.subarray(at, at + length),
      content.length,
    )
    const kept = pictures.flat().reduce((sum, { length }) => sum + length, 0)
    expect(kept).toBeLessThanOrEqual(16 * 1024 * KB + 64 * KB)
    expect(end).toBeLessThan(content.length)
  })
})

test('a film of nothing but one letter costs not more than four times as much as one of another', async () => {
  const [plain, hostile] = ['a', 'l'].map((letter) => Buffer.alloc(1024 * KB, letter))
  if (plain === undefined || hostile === undefined) throw new Error('two films')
  const [less, more] = await costsOf(
    () => filmTells(plain),
    () => filmTells(hostile),
  )
  console.log(`${less} µs for 1 MB of a, ${more} µs for 1 MB of l`)
  expect(more).toBeLessThanOrEqual(Math.max(less, 500) * 4)
})

test('a text with a zero behind each letter costs not more than three times as much as one without', async () => {
  const [plain, wide] = ['<<', '<\0'].map((letters) => Buffer.from(letters.repeat(1024 * KB)))
  if (plain === undefined || wide === undefined) throw new Error('two texts')
  const [less, more] = await costsOf(
    () => textTells(plain),
    () => textTells(wide),
  )
  console.log(`${less} µs without zeros, ${more} µs with them`)
  expect(more).toBeLessThanOrEqual(less * 3)
})

describe('the location is removed from Exif data', () => {
  test.each([
    ['notes of makers', 0x927c],
    ['texts', 0x02bc],
  ])(
    'of nothing but %s at a cost of not more than eight times as much at four times the size',
    async (_, tag) => {
      const [small, large] = [shared(tag, 200 * KB), shared(tag, 800 * KB)]
      const [less, more] = await costsOf(
        () => clearTiff(small),
        () => clearTiff(large),
      )
      console.log(`${less} µs for 200 KB, ${more} µs for 800 KB`)
      expect(more).toBeLessThanOrEqual(Math.max(less, 1000) * 8)
    },
  )
})
