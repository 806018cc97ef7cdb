import { type ErrorCode, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { archive, type Part } from '../gate/archive.ts'
import { compound, fib, word } from '../gate/compound.ts'
import { contentTypes, docx, mainTypes, office2007, override } from '../gate/package.ts'
import { frame, jpeg, png, segment } from '../gate/pictures.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { expectRefused, meet, sendAs } from './meeting.ts'

const pdf = bytesOf(allowed.pdf)
const text = (start: string): Buffer => Buffer.from(start.padEnd(3000, ' x'), 'latin1')

/** Gives a copy of a content with `written` over its bytes from `at` on. */
function over(content: Buffer, written: string, at: number): Buffer {
  const copy = Buffer.from(content)
  copy.write(written, at, 'latin1')
  return copy
}

/** A Word file with `value` at offset `at`. */
function changed(at: number, value: number, content = word(0, [{ name: '1Table' }])): Buffer {
  content.writeUInt32LE(value, at)
  return content
}

const list = '[Content_Types].xml'
const types = contentTypes(override('/word/document.xml', mainTypes.docx))
const withTypes = (content: string): Buffer => docx({ parts: { [list]: content } })
const zeros: Part = { name: 'word/media/a.bin', content: 'x', unpacked: 200 * 1024 ** 2 }
const manifest = [{ name: 'META-INF/MANIFEST.MF', content: 'Main-Class: A' }]
const directory = (entry: number, field: number): number => 1024 + entry * 128 + field

type Attack = readonly [what: string, called: string, content: Buffer, code: ErrorCode, extension?: string]

const attacks: Record<string, readonly Attack[]> = {
  'rows 5 to 8': [
    ['an Excel file of 2003', '.doc', compound([{ name: 'Workbook' }]), 'TYPE_NOT_ALLOWED', 'xls'],
    ['a Word file with macros', '.docx', office2007(mainTypes.docm), 'TYPE_NOT_ALLOWED', 'docm'],
    ['an Excel file with macros', '.xlsx', office2007(mainTypes.xlsm), 'TYPE_NOT_ALLOWED', 'xlsm'],
    ['a presentation with macros', '.pptx', office2007(mainTypes.pptm), 'TYPE_NOT_ALLOWED', 'pptm'],
    ['a Word template', '.docx', office2007(mainTypes.dotx), 'TYPE_NOT_ALLOWED', 'dotx'],
    ['a binary Excel file', '.xlsx', office2007(mainTypes.xlsb), 'TYPE_NOT_ALLOWED', 'xlsb'],
  ],
  'rows 9 to 11': [
    ['an RTF text', '.doc', text('{\\rtf1\\ansi'), 'TYPE_NOT_ALLOWED', 'rtf'],
    ['a web archive', '.doc', text('MIME-Version: 1.0\r\n'), 'TYPE_NOT_ALLOWED'],
    ['a web page', '.doc', text('<html><script>alert(1)</script>'), 'TYPE_NOT_ALLOWED'],
    ['an SVG picture', '.png', bytesOf('script.svg'), 'TYPE_NOT_ALLOWED'],
    ['a GIF picture', '.jpg', bytesOf('animation.gif'), 'TYPE_NOT_ALLOWED', 'gif'],
    ['a WebP picture', '.jpg', text('RIFF\0\0\x01\0WEBPVP8 '), 'TYPE_NOT_ALLOWED', 'webp'],
    ['a HEIC picture', '.jpg', text('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'TYPE_NOT_ALLOWED', 'heic'],
  ],
  'rows 12 to 14': [
    ['a PDF that is an archive as well', '.pdf', archive(manifest, { before: pdf }), 'POLYGLOT_ZIP'],
    ['a JPEG that is a Java archive as well', '.jpg', archive(manifest, { before: jpeg() }), 'POLYGLOT_ZIP'],
    ['a PNG that is a Word file as well', '.png', Buffer.concat([png(), docx()]), 'POLYGLOT_ZIP'],
  ],
  'rows 15 and 16': [
    [
      'a JPEG with a PDF in its comment',
      '.jpg',
      jpeg([segment(0xfe, Buffer.from('%PDF-1.4')), frame(8, 8)]),
      'POLYGLOT_PDF',
    ],
    [
      'a web page with a PDF at byte 500',
      '.pdf',
      Buffer.concat([text('<html><body>').subarray(0, 500), pdf]),
      'TYPE_NOT_ALLOWED',
    ],
  ],
  'rows 17 and 18': [
    ['a PDF that is a DICOM picture as well', '.pdf', over(pdf, 'DICM', 128), 'POLYGLOT_DICOM'],
    ['a PDF that is a TAR archive as well', '.pdf', over(pdf, 'ustar', 257), 'POLYGLOT_TAR'],
  ],
  'rows 19 to 22': [
    ['an encrypted Word file', '.docx', compound([{ name: 'EncryptedPackage' }]), 'ENCRYPTED_OOXML'],
    ['a Word file that is cut off', '.docx', docx().subarray(0, -40), 'ZIP_UNREADABLE'],
    [
      'a Word file that begins with files it does not list',
      '.docx',
      archive([
        { name: 'a', content: 'x', orphan: true },
        { name: list, content: types },
      ]),
      'ZIP_PREFIX_DATA',
    ],
    [
      'a Word file with two lists of its parts',
      '.docx',
      docx({ more: [{ name: list, content: types }] }),
      'ZIP_DUPLICATE_ENTRY',
    ],
  ],
  'rows 23 to 26': [
    [
      'a Word file whose list unpacks to 40 MB',
      '.docx',
      withTypes(types.replace('</Types>', `${' '.repeat(40 * 1024 ** 2)}</Types>`)),
      'OOXML_CT_TOO_BIG',
    ],
    [
      'a Word file of 60,000 parts',
      '.docx',
      docx({ more: Array.from({ length: 60_000 }, (_, index) => ({ name: `word/${index}`, method: 0 })) }),
      'ZIP_TOO_MANY_ENTRIES',
    ],
    ['a Word file with 200 MB of zeros', '.docx', docx({ more: [zeros] }), 'ZIP_BOMB'],
    [
      'a Word file with a document type in its list',
      '.docx',
      withTypes(types.replace('<Types', '<!DOCTYPE x [<!ENTITY a "b">]><Types')),
      'OOXML_BAD_XML',
    ],
  ],
  'rows 27 to 29': [
    ['a Word file whose directory is far outside', '.doc', changed(48, 0x3fffff), 'CFB_UNREADABLE'],
    ['a Word file whose directory goes in a circle', '.doc', changed(512 + 4, 1), 'CFB_UNREADABLE'],
    ['a Word file whose tree points at itself', '.doc', changed(directory(1, 72), 1), 'CFB_UNREADABLE'],
  ],
  'rows 30 and 31': [
    ['a PNG of 60,000 by 60,000', '.png', png(60_000, 60_000), 'IMAGE_TOO_MANY_PIXELS'],
    ['a JPEG of 65,500 by 65,500', '.jpg', jpeg([frame(65_500, 65_500)]), 'IMAGE_TOO_MANY_PIXELS'],
  ],
}

const rows = Object.entries(attacks).flatMap(([row, list]) =>
  list.map(
    ([what, called, content, code, extension]) => [row, what, called, content, code, extension] as const,
  ),
)

test.each(rows)(
  '%s: %s that is called %s is refused',
  async (_row, _what, called, content, code, extension) => {
    const meeting = await meet()
    const { said, file } = await sendAs(meeting, `Mislabelled-Letter${called}`, content)
    expect([said.status, said.error?.code, said.error?.extension]).toEqual([415, code, extension])
    expect(said.error?.message).toMatch(/\.$/)
    await expectRefused(meeting, file, code)
    // The process still runs and accepts the next file.
    expect((await sendAs(meeting, 'Honest-Letter.pdf', pdf)).said.status).toBe(204)
  },
)

test('rows 5 to 31: of hostile files among honest ones in one form, each is refused for its own reason and none stops another', async () => {
  const meeting = await meet()
  const { doctor } = meeting
  const contents = [
    pdf,
    docx().subarray(0, -40),
    changed(48, 0x3fffff),
    jpeg([frame(65_500, 65_500)]),
    compound([{ name: 'WordDocument', content: fib() }]),
  ]
  const files = contents.map((content, at) => ({ name: `Mixed-Letter-${at}.pdf`, size: content.length }))
  const transfer = await doctor.offer(files)
  const body = new FormData()
  contents.forEach((content, at) => {
    body.append(transfer.files[at]?.id ?? '', new Blob([new Uint8Array(content)]), 'x.pdf')
  })
  const response = await fetch(meeting.world.url + pathOf(routes.sendForm, { id: transfer.id }), {
    method: 'POST',
    headers: { authorization: `Bearer ${doctor.token}` },
    body,
  })
  expect(await response.json()).toMatchObject({
    files: [
      { state: 'ready' },
      { state: 'rejected', error: { code: 'ZIP_UNREADABLE' } },
      { state: 'rejected', error: { code: 'CFB_UNREADABLE' } },
      { state: 'rejected', error: { code: 'IMAGE_TOO_MANY_PIXELS' } },
      { state: 'ready' },
    ],
  })
})
