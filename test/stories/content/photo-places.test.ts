import { crc32, deflateSync } from 'node:zlib'
import { showsLocation, toldBy, withoutLocation } from '@chairside/client'
import { beforeAll, describe, expect, test } from 'vitest'
import { judge } from '../../gate/judging.ts'
import { film, motionPhoto, multiPicture, samsung } from '../../gate/motion.ts'
import { mutate, randomness } from '../../gate/mutate.ts'
import { exif, frame, jpeg, segment } from '../../gate/pictures.ts'
import { installExiftool, placesOf, tagged, tagsOf } from '../../services/exiftool.ts'
import { bytesOf } from '../../world/samples.ts'

beforeAll(installExiftool, 300_000)

const card = bytesOf('insurance-card.jpg')
const scan = bytesOf('mri-slice.png')
const positions = ['-GPSLatitude=48.1486', '-GPSLatitudeRef=N', '-GPSLongitude=17.1077', '-GPSLongitudeRef=E']
let withGps: Buffer | undefined
const gps = (): Buffer => {
  withGps ??= tagged(card, 'a.jpg', ...positions)
  return withGps
}
const xmp = [
  '-XMP-photoshop:City=Bratislava',
  '-XMP-photoshop:State=BL',
  '-XMP-photoshop:Country=Slovakia',
  '-XMP-iptcCore:Location=Old Town',
  '-XMP-iptcCore:CountryCode=SK',
  '-XMP-iptcExt:LocationCreatedCity=Bratislava',
  '-XMP-iptcExt:LocationShownSublocation=Old Town',
  '-XMP-iptcCore:CreatorCity=Bratislava',
  '-XMP-exif:GPSLatitude=48.1486',
  '-XMP-xmp:CreatorTool=Chairside',
]
const iptc = [
  '-IPTC:City=Bratislava',
  '-IPTC:Sub-location=Old Town',
  '-IPTC:Province-State=BL',
  '-IPTC:Country-PrimaryLocationCode=SVK',
  '-IPTC:Country-PrimaryLocationName=Slovakia',
  '-IPTC:ContentLocationName=Old Town',
  '-IPTC:Caption-Abstract=A rash',
]

/** Exif with a maker note that names a city, as Panasonic writes it, and GPS in XMP. */
function panasonic(): Buffer {
  const tiff = Buffer.alloc(120)
  const field = (at: number, tag: number, type: number, count: number, value: number) => {
    tiff.writeUInt16BE(tag, at)
    tiff.writeUInt16BE(type, at + 2)
    tiff.writeUInt32BE(count, at + 4)
    tiff.writeUInt32BE(value, at + 8)
  }
  tiff.write('MM\0*\0\0\0\x08', 'latin1')
  tiff.writeUInt16BE(1, 8)
  field(10, 0x8769, 4, 1, 26)
  tiff.writeUInt16BE(1, 26)
  field(28, 0x927c, 7, 50, 44)
  tiff.write('Panasonic\0\0\0', 44, 'latin1')
  tiff.writeUInt16BE(1, 56)
  field(58, 0x6d, 7, 12, 80)
  tiff.write('Bratislava\0\0', 80, 'latin1')
  const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]))
  const words = segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude="48,8N"/>'))
  return Buffer.concat([card.subarray(0, 2), exif, words, card.subarray(2)])
}

/** A PNG with compressed XMP behind its dimensions. */
const packedXmp = (words: string): Buffer =>
  withChunk(Buffer.concat([Buffer.from('iTXtXML:com.adobe.xmp\0\x01\0\0\0', 'latin1'), deflateSync(words)]))

/** A PNG with a chunk, given from its type on, behind its dimensions. */
function withChunk(data: Buffer): Buffer {
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length - 4)
  sum.writeUInt32BE(crc32(data))
  return Buffer.concat([scan.subarray(0, 33), length, data, sum, scan.subarray(33)])
}

/** A photo whose thumbnail has Exif data of its own. */
function withThumbnail(): Buffer {
  const small = jpeg([exif(2), frame(8, 8)])
  const [data, at] = [Buffer.alloc(60), 60]
  data.write('MM\0*\0\0\0\x08\0\0\0\0\0\x0e\0\x02', 'latin1')
  for (const [index, [tag, value]] of [
    [0x0201, at],
    [0x0202, small.length],
  ].entries()) {
    data.writeUInt16BE(tag ?? 0, 16 + index * 12)
    data.writeUInt16BE(4, 18 + index * 12)
    data.writeUInt32BE(1, 20 + index * 12)
    data.writeUInt32BE(value ?? 0, 24 + index * 12)
  }
  const own = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), data, small]))
  return Buffer.concat([card.subarray(0, 2), own, card.subarray(2)])
}

const jpegs: Record<string, () => Buffer> = {
  'by XMP, and in the notes of its maker': panasonic,
  'by GPS in Exif': gps,
  'by XMP, in all its fields': () => tagged(card, 'a.jpg', ...xmp),
  'by XMP that is too long for one segment': () =>
    tagged(card, 'a.jpg', ...xmp, `-XMP-dc:Description=${'A rash. '.repeat(12_000)}`),
  'by IPTC': () => tagged(card, 'a.jpg', ...iptc),
  'by all of them': () => tagged(card, 'a.jpg', ...positions, ...xmp, ...iptc),
  'in its second picture': () => multiPicture(card, gps()),
  'in its film': () => motionPhoto(card, film()),
  'in itself and in its film': () => motionPhoto(gps(), film()),
  'in a film behind a second picture': () => motionPhoto(multiPicture(gps(), gps()), film()),
  'in the blocks of a Samsung': () => Buffer.concat([card, samsung([[0x0a30, 'MotionPhoto_Data', film()]])]),
  'by the country of its network': () =>
    Buffer.concat([card, samsung([[0x0aa1, 'MCC_Data', Buffer.from('231')]])]),
}

const pngs: Record<string, () => Buffer> = {
  'by GPS in Exif': () => tagged(scan, 'a.png', ...positions),
  'by XMP': () => tagged(scan, 'a.png', ...xmp),
  'by packed XMP': () => packedXmp('<x exif:GPSLatitude="48,8.9N"/>'),
  'by XMP in a plain text': () =>
    withChunk(Buffer.from('tEXtXML:com.adobe.xmp\0<x exif:GPSLatitude="48,8.9N"/>')),
  'by Exif in hexadecimal, in a plain text': () => {
    const content = gps()
    const at = content.indexOf('Exif\0\0')
    const own = content.subarray(at, at + content.readUInt16BE(at - 2) - 2)
    return withChunk(
      Buffer.from(`tEXtRaw profile type APP1\0\nexif\n${own.length}\n${own.toString('hex')}\n`),
    )
  },
  'by IPTC in hexadecimal': () => tagged(scan, 'a.png', ...iptc),
  'by packed IPTC': () => tagged(scan, 'a.png', '-z', ...iptc),
}

/** Removes the location from a photo. Expects what must hold for every such photo. Gives the bytes. */
async function cleared(content: Buffer, name: string): Promise<Buffer> {
  const file = new File([new Uint8Array(content)], name)
  const without = await withoutLocation(file)
  expect(await toldBy(without)).toEqual({ location: false, film: false })
  const bytes = Buffer.from(await without.arrayBuffer())
  expect(bytes.length).toBe(content.length)
  expect(placesOf(bytes, name)).toEqual([])
  expect((await judge(bytes)).verdict).toMatchObject({ state: 'accepted', flags: [] })
  return bytes
}

/** The data of the first picture. */
function pictureIn(content: Buffer): Buffer {
  const data = card.subarray(card.lastIndexOf(Buffer.from([0xff, 0xda])))
  const start = content.indexOf(data.subarray(0, 64))
  return content.subarray(start, start + data.length)
}

describe('a JPEG with a location', () => {
  test.each(Object.entries(jpegs))('%s is seen, flagged, and cleared', async (_, make) => {
    const content = make()
    expect(placesOf(content, 'a.jpg')).not.toEqual([])
    expect(await showsLocation(new File([new Uint8Array(content)], 'a.jpg'))).toBe(true)
    expect((await judge(content)).verdict).toMatchObject({ state: 'accepted', flags: ['location'] })
    const bytes = await cleared(content, 'a.jpg')
    expect(pictureIn(bytes).equals(pictureIn(content))).toBe(true)
    expect(bytes.includes('Bratislava')).toBe(false)
  })

  test('in a comment is cleared, and its picture stays', async () => {
    const comment = segment(0xfe, Buffer.from('GPSLatitude=48.1486 N, Bratislava'))
    const content = Buffer.concat([card.subarray(0, 2), comment, card.subarray(2)])
    const file = new File([new Uint8Array(content)], 'a.jpg')
    expect(await showsLocation(file)).toBe(true)
    expect((await judge(content)).verdict).toMatchObject({ flags: ['location'] })
    const bytes = await cleared(content, 'a.jpg')
    expect(pictureIn(bytes).equals(pictureIn(content))).toBe(true)
    expect(bytes.includes('Bratislava')).toBe(false)
  })

  test('in the small picture in its Exif data is cleared', async () => {
    const content = withThumbnail()
    expect(await showsLocation(new File([new Uint8Array(content)], 'a.jpg'))).toBe(true)
    expect((await judge(content)).verdict).toMatchObject({ flags: ['location'] })
    await cleared(content, 'a.jpg')
  })

  test('keeps its other metadata', async () => {
    const bytes = await cleared(
      tagged(card, 'a.jpg', '-Make=Sample', '-Orientation#=6', ...positions, ...xmp, ...iptc),
      'a.jpg',
    )
    expect(tagsOf(bytes, 'a.jpg')).toMatchObject({
      'IFD0:Make': 'Sample',
      'IFD0:Orientation': 'Rotate 90 CW',
      'XMP-xmp:CreatorTool': 'Chairside',
    })
  })

  test('loses its film, also one without a place; its second picture stays', async () => {
    const silent = motionPhoto(card, film({ place: false }))
    const file = new File([new Uint8Array(silent)], 'a.jpg')
    expect(await toldBy(file)).toEqual({ location: false, film: true })
    expect((await judge(silent)).verdict).toMatchObject({ flags: [] })
    expect((await cleared(silent, 'a.jpg')).includes('ftyp')).toBe(false)

    const both = await cleared(motionPhoto(multiPicture(card, card), film()), 'a.jpg')
    expect(both.includes('ftyp')).toBe(false)
    expect(both.subarray(both.lastIndexOf(card.subarray(-200))).subarray(0, 200)).toEqual(card.subarray(-200))
  })

  test('in a film further back than the gate reads is flagged if the metadata announce the film', async () => {
    const long = Buffer.concat([card.subarray(0, -2), Buffer.alloc(6 * 1024 * 1024, 0x11), card.subarray(-2)])
    const content = motionPhoto(long, Buffer.concat([film({ padding: 200_000 }), Buffer.alloc(100_000)]))
    const announced = Buffer.from(
      content.toString('latin1').replace(/MicroVideoOffset="\d+"/, (found) => {
        const length = film({ padding: 200_000 }).length + 100_000
        return `MicroVideoOffset="${length}"`.padEnd(found.length)
      }),
      'latin1',
    )
    expect((await judge(announced)).verdict).toMatchObject({ flags: ['location'] })
  })
})

describe('a PNG with a location', () => {
  test.each(Object.entries(pngs))('%s is flagged and cleared', async (how, make) => {
    const content = make()
    expect(placesOf(content, 'a.png')).not.toEqual([])
    // A page does not decompress texts: it removes them unread.
    const packed = /packed|hexadecimal/.test(how)
    expect(await showsLocation(new File([new Uint8Array(content)], 'a.png'))).toBe(!packed)
    expect((await judge(content)).verdict).toMatchObject({ state: 'accepted', flags: ['location'] })
    const bytes = await cleared(content, 'a.png')
    const data = (from: Buffer) => from.subarray(from.indexOf('IDAT'), from.lastIndexOf('IEND'))
    expect(bytes.indexOf('IDAT')).toBe(content.indexOf('IDAT'))
    expect(tagsOf(bytes, 'a.png')['ExifTool:Warning']).toBe(undefined)
    if (!content.subarray(content.indexOf('IDAT')).includes('tEXt'))
      expect(data(bytes).equals(data(content))).toBe(true)
  })
})

test('the texts of a PNG behind its first 16 MB of metadata are removed unread', async () => {
  const text = (words: string) =>
    Buffer.concat([Buffer.from('tEXta\0'), Buffer.alloc(9 * 1024 * 1024, words)])
  const once = withChunk(text('exif:GPSLatitude '))
  const twice = Buffer.concat([withChunk(text('a word ')).subarray(0, -scan.length + 33), once.subarray(33)])
  expect(await showsLocation(new File([new Uint8Array(once)], 'a.png'))).toBe(true)
  expect(await showsLocation(new File([new Uint8Array(twice)], 'a.png'))).toBe(false)
  expect((await cleared(twice, 'a.png')).includes('GPSLatitude')).toBe(false)
})

test('a damaged photo keeps its size, and has no location once it was cleared', async () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000)
  console.log(`seed ${seed}`)
  const random = randomness(seed)
  const photos = [
    gps(),
    tagged(card, 'a.jpg', ...xmp, ...iptc),
    panasonic(),
    withThumbnail(),
    jpegs['in a film behind a second picture']?.(),
    ...Object.values(pngs).map((make) => make()),
  ]
  const sound = photos
    .filter((photo) => photo !== undefined)
    .map((photo) => Buffer.concat([photo.subarray(0, 30_000), photo.subarray(-6000)]))
  for (let round = 0; round < 400; round += 1) {
    const content = mutate(
      sound[round % sound.length] ?? jpeg([frame(8, 8)]),
      random,
      sound[random(sound.length)] ?? jpeg(),
    )
    const without = await withoutLocation(new File([new Uint8Array(content)], 'a.jpg'))
    expect([seed, round, without.size]).toEqual([seed, round, content.length])
    expect([seed, round, await toldBy(without)]).toEqual([seed, round, { location: false, film: false }])
  }
})
