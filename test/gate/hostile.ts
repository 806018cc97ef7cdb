export const KB = 1024

/** Contents of beginnings of signatures, again and again. */
export function repeated(bytes: number): Readonly<Record<string, Buffer>> {
  const texts: Record<string, string> = {
    zeros: '\0',
    PK: 'PK',
    'local headers of no version': 'PK\x03\x04',
    'ends of archives': `PK\x05\x06${'\0'.repeat(18)}`,
    'heads of gzip': '\x1f\x8b\x08',
    'heads of gzip that go on': '\x1f\x8b\x08\0\0\0\0\0\0\x03',
    'names of tapes': 'ustar',
    'digits of cpio': '07',
    'old cpio up to its last digit': `070707${'0'.repeat(12)}01${'0'.repeat(55)}x`,
    'new cpio up to its last digit': `070701${'0'.repeat(12)}1${'0'.repeat(90)}x`,
  }
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, Buffer.alloc(bytes, text, 'latin1')]),
  )
}
