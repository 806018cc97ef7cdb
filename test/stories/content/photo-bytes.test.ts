import { showsLocation, withoutLocation } from '@chairside/client'
import { tiffTells } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { judge } from '../../gate/judging.ts'
import { exif, frame, jpeg, png, segment } from '../../gate/pictures.ts'
import { costsOf } from '../../world/costs.ts'
import { bytesOf, pick } from '../../world/samples.ts'

const name = 'rash.jpg'
const photo = (content: Buffer): File =>
  new File([new Uint8Array(content)], name, { type: 'image/jpeg', lastModified: 1 })
const contentOf = async (file: Blob): Promise<Buffer> => Buffer.from(await file.arrayBuffer())

/** Removes the location from a photo. Expects what must hold for every such photo. Gives the bytes. */
async function cleared(content: Buffer): Promise<Buffer> {
  const file = photo(content)
  expect(await showsLocation(file)).toBe(true)
  const without = await withoutLocation(file)
  expect([without.name, without.type, without.lastModified]).toEqual([name, 'image/jpeg', 1])
  expect(without.size).toBe(file.size)
  expect(await showsLocation(without)).toBe(false)
  const bytes = await contentOf(without)
  expect((await judge(bytes)).verdict).toMatchObject({ state: 'accepted', flags: [] })
  return bytes
}

type Value = readonly [tag: number, type: number, count: number, value: number | Buffer]

/**
 * Exif data: the fields of the photo's own directory, then those of its GPS directory, then the values that do not fit
 * into a field.
 */
function exifOf(order: 'II' | 'MM', own: readonly Value[], gps: readonly Value[]): Buffer {
  const tiff = Buffer.alloc(1024)
  const little = order === 'II'
  const short = (value: number, at: number) =>
    little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at)
  const long = (value: number, at: number) =>
    little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at)
  const gpsAt = 8 + 2 + (own.length + 1) * 12 + 4
  let apart = gpsAt + 2 + gps.length * 12 + 4
  const directory = (at: number, fields: readonly Value[]) => {
    short(fields.length, at)
    for (const [index, [tag, type, count, value]] of fields.entries()) {
      const field = at + 2 + index * 12
      short(tag, field)
      short(type, field + 2)
      long(count, field + 4)
      if (typeof value === 'number') {
        if (type === 3) short(value, field + 8)
        else long(value, field + 8)
      } else {
        long(apart, field + 8)
        value.copy(tiff, apart)
        apart += value.length
      }
    }
  }
  tiff.write(order, 'latin1')
  short(42, 2)
  long(8, 4)
  const [first, ...others] = own
  directory(8, [...(first ? [first] : []), [0x8825, 4, 1, gpsAt], ...others])
  directory(gpsAt, gps)
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff.subarray(0, apart)]))
}

const make = Buffer.from('Chairside\0')
const latitude = Buffer.from('latitude-latitude-here-x')
const own: readonly Value[] = [
  [0x010f, 2, make.length, make],
  [0x0112, 3, 1, 6],
]
const gps: readonly Value[] = [[2, 5, 3, latitude]]
const orientation = { II: '12010300010000000600', MM: '01120003000000010006' }

const xmp = (text: string) => segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${text}`, 'latin1'))
const extended = (text: string) =>
  segment(0xe1, Buffer.from(`http://ns.adobe.com/xmp/extension/\0${'0'.repeat(40)}${text}`, 'latin1'))

/** The bytes before the picture data, and the rest. */
function halves(content: Buffer): [Buffer, Buffer] {
  const start = content.indexOf(Buffer.from([0xff, 0xda]))
  return [content.subarray(0, start), content.subarray(start)]
}

describe('a photo with a position', () => {
  test('shows it and loses it; picture, camera, time and orientation stay', async () => {
    const content = bytesOf('rash-photo-gps.jpg')
    const bytes = await cleared(content)
    const [[head, picture], [headBefore, pictureBefore]] = [halves(bytes), halves(content)]
    expect(picture.equals(pictureBefore)).toBe(true)
    expect(head.length).toBe(headBefore.length)
    const words = (from: Buffer) => from.toString('latin1').match(/[\w:. ]{6,}/g)
    expect(words(head)).toEqual(words(headBefore))
    const app1 = content.indexOf('Exif\0')
    expect(tiffTells(content.subarray(app1 + 6, app1 + 368))).toBe(true)
    expect(tiffTells(bytes.subarray(app1 + 6, app1 + 368))).toBe(false)
  })

  test.each(['II', 'MM'] as const)(
    'in byte order %s: only its values, directory and pointer go',
    async (order) => {
      const content = jpeg([exifOf(order, own, gps), frame(8, 8)])
      expect(content.includes('latitude')).toBe(true)
      const bytes = await cleared(content)
      expect(bytes.includes('latitude')).toBe(false)
      expect(bytes.includes(make)).toBe(true)
      expect(bytes.includes(Buffer.from(orientation[order], 'hex'))).toBe(true)
      expect(bytes.includes(Buffer.from(order === 'II' ? '2588' : '8825', 'hex'))).toBe(false)
      const directory = bytes.indexOf('Exif\0') + 6 + 8
      expect(order === 'II' ? bytes.readUInt16LE(directory) : bytes.readUInt16BE(directory)).toBe(2)
      expect(
        bytes.subarray(bytes.indexOf(frame(8, 8))).equals(content.subarray(content.indexOf(frame(8, 8)))),
      ).toBe(true)
    },
  )

  test('in several segments loses it in all of them, and other segments stay', async () => {
    const other = segment(0xe2, Buffer.from('MPF\0 exif:GPSLatitude'))
    const bytes = await cleared(jpeg([exif(2), other, exifOf('II', own, gps), exif(4, 'II'), frame(8, 8)]))
    expect(bytes.includes(other)).toBe(true)
  })

  test('far behind in the head, after fill bytes and large profiles, is found', async () => {
    const profile = segment(0xe2, Buffer.alloc(65_000, 7))
    await cleared(jpeg([Buffer.alloc(9, 0xff), profile, profile, profile, exif(2), frame(8, 8)]))
  })

  test('between two parts of the picture, and behind it, is found', async () => {
    await cleared(jpeg([frame(8, 8), Buffer.from([0xff, 0xda, 0, 2, 1, 0xff, 0, 0xff, 0xd0, 1]), exif(2)]))
    await cleared(Buffer.concat([jpeg(), Buffer.alloc(700), jpeg([exif(2), frame(8, 8)])]))
  })

  test('of 40 MB is read once, and never held as a whole', async () => {
    const picture = Buffer.alloc(1024 * 1024, 1)
    const parts = [jpeg([exif(2), frame(8, 8)]), ...Array.from({ length: 40 }, () => picture)]
    const file = new File(
      parts.map((part) => new Uint8Array(part)),
      name,
    )
    let [read, largest] = [0, 0]
    const slice = file.slice.bind(file)
    file.slice = (...range) => {
      const part = slice(...range)
      const bytes = part.arrayBuffer.bind(part)
      part.arrayBuffer = () => {
        read += part.size
        largest = Math.max(largest, part.size)
        return bytes()
      }
      return part
    }
    expect(await showsLocation(file)).toBe(true)
    expect(read).toBeLessThan(2 * file.size)
    expect((await withoutLocation(file)).size).toBe(file.size)
    expect(largest).toBeLessThan(1024 * 1024)
  })
})

describe('a position in XMP', () => {
  const rest = 'xmp:CreatorTool="Chairside 1" xmlns:exif="http://ns.adobe.com/exif/1.0/"'
  test.each([
    ['as attributes', `<rdf:Description exif:GPSLatitude="48,8.9N" exif:GPSLongitude = '17,6E' ${rest}/>`],
    ['as elements', `<x ${rest}><exif:GPSLatitude>48,8.9N</exif:GPSLatitude><exif:GPSVersionID/></x>`],
    ['under another prefix', `<rdf:Description e:GPSLatitude="48,8.9N" ${rest}/>`],
    ['as a drone writes it', `<rdf:Description drone-dji:GpsLatitude="+48.8.9N" ${rest}/>`],
  ])('%s goes, and the other properties stay', async (_, text) => {
    const bytes = await cleared(jpeg([xmp(text), frame(8, 8)]))
    expect(bytes.toString('latin1')).toContain(rest)
    expect(bytes.toString('latin1')).not.toMatch(/8\.9N|17,6E|:gps/i)
  })

  test.each([
    [
      'in a form of its own',
      '<exif:GPSLatitude><rdf:Alt><rdf:li>48,8.9N</rdf:li></rdf:Alt></exif:GPSLatitude>',
    ],
    ['that is cut off', '<rdf:Description exif:GPSLatitude="48,8.9N'],
  ])('%s takes the whole text along', async (_, text) => {
    const bytes = await cleared(jpeg([xmp(text), frame(8, 8)]))
    expect(bytes.includes('8.9N')).toBe(false)
    expect(bytes.includes('http://ns.adobe.com/xap/1.0/\0  ')).toBe(true)
  })

  test('that lies over two parts of an extension goes with the extension', async () => {
    const main = xmp(`<x xmpNote:HasExtendedXMP="00" ${rest}/>`)
    const bytes = await cleared(
      jpeg([main, extended('<x exif:GPSLati'), extended('tude="48,8.9N"/>'), frame(8, 8)]),
    )
    expect(bytes.toString('latin1')).not.toMatch(/GPSLati|8\.9N|HasExtendedXMP/)
    expect(bytes.includes(rest)).toBe(true)
  })
})

describe('what shows no place stays as it is', () => {
  const version: readonly Value[] = [[0, 1, 4, 0x02030000]]
  test.each<[string, Buffer]>([
    ['a photo without it', bytesOf('insurance-card.jpg')],
    ['a photo with nothing but the version of GPS', jpeg([exifOf('MM', own, version), frame(8, 8)])],
    ['Exif that is cut off', jpeg([segment(0xe1, Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0'))])],
    ['a head that is cut off', jpeg([exif(2)]).subarray(0, 60)],
    ['a PNG', png()],
    ['an empty file', Buffer.alloc(0)],
  ])('%s', async (_, content) => {
    const file = photo(content)
    expect(await showsLocation(file)).toBe(false)
    expect(await withoutLocation(file)).toBe(file)
  })

  test('a PDF', async () => {
    expect(await showsLocation(pick('exercise-plan.pdf'))).toBe(false)
  })
})

describe('a hostile photo', () => {
  const bent = (content: Buffer, change: (tiff: Buffer) => void): Buffer => {
    change(content.subarray(content.indexOf('Exif\0') + 6))
    return content
  }

  test('whose pointer to GPS goes in a circle keeps its own directory', async () => {
    const content = bent(jpeg([exifOf('MM', own, gps), frame(8, 8)]), (tiff) => tiff.writeUInt32BE(8, 30))
    const file = photo(content)
    expect(await showsLocation(file)).toBe(false)
    expect(await withoutLocation(file)).toBe(file)
  })

  test('whose directories follow each other in a circle comes to an end', async () => {
    const content = bent(jpeg([exifOf('MM', own, gps), frame(8, 8)]), (tiff) => tiff.writeUInt32BE(8, 46))
    await cleared(content)
  })

  test('whose position says that it is everywhere does not take the orientation along', async () => {
    const content = bent(jpeg([exifOf('MM', own, [[2, 5, 3, 0]]), frame(8, 8)]), (tiff) => {
      tiff.writeUInt32BE(0x1fffffff, 56)
    })
    const bytes = await cleared(content)
    expect(bytes.includes(Buffer.from(orientation.MM, 'hex'))).toBe(true)
  })

  test('of nothing but directories and texts costs not more than four times as much as one of words', async () => {
    const tiff = Buffer.alloc(65_000, Buffer.from('8825000100000fff00000010', 'hex'))
    tiff.write('MM\0*\0\0\0\x08', 'latin1')
    tiff.writeUInt16BE(0xffff, 8)
    const loops = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]))
    const texts = [
      'a'.repeat(65_000),
      'a:gps="'.repeat(9000),
      '<a:gps =\'"'.repeat(6000),
      'a:gps '.repeat(9000),
    ].map(xmp)
    const words = xmp('a word '.repeat(9000))
    const of = (parts: readonly Buffer[]) => photo(jpeg([...parts, exif(2), frame(8, 8)]))
    const hostile = of([...Array.from({ length: 60 }, () => loops), ...texts])
    const honest = of(Array.from({ length: 64 }, () => words))
    const look = async (file: File): Promise<void> => {
      await showsLocation(file)
      await withoutLocation(file)
    }
    const [less, more] = await costsOf(
      () => look(honest),
      () => look(hostile),
    )
    console.log(`${less} µs of words, ${more} µs of directories and texts`)
    expect(more).toBeLessThanOrEqual(less * 4)
  })
})
