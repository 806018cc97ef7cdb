/** What to add to a PDF of one empty page. `before` stands in front of its header. */
export interface PdfOptions {
  readonly before?: string
  /** Further objects, numbered from 4 on. */
  readonly more?: readonly (string | Buffer)[]
  /** Further entries of the trailer. */
  readonly trailer?: string
}

const page = [
  '<</Type/Catalog/Pages 2 0 R>>',
  '<</Type/Pages/Kids[3 0 R]/Count 1>>',
  '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>',
]

/** A PDF of one empty page (ISO 32000-2, 7.5): header, objects, cross-reference table, trailer. */
export function pdf({ before = '', more = [], trailer = '' }: PdfOptions = {}): Buffer {
  const parts = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  const places: number[] = []
  const length = () => parts.reduce((all, part) => all + part.length, 0)
  ;[...page, ...more].forEach((object, index) => {
    places.push(length())
    parts.push(Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n'))
  })
  const table = places.map((place) => `${`${place}`.padStart(10, '0')} 00000 n \n`).join('')
  const size = places.length + 1
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<</Size ${size}/Root 1 0 R${trailer}>>\nstartxref\n${length()}\n%%EOF\n`
  return Buffer.concat([Buffer.from(before, 'latin1'), ...parts, Buffer.from(end)])
}

/** A stream object with uncompressed content. `length` is the length that it declares. */
export function stream(content: Buffer, length = `${content.length}`): Buffer {
  const head = `<</Type/EmbeddedFile/Length ${length}>>\nstream\n`
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\nendstream')])
}
