import { describe, expect, test } from 'vitest'
import { archive } from './archive.ts'
import { compound, fib } from './compound.ts'
import { judge, judgeMade, sourceOf } from './judging.ts'
import { docx } from './package.ts'
import { exif, frame, jpeg, png, segment } from './pictures.ts'

const huge = 100 * 1024 * 1024

/**
 * `part` stands at offset `at` of a file, and `over` is read from offset `position`. Copies their overlap into `over`.
 */
function lay(part: Buffer, at: number, over: Buffer, position: number): void {
  const [from, to] = [Math.max(at, position), Math.min(at + part.length, position + over.length)]
  if (from < to) part.copy(over, from - position, from - at, to - at)
}

/** Asks the gate about a file of 100 MB, made as it is read: `start`, then `pattern` again and again, and `end`. */
async function made(start: Buffer, pattern: Buffer, end: Buffer = Buffer.alloc(0)) {
  const { verdict, ...spent } = await judgeMade(huge, async (position, length) => {
    const bytes = Buffer.alloc(length)
    const shift = (((position - start.length) % pattern.length) + pattern.length) % pattern.length
    bytes.fill(Buffer.concat([pattern.subarray(shift), pattern.subarray(0, shift)]))
    lay(start, 0, bytes, position)
    lay(end, huge - end.length, bytes, position)
    return bytes
  })
  return { ...spent, said: verdict.state === 'accepted' ? verdict.type : verdict.problem.code }
}

describe('files of 100 MB that want to be read whole', () => {
  test('a JPEG of nothing but FF, or of segments of the longest kind: how large it is stays out of reach', async () => {
    const longest = Buffer.alloc(65_537)
    longest.writeUInt32BE(0xffe2ffff)
    for (const pattern of [Buffer.from([0xff]), longest]) {
      expect((await made(jpeg().subarray(0, 20), pattern)).said).toBe('IMAGE_TOO_MANY_PIXELS')
    }
  })

  test('a photo whose dimensions lie behind more than may be read is refused, however it ends', async () => {
    const view = segment(0xe1, Buffer.alloc(65_000))
    const views = (count: number) => Array.from({ length: count }, () => view)
    const { verdict } = await judge(jpeg([exif(2), ...views(128), frame(60_000, 60_000)]))
    expect(verdict).toEqual({ state: 'refused', problem: { code: 'IMAGE_TOO_MANY_PIXELS' } })
    const near = await judge(jpeg([exif(2), ...views(60), frame(8, 8)]))
    expect(near.verdict).toMatchObject({ state: 'accepted', type: 'jpeg', flags: ['location'] })
  })

  test('a PNG of 9 million empty chunks', async () => {
    const { said, reads } = await made(png(), Buffer.from('0000000074455874ffffffff', 'hex'))
    expect(said).toBe('png')
    expect(reads).toBeLessThanOrEqual(6)
  })

  test('a picture whose end is nothing but ends of archives, each with its directory elsewhere', async () => {
    const ends = Buffer.alloc(22 * 3000)
    for (let index = 0; index < 3000; index += 1) {
      ends.write('PK\x05\x06', index * 22, 'latin1')
      ends.writeUInt32LE(70_000 + index * 30_000, index * 22 + 12)
    }
    expect((await made(jpeg(), Buffer.alloc(1), ends)).said).toBe('POLYGLOT_ZIP')
    expect((await made(Buffer.from('PK\x03\x04'), Buffer.alloc(1), ends)).said).toBe('ZIP_UNREADABLE')
  })

  test('an archive of 3 million files that its directory does not list', async () => {
    const local = archive([{ name: 'a', method: 0 }]).subarray(0, 31)
    const { said } = await made(local, local, docx())
    expect(said).toBe('ZIP_PREFIX_DATA')
  })

  test('a compound file whose chains are as long as the file', async () => {
    const sectors = huge / 512 - 1
    const start = compound([{ name: 'WordDocument', content: fib() }]).subarray(0, 512)
    // The header places tables all over the file. Wherever a table is read, each sector points to the next one.
    const read = async (position: number, length: number): Promise<Buffer> => {
      const bytes = Buffer.alloc(length)
      for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(((position + at) / 4 + 1) % sectors, at)
      lay(start, 0, bytes, position)
      return bytes
    }
    for (const [at, value] of [
      [44, 1600],
      [48, 1],
      [68, 2],
      [72, 12],
    ] as const) {
      start.writeUInt32LE(value, at)
    }
    for (let index = 0; index < 109; index += 1) start.writeUInt32LE(1000 + index * 1500, 76 + index * 4)
    const { verdict } = await judgeMade(huge, read)
    expect(verdict).toMatchObject({ state: 'refused', problem: { code: 'CFB_UNREADABLE' } })
  })
})

/** A presentation of 7 MB with a scattered FAT: every 128th sector is a piece of it, as after many saves. */
function scattered(): Buffer {
  const tables = 109
  const start = compound([{ name: 'PowerPoint Document' }, { name: 'Current User' }])
  const content = Buffer.alloc(512 * (1 + tables * 128))
  start.copy(content, 0, 0, 512)
  start.copy(content, 1024, 1024, 1536)
  content.writeUInt32LE(tables, 44)
  for (let sector = 0; sector < tables * 128; sector += 1) {
    const isTable = sector % 128 === 0
    if (isTable) content.writeUInt32LE(sector, 76 + (sector / 128) * 4)
    const next = (sector + 1) % 128 === 0 ? sector + 2 : sector + 1
    const ends = sector === 1 || sector === 9 || next >= tables * 128
    const table = 512 + Math.floor(sector / 128) * 128 * 512
    content.writeUInt32LE(isTable ? 0xfffffffd : ends ? 0xfffffffe : next, table + (sector % 128) * 4)
  }
  const entry = (id: number, first: number, size: number): void => {
    content.writeUInt32LE(first, 1024 + id * 128 + 116)
    content.writeUInt32LE(size, 1024 + id * 128 + 120)
  }
  entry(1, 10, 6_900_000)
  entry(2, 2, 4096)
  // The current-user stream points to an edit near the end of the document. The gate must follow the chain that far.
  content.writeUInt32LE(6_800_000, 1536 + 16)
  return content
}

test('a presentation whose table has more pieces than may be read is accepted, with the flag for macros', async () => {
  const { verdict } = await judge(scattered())
  expect(verdict).toMatchObject({ state: 'accepted', type: 'ppt', flags: ['macros'] })
})

describe('what the gate reads from', () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))
  const open = (signal?: AbortSignal) =>
    sourceOf(content.length, async (at, length) => content.subarray(at, at + length), signal)

  test('gives the bytes that are there, from any place, and fetches each page once', async () => {
    const source = open()
    for (const [at, length] of [
      [0, 10],
      [65_530, 20],
      [131_000, 70_000],
      [299_990, 100],
      [0, 300_000],
    ] as const) {
      expect((await source.read(at, length)).equals(content.subarray(at, at + length))).toBe(true)
    }
    expect(source.spent).toEqual({ reads: 4, bytes: 300_000 })
    for (const at of [300_000, -1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER]) {
      expect(await source.read(at, 10)).toHaveLength(0)
    }
    for (const length of [0, -5, Number.NaN]) expect(await source.read(0, length)).toHaveLength(0)
  })

  test('shows without a fetch only what was fetched before', async () => {
    const source = open()
    await source.read(0, 1)
    expect(source.known(65_000, 100)).toHaveLength(100)
    expect(source.known(65_500, 100)).toBe(undefined)
    expect(source.spent.reads).toBe(1)
  })

  test('refuses the 81st read, and more than 5 MiB', async () => {
    const large = sourceOf(huge, async (_, length) => Buffer.alloc(length))
    await expect(large.read(0, 6 * 1024 * 1024)).rejects.toThrow()
    for (let page = 0; page < 80; page += 1) await large.read(page * 131_072, 1)
    await expect(large.read(80 * 131_072, 1)).rejects.toThrow()
    expect(large.spent).toEqual({ reads: 80, bytes: 5 * 1024 * 1024 })
  })

  test('the first 4 MiB are given without a copy, and all is freed when it is closed', async () => {
    const large = sourceOf(huge, async (_, length) => Buffer.alloc(length))
    await large.read(70_000, 1)
    const [head, behind] = [await large.read(0, 4 * 1024 * 1024), await large.read(huge - 100, 100)]
    const again = await large.read(65_530, 200_000)
    expect(again.buffer).toBe(head.buffer)
    large.close()
    for (const bytes of [head, behind, again]) expect(bytes.buffer.byteLength).toBe(0)
  })

  test('ends when it is told to', async () => {
    const stop = new AbortController()
    const source = open(stop.signal)
    stop.abort()
    await expect(source.read(0, 1)).rejects.toThrow('aborted')
  })
})
