import { readFileSync } from 'node:fs'
import { constants, deflateRawSync } from 'node:zlib'
import sharp from 'sharp'
import { createThumbnailer } from '../../server/src/adapters/thumbnailer/thumbnailer.ts'
import { defaultLimits, type Limits } from '../../server/src/limits.ts'
import type { Picture } from '../../server/src/seams.ts'
import { chunk } from '../gate/pictures.ts'
import { createManualClock } from './clock.ts'
import { openHeardLog } from './heard-log.ts'
import { atEnd } from './until.ts'

/** A thumbnailer on a clock that stands still. `program` replaces the one that draws. */
export function openThumbnailer(limits: Partial<Limits> = {}, program?: string) {
  const clock = createManualClock()
  const { log, lines } = openHeardLog()
  const parts = { clock, log, limits: { ...defaultLimits, ...limits } }
  const thumbnailer = createThumbnailer(program === undefined ? parts : { ...parts, program })
  atEnd(() => thumbnailer.close())
  const make = (bytes: Buffer, mime = 'image/png', signal?: AbortSignal) =>
    thumbnailer.make(pictureOf(bytes, mime), signal)
  return { thumbnailer, make, clock, lines }
}

/** A stored picture. Each of its chunks is overwritten once the next is asked for. */
export function pictureOf(bytes: Buffer, mime = 'image/png'): Picture & { readonly reads: number } {
  let reads = 0
  return {
    mime,
    size: bytes.length,
    read: async function* () {
      reads += 1
      const lent = Buffer.alloc(50_000)
      for (let at = 0; at < bytes.length; at += lent.length) {
        const count = bytes.copy(lent, 0, at)
        yield lent.subarray(0, count)
        lent.fill(0xee)
      }
    },
    get reads() {
      return reads
    },
  }
}

/** The processes that draw for a server, by default for this one. */
export function drawingProcesses(server = process.pid): number[] {
  const children = readFileSync(`/proc/${server}/task/${server}/children`, 'latin1').trim().split(' ')
  return children.filter((pid) => pid !== '' && readCommand(pid).includes('jitless')).map(Number)
}

function readCommand(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

/** The one process that draws for this one. */
export function drawingProcess(): number {
  const [pid, ...others] = drawingProcesses()
  if (pid === undefined || others.length > 0) throw new Error(`${others.length} others draw beside ${pid}`)
  return pid
}

/** A picture in one colour, `red` by default. */
export const plain = (width: number, height: number, background: string | object = '#c8402a') =>
  sharp({ create: { width, height, channels: 3, background } })

/** A valid PNG in black. A bit for each pixel, or for `colour` three bytes; `interlaced` ones are decoded as a whole. */
export function blackPng(width: number, height: number, kind: 'bits' | 'interlaced colour'): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  const isInterlaced = kind === 'interlaced colour'
  header.set(isInterlaced ? [8, 2, 0, 0, 1] : [1, 0, 0, 0, 0], 8)
  const bits = isInterlaced ? 24 : 1
  const length = passes(width, height, isInterlaced)
    .map(([across, down]) => down * (1 + Math.ceil((across * bits) / 8)))
    .reduce((sum, bytes) => sum + bytes)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflatedZeros(length)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** So many zeros as zlib packs them (RFC 1950). The same block over and over: packing gigabytes would take seconds. */
function deflatedZeros(length: number): Buffer {
  const packed = (count: number): Buffer =>
    deflateRawSync(Buffer.alloc(count), { finishFlush: constants.Z_FULL_FLUSH })
  const count = 1_000_000
  const blocks = new Array<Buffer>(Math.floor(length / count)).fill(packed(count))
  const [head, end] = [Buffer.from([0x78, 1]), Buffer.from([3, 0, 0, 0, 0, 1])]
  end.writeUInt16BE(length % 65_521, 2)
  return Buffer.concat([head, ...blocks, packed(length % count), end])
}

/** The sizes of the pictures within a PNG: itself, or the seven of Adam7 (RFC 2083, section 2.6). */
function passes(width: number, height: number, isInterlaced: boolean): [number, number][] {
  if (!isInterlaced) return [[width, height]]
  const adam7 = [0, 0, 8, 8, 4, 0, 8, 8, 0, 4, 4, 8, 2, 0, 4, 4, 0, 2, 2, 4, 1, 0, 2, 2, 0, 1, 1, 2]
  return Array.from({ length: 7 }, (_, pass) => {
    const [x = 0, y = 0, stepX = 1, stepY = 1] = adam7.slice(pass * 4)
    return [Math.ceil((width - x) / stepX), Math.ceil((height - y) / stepY)]
  })
}

/** The size of a thumbnail, and its colour at a point of it: both from 0 to 1. */
export async function seen(webp: Uint8Array | undefined) {
  if (webp === undefined) throw new Error('there is no thumbnail')
  const { data, info } = await sharp(webp).raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const at = (x: number, y: number): number[] => {
    const start = (Math.round(y * (height - 1)) * width + Math.round(x * (width - 1))) * channels
    return [...data.subarray(start, start + channels)]
  }
  return { width, height, at, metadata: await sharp(webp).metadata() }
}

/** Whether two colours look the same: WebP changes them a little. */
export const isNear = (one: readonly number[], other: readonly number[], most = 8): boolean =>
  one.length === other.length && one.every((value, index) => Math.abs(value - (other[index] ?? 0)) <= most)
