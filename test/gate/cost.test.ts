import { setImmediate } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'
import { ChairsideError, clearTiff, picturesIn, textTells } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { readTags } from '../../server/src/domain/gate/package/xml.ts'
import { answer } from './judging.ts'
import { contentTypes, docx, mainTypes, override } from './package.ts'
import { chunk, frame, jpeg, png, segment } from './pictures.ts'

/*
 * What a small file may cost. Times are CPU times, the least of several runs. They are only compared with each other.
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

async function cost(content: Buffer): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 7; round += 1) {
    const before = process.cpuUsage()
    for (let repeat = 0; repeat < 3; repeat += 1) await answer(content)
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, user + system)
  }
  return best
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
      await cost(small)
      const [less, more] = [await cost(small), await cost(large)]
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
      await cost(small)
      const [less, more] = [await cost(small), await cost(large)]
      console.log(`${less} µs for three of 15 KB, ${more} µs for three of 60 KB`)
      expect(more).toBeLessThanOrEqual(less * 8)
    },
  )

  test('of hundreds of packed texts costs not more than twice as much as one of five', async () => {
    const one = chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(1000 * KB))]))
    const [few, many] = [5, 500].map((count) => png(8, 8, Buffer.concat(Array(count).fill(one))))
    if (few === undefined || many === undefined) throw new Error('two sizes')
    await cost(few)
    const [less, more] = [await cost(few), await cost(many)]
    console.log(`${less} µs for three of 5 texts, ${more} µs for three of 500 texts`)
    expect(more).toBeLessThanOrEqual(less * 2)
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
    await cost(honest)
    const [less, more] = [await cost(honest), await cost(content)]
    console.log(`${less} µs for three of words, ${more} µs for three of these`)
    expect(more).toBeLessThanOrEqual(less * 4)
  })

  test('lets other work go on while its metadata are searched', async () => {
    let turns = 0
    let over = false
    const count = async () => {
      while (!over) {
        await setImmediate()
        turns += 1
      }
    }
    const counting = count()
    // The bytes are there at once, so only the gate itself can pause.
    await answer(honest)
    over = true
    await counting
    expect(turns).toBeGreaterThanOrEqual(5)
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

/** The least CPU time of five runs, in µs. */
function costOf(work: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round += 1) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, user + system)
  }
  return best
}

test('a text with a zero behind each letter costs not more than three times as much as one without', () => {
  const [plain, wide] = ['<<', '<\0'].map((letters) => Buffer.from(letters.repeat(1024 * KB)))
  if (plain === undefined || wide === undefined) throw new Error('two texts')
  const [less, more] = [costOf(() => textTells(plain)), costOf(() => textTells(wide))]
  console.log(`${less} µs without zeros, ${more} µs with them`)
  expect(more).toBeLessThanOrEqual(less * 3)
})

describe('the location is removed from Exif data', () => {
  const clearing = (bytes: number, tag: number): number => {
    const tiff = shared(tag, bytes)
    return costOf(() => clearTiff(tiff))
  }

  test.each([
    ['notes of makers', 0x927c],
    ['texts', 0x02bc],
  ])('of nothing but %s at a cost of not more than eight times as much at four times the size', (_, tag) => {
    clearing(200 * KB, tag)
    const [less, more] = [clearing(200 * KB, tag), clearing(800 * KB, tag)]
    console.log(`${less} µs for 200 KB, ${more} µs for 800 KB`)
    expect(more).toBeLessThanOrEqual(Math.max(less, 1000) * 8)
  })
})
