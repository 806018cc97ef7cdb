import { deflateSync } from 'node:zlib'

/** What a page of a made document draws, and what else it has. */
export interface MadePage {
  /** Operators of the content stream (ISO 32000-2, 8 and 9). Font `/F1` is Helvetica. */
  readonly draws: string | Buffer
  /** Further entries of the page, such as `/Annots[…]`. */
  readonly more?: string
  /** Further entries of its content stream, such as its filters. */
  readonly stream?: string
}

/** A document of these pages. `objects`: further ones, numbered from 10 on. `root`: further entries of the catalogue. */
export function pdfOf(
  pages: readonly MadePage[],
  {
    objects = [],
    root = '',
  }: { readonly objects?: readonly (string | Buffer)[]; readonly root?: string } = {},
): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  const places = new Map<number, number>()
  let length = parts[0]?.length ?? 0
  const add = (number: number, content: string | Buffer): void => {
    places.set(number, length)
    const part = Buffer.concat([
      Buffer.from(`${number} 0 obj\n`),
      Buffer.isBuffer(content) ? content : Buffer.from(content, 'latin1'),
      Buffer.from('\nendobj\n'),
    ])
    parts.push(part)
    length += part.length
  }
  const first = 10 + objects.length
  const kids = pages.map((_, index) => `${first + 2 * index} 0 R`).join(' ')
  add(1, `<</Type/Catalog/Pages 2 0 R${root}>>`)
  add(2, `<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`)
  add(3, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>')
  objects.forEach((object, index) => {
    add(10 + index, object)
  })
  pages.forEach(({ draws, more = '', stream = '' }, index) => {
    const number = first + 2 * index
    add(
      number,
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents ${number + 1} 0 R${more}>>`,
    )
    add(number + 1, streamOf(draws, stream))
  })
  const size = first + 2 * pages.length
  const line = (number: number): string => {
    const place = places.get(number)
    return place === undefined ? '0000000000 65535 f \n' : `${`${place}`.padStart(10, '0')} 00000 n \n`
  }
  const table = Array.from({ length: size }, (_, number) => line(number)).join('')
  const end = `xref\n0 ${size}\n${table}trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${length}\n%%EOF\n`
  return Buffer.concat([...parts, Buffer.from(end)])
}

/** A stream object. `entries`: of its dictionary. */
export function streamOf(content: string | Buffer, entries = ''): Buffer {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, 'latin1')
  return Buffer.concat([
    Buffer.from(`<</Length ${bytes.length}${entries}>>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ])
}

/** Operators that write lines of text, from above. */
export const written = (...lines: readonly string[]): string =>
  lines.map((text, index) => `BT /F1 24 Tf 60 ${760 - 40 * index} Td (${text}) Tj ET`).join('\n')

/** A document of pages with one line each. */
export const pagesOf = (...lines: readonly string[]): Buffer =>
  pdfOf(lines.map((line) => ({ draws: written(line) })))

/** Content that is `bytes` long once it is unpacked, and small before: packed twice. */
export function swollen(bytes: number): Pick<MadePage, 'draws' | 'stream'> {
  const once = deflateSync(Buffer.alloc(bytes, ' '), { level: 9 })
  return { draws: deflateSync(once, { level: 9 }), stream: '/Filter[/FlateDecode/FlateDecode]' }
}

const u32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value, 4 * index)
  })
  return bytes
}

/** A black picture of 64 × 8 pixels as fax machines send it: JBIG2 (ITU-T T.88) with MMR (ITU-T T.6) inside. */
export function blackFax(): Buffer {
  // The first line says: no white pixel, 64 black ones. Each other line: as the one above, twice.
  const bits = `001${'00110101'}${'0000001111'}${'0000110111'}${'11'.repeat(7)}`.padEnd(48, '0')
  const lines = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
  const segment = (number: number, type: number, data: Buffer): Buffer =>
    Buffer.concat([u32(number), Buffer.from([type, 0, 1]), u32(data.length), data])
  const page = Buffer.concat([u32(64, 8, 0, 0), Buffer.from([0, 0, 0])])
  const region = Buffer.concat([u32(64, 8, 0, 0), Buffer.from([0, 1]), lines])
  return Buffer.concat([segment(0, 48, page), segment(1, 38, region)])
}

/** A picture of 64 × 64 pixels in JPEG 2000 (ISO/IEC 15444-1) that says nothing of any pixel: all are of a middle grey. */
export function greyScan(): Buffer {
  const u16 = (value: number): number[] => [value >> 8, value & 255]
  const marker = (code: number, data: Buffer): Buffer =>
    Buffer.concat([Buffer.from([0xff, code, ...u16(data.length + 2)]), data])
  const size = Buffer.concat([
    Buffer.from(u16(0)),
    u32(64, 64, 0, 0, 64, 64, 0, 0),
    Buffer.from([...u16(1), 7, 1, 1]),
  ])
  // One layer, no wavelets, one block; the one packet of the one tile is empty.
  const coding = Buffer.from([0, 0, ...u16(1), 0, 0, 4, 4, 0, 1])
  const quantization = Buffer.from([0x40, 8 << 3])
  const tile = Buffer.concat([Buffer.from(u16(0)), u32(15), Buffer.from([0, 1])])
  return Buffer.concat([
    Buffer.from([0xff, 0x4f]),
    ...[marker(0x51, size), marker(0x52, coding), marker(0x5c, quantization), marker(0x90, tile)],
    Buffer.from([0xff, 0x93, 0x00, 0xff, 0xd9]),
  ])
}
