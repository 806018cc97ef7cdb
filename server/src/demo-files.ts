import { crc32, deflateSync } from 'node:zlib'

/** What is on Anna's profile: one paper that her link opens, and one that needs a code as well. */
export const profilePapers = [
  { id: 'd0000000-0000-4000-8000-000000000005', name: 'Consent to treatment.pdf', sensitivity: 'normal' },
  { id: 'd0000000-0000-4000-8000-000000000006', name: 'Laboratory results.pdf', sensitivity: 'sensitive' },
] as const

/** A PDF of one page with one line of text (ISO 32000-1, 7.5). The characters must be ASCII. */
export function writePdf(text: string): Buffer {
  const stream = `BT /F1 24 Tf 60 720 Td (${text.replace(/[()\\]/g, '')}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let pdf = '%PDF-1.7\n'
  const places: number[] = []
  for (const [index, object] of objects.entries()) {
    places.push(pdf.length)
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`
  }
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  return Buffer.from(
    `${pdf}xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`,
  )
}

/** A PNG of soft colours (PNG, third edition, 5 and 11.2), another one for each number. */
export function drawPicture(number: number): Buffer {
  const [width, height] = [960, 720]
  const rows = Buffer.alloc(height * (1 + 3 * width))
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = y * (1 + 3 * width) + 1 + 3 * x
      const wave = Math.sin((x + 90 * number) / 120) + Math.cos((y - 70 * number) / 150)
      rows[at] = 205 + 20 * wave
      rows[at + 1] = 218 + 12 * Math.cos(x / 200 + number)
      rows[at + 2] = 214 + 16 * Math.sin(y / 170 - number)
    }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND')])
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}
