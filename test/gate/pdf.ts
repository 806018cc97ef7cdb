/** What a PDF is made of, and what stands in front of it. */
export interface PdfOptions {
  readonly before?: string
  /** Objects from number 4 on. */
  readonly more?: readonly (string | Buffer)[]
  /** What the trailer says beside its size and root. */
  readonly trailer?: string
}

const page = [
  '<</Type/Catalog/Pages 2 0 R>>',
  '<</Type/Pages/Kids[3 0 R]/Count 1>>',
  '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>',
]

/** A PDF of one empty page, by ISO 32000-2, 7.5: header, objects, table of objects, trailer. */
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

/** A stream object with this content, packed in no way. `length` is what it says instead of its length. */
export function stream(content: Buffer, length = `${content.length}`): Buffer {
  const head = `<</Type/EmbeddedFile/Length ${length}>>\nstream\n`
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\nendstream')])
}
