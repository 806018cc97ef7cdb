import { deflateSync } from 'node:zlib'
import { ChairsideError } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { readTags } from '../../server/src/domain/gate/package/xml.ts'
import { answer } from './judging.ts'
import { contentTypes, docx, mainTypes, override } from './package.ts'
import { chunk, jpeg, png, segment } from './pictures.ts'

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

describe('a photo of a few KB', () => {
  test.each(Object.entries(photos))(
    'of nothing but %s costs not more than eight times as much at four times the size',
    async (_, made) => {
      const exif = (bytes: number) => Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), made(bytes)])
      const [small, large] = [15, 60].map((size) => jpeg([segment(0xe1, exif(size * KB))]))
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
