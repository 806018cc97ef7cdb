import { describe, expect, test } from 'vitest'
import { answer, judge } from './judging.ts'
import { exif, frame, jpeg, png, segment } from './pictures.ts'

describe('pictures', () => {
  test('as many pixels as image libraries decode are accepted, one more is not', async () => {
    expect(await answer(png(16_383, 16_383))).toBe('png')
    expect(await answer(png(268_402_690, 1))).toBe('IMAGE_TOO_MANY_PIXELS')
    expect(await answer(png(60_000, 60_000))).toBe('IMAGE_TOO_MANY_PIXELS')
    expect(await answer(png(0xffffffff, 0xffffffff))).toBe('IMAGE_TOO_MANY_PIXELS')
    const { verdict } = await judge(jpeg([frame(65_500, 65_500)]))
    expect(verdict).toEqual({
      state: 'refused',
      type: 'jpeg',
      problem: { code: 'IMAGE_TOO_MANY_PIXELS', limit: 268_402_689, actual: 4_290_250_000 },
    })
  })

  test.each([
    ['without a width', png(0, 8)],
    ['without a height', png(8, 0)],
    ['that ends in its header', png().subarray(0, 20)],
    ['whose first chunk is another', Buffer.concat([png().subarray(0, 8), png().subarray(16)])],
  ])('a PNG %s is refused', async (_, content) => {
    expect(await answer(content)).toBe('BROKEN_PNG')
  })

  test("Apple's own kind of PNG is refused", async () => {
    const content = png()
    content.write('CgBI', 12, 'latin1')
    expect(await answer(content)).toBe('TYPE_NOT_ALLOWED')
  })

  test('the frame of a JPEG is found behind whatever stands before it', async () => {
    const flood = frame(65_500, 65_500)
    for (const before of [
      segment(0xfe, Buffer.alloc(60_000, 0xff)),
      Buffer.alloc(40, 0xff),
      Buffer.alloc(200_000, 0xff),
      Buffer.from('damaged \xff\0 here', 'latin1'),
      Buffer.from([0xff, 0xe5, 0, 0]),
      Buffer.from([0xff, 0x01, 0xff, 0xd0]),
      segment(0xc4, Buffer.alloc(30)),
    ]) {
      expect(await answer(jpeg([before, flood]))).toBe('IMAGE_TOO_MANY_PIXELS')
    }
    const many = Array.from({ length: 900 }, () => segment(0xfe, Buffer.alloc(3)))
    expect(await answer(jpeg([...many, flood]))).toBe('IMAGE_TOO_MANY_PIXELS')
  })

  test('the larger of two frames counts, since decoders differ in which one they show', async () => {
    expect(await answer(jpeg([frame(8, 8), frame(65_500, 65_500)]))).toBe('IMAGE_TOO_MANY_PIXELS')
    expect(await answer(jpeg([frame(65_500, 65_500), frame(8, 8)]))).toBe('IMAGE_TOO_MANY_PIXELS')
  })

  test('bytes that fill the space before a marker are no segments', async () => {
    for (const count of [2000, 70_000]) {
      expect(await answer(jpeg([Buffer.alloc(count, 0xff), frame(8, 8)]))).toBe('jpeg')
    }
  })

  test('a damaged JPEG is still a photo, one without end of headers is none', async () => {
    expect(await answer(jpeg([Buffer.alloc(500)]))).toBe('jpeg')
    expect(await answer(jpeg([Buffer.from([0xff, 0xe5, 0, 0])]))).toBe('jpeg')
    expect(await answer(jpeg().subarray(0, 4))).toBe('jpeg')
    const many = Array.from({ length: 1100 }, () => segment(0xfe, Buffer.alloc(3)))
    expect(await answer(jpeg(many))).toBe('BROKEN_JPEG')
    expect(await answer(Buffer.from([0xff, 0xd8, 0xff]))).toBe('BROKEN_JPEG')
    expect(await answer(Buffer.from([0xff, 0xd8, 0xff, 0xd7, 0, 0]))).toBe('BROKEN_JPEG')
    expect(await answer(Buffer.from([0xff, 0xd8, 0xff, 0xf7, 0, 0]))).toBe('TYPE_NOT_ALLOWED')
  })

  test('a photo that carries a position says so, in whichever byte order', async () => {
    const flags = async (...segments: Buffer[]) => (await judge(jpeg([...segments, frame(8, 8)]))).verdict
    const located = { state: 'accepted', flags: ['location'] }
    expect(await flags(exif(2, 'MM'))).toMatchObject(located)
    expect(await flags(exif(4, 'II'))).toMatchObject(located)
    expect(await flags(segment(0xe1, Buffer.from('…exif:GPSLatitude="48,8N"')))).toMatchObject(located)
    expect(await flags(segment(0xe1, Buffer.from('<ns1:GPSLongitude>16,6E</')))).toMatchObject(located)
    expect(await flags(exif(0))).toMatchObject({ state: 'accepted', flags: [] })
    const lying = exif(2)
    lying.fill(0xff, 14)
    expect(await flags(lying)).toMatchObject({ state: 'accepted', flags: [] })
  })
})
