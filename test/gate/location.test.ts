import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { judge } from './judging.ts'
import { chunk, exif, frame, jpeg, png, segment } from './pictures.ts'

const located = { state: 'accepted', flags: ['location'] }
const nowhere = { state: 'accepted', flags: [] }

/** Exif data from the TIFF header on, without marker, length and name of the segment. */
const tiff = (tag: number, order?: 'II' | 'MM'): Buffer => exif(tag, order).subarray(10)
const xmp = Buffer.from('<rdf:Description exif:GPSLatitude="48,8N" exif:GPSLongitude="17,6E"/>')
const plain = Buffer.from('<rdf:Description dc:title="Shoulder"/>')
const text = (content: Buffer) =>
  Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1'), content])
/** As ImageMagick writes Exif data. */
const inHexadecimal = (content: Buffer) =>
  Buffer.from(`Raw profile type exif\0\nexif\n${content.length}\n${content.toString('hex')}\n`)
const packedText = (content: Buffer) =>
  Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\x01\0en\0\0', 'latin1'), deflateSync(content)])
const packed = (content: Buffer) =>
  Buffer.concat([Buffer.from('comment\0\0', 'latin1'), deflateSync(content)])

const seen = async (...chunks: Buffer[]) => (await judge(png(8, 8, Buffer.concat(chunks)))).verdict
const data = chunk('IDAT', Buffer.alloc(5000, 1))
const end = chunk('IEND', Buffer.alloc(0))

describe('a PNG', () => {
  test.each([
    ['Exif data', chunk('eXIf', tiff(2))],
    ['Exif data of the other byte order', chunk('eXIf', tiff(4, 'II'))],
    ['XMP', chunk('iTXt', text(xmp))],
    ['a text', chunk('tEXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0'), xmp]))],
    ['a text in hexadecimal', chunk('tEXt', inHexadecimal(tiff(2)))],
    ['packed XMP', chunk('iTXt', packedText(xmp))],
    ['a packed text', chunk('zTXt', packed(xmp))],
  ])('that says by %s where it was taken is flagged, before and behind its picture', async (_, metadata) => {
    expect(await seen(metadata, data, end)).toMatchObject(located)
    expect(await seen(data, metadata, end)).toMatchObject(located)
  })

  test.each([
    ['Exif data without a position', chunk('eXIf', tiff(0))],
    ['XMP without a position', chunk('iTXt', text(plain))],
    [
      'text that is packed in no way we know',
      chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), xmp.subarray(5, 9)])),
    ],
    ['a chunk longer than the file', chunk('eXIf', tiff(2)).fill(0xff, 0, 4)],
  ])('with %s is not', async (_, metadata) => {
    expect(await seen(metadata, data, end)).toMatchObject(nowhere)
  })

  test('is flagged by a packed text behind others, where they unpack to no more than 4 MiB', async () => {
    const long = chunk('zTXt', packed(Buffer.alloc(1000 * 1024, 'a')))
    const short = chunk('zTXt', packed(xmp))
    expect(await seen(long, long, long, short, data, end)).toMatchObject(located)
    expect(await seen(long, long, long, long, long, short, data, end)).toMatchObject(nowhere)
  })

  test('of more than 4 MiB is flagged by the metadata at its ends', async () => {
    // Encoders write a picture in chunks of 8 KB. The gate does not read the chunks in the middle.
    const long = Array.from({ length: 700 }, () => chunk('IDAT', Buffer.alloc(8192, 1)))
    expect(await seen(chunk('eXIf', tiff(2)), ...long, end)).toMatchObject(located)
    expect(await seen(...long, chunk('eXIf', tiff(2)), end)).toMatchObject(located)
    expect(await seen(...long, chunk('eXIf', tiff(2), 7), end)).toMatchObject(nowhere)
  })
})

/** The segments that a thermal camera writes: a file with one record, in two parts. */
function thermal(type: number, valid: number, little: boolean): Buffer[] {
  const file = Buffer.alloc(200)
  const long = (value: number, at: number) =>
    little ? file.writeUInt32LE(value, at) : file.writeUInt32BE(value, at)
  file.write('FFF\0', 'latin1')
  long(101, 20)
  long(64, 24)
  long(1, 28)
  if (little) file.writeUInt16LE(type, 64)
  else file.writeUInt16BE(type, 64)
  long(100, 76)
  long(80, 80)
  long(valid, 100)
  return [file.subarray(0, 90), file.subarray(90)].map((part, index) =>
    segment(0xe1, Buffer.concat([Buffer.from('FLIR\0\x01', 'latin1'), Buffer.from([index, 1]), part])),
  )
}

describe('a photo', () => {
  const photo = async (...segments: Buffer[]) => (await judge(jpeg(segments))).verdict

  test('of a thermal camera is flagged by its record of the position, in either byte order', async () => {
    for (const little of [true, false]) {
      expect(await photo(...thermal(0x2b, 1, little), frame(8, 8))).toMatchObject(located)
      expect(await photo(...thermal(0x2b, 0, little), frame(8, 8))).toMatchObject(nowhere)
      expect(await photo(...thermal(0x20, 1, little), frame(8, 8))).toMatchObject(nowhere)
    }
  })

  test('is flagged by Exif data before and behind the picture data', async () => {
    const scan = segment(0xda, Buffer.alloc(10))
    expect(await photo(frame(8, 8), exif(2), scan)).toMatchObject(located)
    expect(await photo(frame(8, 8), scan, exif(2))).toMatchObject(located)
    expect(await photo(frame(8, 8), scan, exif(0))).toMatchObject(nowhere)
  })

  test('is flagged by a comment that names a position', async () => {
    expect(await photo(segment(0xfe, xmp), frame(8, 8))).toMatchObject(located)
    expect(await photo(segment(0xfe, plain), frame(8, 8))).toMatchObject(nowhere)
  })
})
