import { crc32 } from 'node:zlib'

/** The beginning of a PNG with these dimensions, followed by `after`. */
export function png(width = 8, height = 8, after = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(33)
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(header)
  header.writeUInt32BE(width, 16)
  header.writeUInt32BE(height, 20)
  header.writeUInt8(8, 24)
  return Buffer.concat([header, after])
}

/** A chunk of a PNG: length, type, data, checksum. */
export function chunk(type: string, data: Buffer, checksum?: number): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, end] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  end.writeUInt32BE(checksum ?? crc32(named))
  return Buffer.concat([length, named, end])
}

/** A JPEG segment: marker, length, content. */
export function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}

/** A frame header with these dimensions. */
export function frame(width: number, height: number): Buffer {
  const content = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  content.writeUInt16BE(height, 1)
  content.writeUInt16BE(width, 3)
  return segment(0xc0, content)
}

const app0 = segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'))

/** A JPEG of these segments, without picture data. */
export function jpeg(segments: readonly Buffer[] = [frame(8, 8)], after = Buffer.from([0xff, 0xd9])): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xd8]), app0, ...segments, after])
}

/** An APP1 segment whose Exif has one field in its GPS directory. */
export function exif(gpsTag: number, order: 'II' | 'MM' = 'MM'): Buffer {
  const tiff = Buffer.alloc(44)
  const short = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at)
  const long = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at)
  tiff.write(order, 'latin1')
  short(42, 2)
  long(8, 4)
  short(1, 8)
  short(0x8825, 10)
  long(26, 18)
  short(1, 26)
  short(gpsTag, 28)
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]))
}
