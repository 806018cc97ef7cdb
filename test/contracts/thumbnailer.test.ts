import sharp from 'sharp'
import { expect, test } from 'vitest'
import {
  blackPng,
  drawingProcesses,
  isNear,
  openThumbnailer,
  pictureOf,
  plain,
  seen,
} from '../world/drawing.ts'
import { bytesOf } from '../world/samples.ts'
import { until } from '../world/until.ts'

const red = [0xc8, 0x40, 0x2a]

test('a JPEG, PNG, WebP, GIF and AVIF become WebP of at most 320 pixels, in their proportions', async () => {
  const { make } = openThumbnailer()
  const wide = plain(1600, 400)
  const kinds = {
    jpeg: wide.clone().jpeg(),
    png: wide.clone().png(),
    webp: wide.clone().webp(),
    gif: wide.clone().gif(),
    avif: wide.clone().avif({ effort: 0 }),
  }
  for (const [name, kind] of Object.entries(kinds)) {
    const { width, height, at, metadata } = await seen(await make(await kind.toBuffer(), `image/${name}`))
    expect([name, width, height, metadata.format]).toEqual([name, 320, 80, 'webp'])
    expect(at(0.5, 0.5)).toSatisfy((colour: number[]) => isNear(colour, red))
  }
  const tall = await seen(await make(await plain(3, 3000).png().toBuffer()))
  expect([tall.width, tall.height]).toEqual([1, 320])
})

test('a small picture stays as small as it is', async () => {
  const { make } = openThumbnailer()
  const { width, height } = await seen(await make(await plain(7, 5).png().toBuffer()))
  expect([width, height]).toEqual([7, 5])
})

test('a photo that was taken with the phone turned stands upright', async () => {
  const { make } = openThumbnailer()
  const left = await plain(600, 800, 'white').png().toBuffer()
  const photo = await plain(1200, 800, 'blue').composite([{ input: left, left: 0, top: 0 }])
  const turned = await photo.withMetadata({ orientation: 6 }).jpeg().toBuffer()
  const { width, height, at } = await seen(await make(turned, 'image/jpeg'))
  expect([width, height]).toEqual([213, 320])
  // What is stored on the left stands above.
  expect(at(0.5, 0.1)).toSatisfy((colour: number[]) => isNear(colour, [255, 255, 255]))
  expect(at(0.5, 0.9)).toSatisfy((colour: number[]) => isNear(colour, [0, 0, 255]))
})

test('the colours of other colour spaces become those of sRGB', async () => {
  const { make } = openThumbnailer()
  const wideGamut = await plain(400, 400).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer()
  // Its own numbers are others: this is how far off it would be if its profile were ignored.
  const { data } = await sharp(wideGamut, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true })
  expect(isNear([...data.subarray(0, 3)], red)).toBe(false)
  expect((await seen(await make(wideGamut, 'image/jpeg'))).at(0.5, 0.5)).toSatisfy((colour: number[]) =>
    isNear(colour, red),
  )

  // The printer's profile says how its inks look: nearly like this.
  const printed = plain(400, 400, '#8c7864').toColourspace('cmyk').withIccProfile('cmyk')
  const cmyk = await printed.jpeg({ quality: 95 }).toBuffer()
  expect((await sharp(cmyk).metadata()).space).toBe('cmyk')
  const { at, metadata } = await seen(await make(cmyk, 'image/jpeg'))
  expect(metadata.space).toBe('srgb')
  expect(at(0.5, 0.5)).toSatisfy((colour: number[]) => isNear(colour, [0x8c, 0x78, 0x64], 20))

  const grey = await plain(400, 400, '#808080').toColourspace('b-w').jpeg().toBuffer()
  const deep = await plain(400, 400, '#808080').toColourspace('rgb16').png().toBuffer()
  for (const picture of [grey, deep])
    expect((await seen(await make(picture))).at(0.5, 0.5)).toSatisfy((colour: number[]) =>
      isNear(colour, [128, 128, 128]),
    )
})

test('nothing of the metadata goes along: not the place, the camera, the profile', async () => {
  const { make } = openThumbnailer()
  const photo = bytesOf('rash-photo-gps.jpg')
  expect((await sharp(photo).metadata()).exif).toBeDefined()
  const webp = await make(photo, 'image/jpeg')
  const { metadata } = await seen(webp)
  for (const field of ['exif', 'icc', 'xmp', 'iptc', 'orientation', 'comments'] as const)
    expect(metadata[field], field).toBeUndefined()
  expect(Buffer.from(webp ?? '').toString('latin1')).not.toMatch(/Exif|ICCP|XMP |GPS/)
})

test('of an animation the first picture is drawn, and what is transparent stays so', async () => {
  const { make } = openThumbnailer()
  const animation = bytesOf('animation.gif')
  const first = await sharp(animation).raw().toBuffer()
  const { at, metadata, width, height } = await seen(await make(animation, 'image/gif'))
  expect([width, height, metadata.pages ?? 1]).toEqual([160, 160, 1])
  const middle = (80 * 160 + 80) * (first.length / 160 / 160)
  expect(at(0.505, 0.505).slice(0, 3)).toSatisfy((colour: number[]) =>
    isNear(colour, [...first.subarray(middle, middle + 3)]),
  )

  const glass = sharp({ create: { width: 500, height: 500, channels: 4, background: '#00000000' } })
  expect((await seen(await make(await glass.png().toBuffer()))).at(0.5, 0.5)[3]).toBe(0)
})

test('SVG, TIFF and PDF are never opened, whatever they are called', async () => {
  const { make } = openThumbnailer()
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>',
  )
  const tiff = await plain(9, 9).tiff().toBuffer()
  // The same library draws them where nothing holds it back.
  for (const bytes of [svg, tiff]) expect((await sharp(bytes).png().toBuffer()).length).toBeGreaterThan(0)
  for (const bytes of [svg, tiff, bytesOf('exercise-plan.pdf')])
    for (const mime of ['image/png', 'image/jpeg', 'image/heic', 'image/gif'])
      expect(await make(bytes, mime)).toBeUndefined()
})

test('what is of no type for thumbnails, empty or too large is not even read', async () => {
  const { thumbnailer } = openThumbnailer({ thumbnailBytes: 1000 })
  const png = await plain(9, 9).png().toBuffer()
  const mimes = [
    'image/svg+xml',
    'application/pdf',
    'image/tiff',
    'video/mp4',
    'application/octet-stream',
    '',
  ]
  const pictures = [
    ...mimes.map((mime) => pictureOf(png, mime)),
    pictureOf(Buffer.alloc(0)),
    pictureOf(Buffer.concat([png, Buffer.alloc(1000)])),
  ]
  for (const picture of pictures) expect(await thumbnailer.make(picture)).toBeUndefined()
  expect(pictures.map(({ reads }) => reads)).toEqual(pictures.map(() => 0))
  expect(drawingProcesses()).toEqual([])
})

test('what is cut off, broken or no picture gets no thumbnail, and the next picture does', async () => {
  const { make, lines } = openThumbnailer()
  const photo = bytesOf('insurance-card.jpg')
  const broken = Buffer.from(photo)
  broken.fill(0xff, 300, photo.length / 2)
  const hopeless = [
    photo.subarray(0, photo.length / 2),
    photo.subarray(0, 20),
    broken,
    blackPng(800, 800, 'bits').subarray(0, 60),
    Buffer.from('a letter'),
    Buffer.alloc(100_000),
  ]
  for (const bytes of hopeless) expect(await make(bytes, 'image/jpeg')).toBeUndefined()
  expect((await seen(await make(photo, 'image/jpeg'))).width).toBe(320)
  expect(lines).toEqual([])
})

test('a store that fails says so itself, also in the middle, and the next picture is drawn', async () => {
  const { thumbnailer, make, lines } = openThumbnailer()
  const png = await plain(9, 9).png().toBuffer()
  const away = new Error('the store is away')
  const failing = async function* () {
    yield png.subarray(0, 10)
    throw away
  }
  await expect(thumbnailer.make({ mime: 'image/png', size: png.length, read: failing })).rejects.toBe(away)
  for (const size of [png.length - 1, png.length + 1])
    await expect(thumbnailer.make({ ...pictureOf(png), size })).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    })
  expect((await seen(await make(png))).width).toBe(9)
  expect(lines).toEqual([])
})

test('who no longer wants a thumbnail is free at once, waiting or in the middle, and nobody else notices', async () => {
  const { thumbnailer, make } = openThumbnailer()
  const png = await plain(9, 9).png().toBuffer()
  const begun = Promise.withResolvers<void>()
  const never = Promise.withResolvers<void>()
  let ended = false
  const endless = async function* (signal: AbortSignal) {
    yield png.subarray(0, 10)
    signal.addEventListener('abort', () => never.resolve())
    begun.resolve()
    await never.promise
    ended = true
    signal.throwIfAborted()
  }
  const [first, second] = [new AbortController(), new AbortController()]
  const drawn = thumbnailer.make({ mime: 'image/png', size: png.length, read: endless }, first.signal)
  const waiting = make(png, 'image/png', second.signal)
  const third = make(png)
  const outcomes = Promise.allSettled([drawn, waiting])
  await begun.promise
  second.abort(new Error('the second leaves'))
  await expect(waiting).rejects.toThrow('the second leaves')
  first.abort(new Error('the first leaves'))
  await expect(drawn).rejects.toThrow('the first leaves')
  await outcomes
  expect(ended).toBe(true)
  expect((await seen(await third)).width).toBe(9)
  await expect(make(png, 'image/png', AbortSignal.abort(new Error('left before')))).rejects.toThrow(
    'left before',
  )
})

test('two hundred pictures at once are drawn in their order by one process', async () => {
  const { make } = openThumbnailer()
  const pngs = await Promise.all([5, 6, 7, 8].map((width) => plain(width, 5).png().toBuffer()))
  const order: number[] = []
  const all = Array.from({ length: 200 }, async (_, index) => {
    const webp = await make(pngs[index % 4] ?? Buffer.alloc(0))
    order.push(index)
    return (await seen(webp)).width
  })
  // What it is called cannot be read for a moment, while it becomes the program that draws.
  const drawing = await until('a process draws', () => {
    const all = drawingProcesses()
    return all.length > 0 && all
  })
  expect(drawing).toHaveLength(1)
  expect(await Promise.all(all)).toEqual(Array.from({ length: 200 }, (_, index) => 5 + (index % 4)))
  expect(order).toEqual([...order].sort((one, other) => one - other))
})

test('of more pictures than may wait the last ones get no thumbnail', async () => {
  const { make } = openThumbnailer({ thumbnailsWaiting: 3 })
  const png = await plain(9, 9).png().toBuffer()
  const all = await Promise.all(Array.from({ length: 5 }, () => make(png)))
  expect(all.map((webp) => webp !== undefined)).toEqual([true, true, true, false, false])
  expect(await make(png)).toBeDefined()
})

test('once closed nothing is drawn, what waited ends, and no process is left', async () => {
  const { thumbnailer, make } = openThumbnailer()
  const png = await plain(9, 9).png().toBuffer()
  await make(png)
  expect(drawingProcesses()).toHaveLength(1)
  const open = Promise.allSettled([make(png), make(png), make(png)])
  await thumbnailer.close()
  expect((await open).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(drawingProcesses()).toEqual([])
  await expect(make(png)).rejects.toMatchObject({ name: 'AbortError' })
  await thumbnailer.close()
})
