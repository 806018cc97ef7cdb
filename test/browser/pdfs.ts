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
