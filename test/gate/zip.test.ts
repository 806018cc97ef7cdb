import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { archive, type Part } from './archive.ts'
import { answer, judge } from './judging.ts'
import { contentTypes, docx, mainTypes, override } from './package.ts'

const types = '[Content_Types].xml'
const list = contentTypes(override('/word/document.xml', mainTypes.docx))
const withPart = (...more: readonly Part[]): Buffer => docx({ more })
const withList = (change: Partial<Part>): Buffer =>
  docx({ parts: { [types]: null }, more: [{ name: types, content: list, ...change }] })

/** A Word file whose end record has `value` at offset `at`. */
function withEnd(at: number, value: number, width: 2 | 4 = 4): Buffer {
  const content = docx()
  content.writeUIntLE(value, content.length - 22 + at, width)
  return content
}

const inner = docx()
const last: Part = { name: 'word/last.xml', content: 'x', method: 0 }

/** An extra field with a second name in UTF-8 (Info-ZIP, 0x7075), which only some programs read. */
function secondName(name: string): Buffer {
  const field = Buffer.alloc(9)
  field.writeUInt16LE(0x7075, 0)
  field.writeUInt16LE(name.length + 5, 2)
  field.writeUInt8(1, 4)
  return Buffer.concat([field, Buffer.from(name)])
}

/** A ZIP64 archive whose locator is off by one. */
function elsewhere(): Buffer {
  const content = docx({ wide: true })
  const locator = content.length - 42
  content.writeUInt32LE(content.readUInt32LE(locator + 8) - 1, locator + 8)
  return content
}

describe('archives that lie', () => {
  test.each([
    ['cut off', docx().subarray(0, -40), 'ZIP_UNREADABLE'],
    ['cut off in its comment', docx({ comment: Buffer.alloc(900) }).subarray(0, -800), 'ZIP_UNREADABLE'],
    ['with 2,000 bytes behind it', Buffer.concat([docx(), Buffer.alloc(2000)]), 'ZIP_TRAILING_DATA'],
    [
      'whose directory counts from elsewhere',
      docx({ before: Buffer.from('PK\x03\x04 a stub'), absolute: false }),
      'ZIP_PREFIX_DATA',
    ],
    [
      'that begins with files it does not list',
      archive([
        { name: 'a', content: 'x', orphan: true },
        { name: types, content: list },
      ]),
      'ZIP_PREFIX_DATA',
    ],
    ['with a list twice', withPart({ name: types, content: list }), 'ZIP_DUPLICATE_ENTRY'],
    ['with a list twice, in other letters', withPart({ name: '[content_TYPES].xml' }), 'ZIP_DUPLICATE_ENTRY'],
    [
      'with a part twice, by other slashes',
      withPart({ name: '\\word\\document.xml' }),
      'ZIP_DUPLICATE_ENTRY',
    ],
    ['that climbs out', withPart({ name: 'word/../../etc/passwd' }), 'ZIP_UNREADABLE'],
    ['with a name that is cut short', withPart({ name: 'word/a.xml\0.exe' }), 'ZIP_UNREADABLE'],
    [
      'with a symbolic link',
      withPart({ name: 'word/link', content: '/etc', mode: 0o120777 }),
      'ZIP_UNREADABLE',
    ],
    ['with an encrypted part', withPart({ name: 'word/secret.xml', flags: 1 }), 'ENCRYPTED_OOXML'],
    ['whose list has another local name', withList({ localName: '[Xontent_Types].xml' }), 'ZIP_UNREADABLE'],
    ['whose list has another checksum', withList({ crc: 1 }), 'ZIP_UNREADABLE'],
    ['whose list has another size', withList({ unpacked: 10 }), 'ZIP_UNREADABLE'],
    ['whose list is packed in another way', withList({ method: 12 }), 'ZIP_UNREADABLE'],
    ['whose list is stored, and says it is deflated', corruptMethod(), 'ZIP_UNREADABLE'],
    ['on a second volume', withEnd(4, 1, 2), 'ZIP_UNREADABLE'],
    ['that counts one entry too many', withEnd(10, 4, 2), 'ZIP_UNREADABLE'],
    ['that counts one entry too few', withEnd(10, 2, 2), 'ZIP_UNREADABLE'],
    ['with a directory before the start', withEnd(12, 0x7fffffff), 'ZIP_UNREADABLE'],
    ['with a directory of no size', withEnd(12, 0), 'ZIP_UNREADABLE'],
    ['with ZIP64 sizes that are not there', withEnd(16, 0xffffffff), 'ZIP_PREFIX_DATA'],
    ['in the comment of another', docx({ comment: inner }), 'POLYGLOT_ZIP'],
    [
      'in the comment of another, with more behind it',
      docx({ comment: Buffer.concat([inner, Buffer.alloc(40, 'A')]) }),
      'POLYGLOT_ZIP',
    ],
    [
      'with files between the listed ones',
      docx({ more: [{ name: 'word/vbaProject.bin', content: 'x', orphan: true }, last] }),
      'ZIP_PREFIX_DATA',
    ],
    [
      'with a file between the last one and the directory',
      withPart({ name: 'word/evil.xml', content: 'x', orphan: true }),
      'ZIP_PREFIX_DATA',
    ],
    [
      'with bytes between its files',
      docx({ more: [{ name: 'word/a.xml', behind: Buffer.alloc(7) }, last] }),
      'ZIP_PREFIX_DATA',
    ],
    [
      'with a file where the sizes of another should stand',
      docx({ more: [{ name: 'word/a.xml', flags: 8, behind: Buffer.alloc(16) }, last] }),
      'ZIP_PREFIX_DATA',
    ],
    [
      'whose part has another local name',
      withPart({ name: 'word/a.xml', localName: 'word/b.xml' }),
      'ZIP_UNREADABLE',
    ],
    [
      'whose part is locally encrypted',
      withPart({ name: 'word/a.xml', local: { flags: 1 } }),
      'ZIP_UNREADABLE',
    ],
    [
      'whose part is locally stored',
      withPart({ name: 'word/a.xml', local: { method: 0 } }),
      'ZIP_UNREADABLE',
    ],
    [
      'whose part is locally larger',
      withPart({ name: 'word/a.xml', local: { size: 900 } }),
      'ZIP_UNREADABLE',
    ],
    ['whose files overlap', withPart({ ...last, unpacked: 2 }), 'ZIP_UNREADABLE'],
    [
      'whose part has a second name',
      withPart({ name: 'word/a.xml', extra: secondName('word/b.xml') }),
      'ZIP_UNREADABLE',
    ],
    [
      'whose part has a second name locally',
      withPart({ name: 'word/a.xml', localExtra: secondName('word/b.xml') }),
      'ZIP_UNREADABLE',
    ],
    ['that counts fewer entries on its own volume', withEnd(8, 1, 2), 'ZIP_UNREADABLE'],
    ['whose ZIP64 locator points elsewhere', elsewhere(), 'ZIP_UNREADABLE'],
  ])('an archive %s is refused', async (_, content, code) => {
    expect(await answer(content)).toBe(code)
  })

  test('what unpacks to far too much is refused before anything is unpacked', async () => {
    const zeros = (unpacked: number): Part => ({ name: 'word/media/a.bin', content: 'x', unpacked })
    expect(await answer(withPart(zeros(200 * 1024 ** 2)))).toBe('ZIP_BOMB')
    expect(await answer(withPart(zeros(1024 ** 3), { ...zeros(1024 ** 3 + 1), name: 'word/b' }))).toBe(
      'ZIP_BOMB',
    )
    expect(await answer(withPart(zeros(99 * 1024 ** 2)))).toBe('docx')
  })

  test('a list of parts that unpacks to 40 MB is refused after 1 MiB, whatever its size says', async () => {
    const padded = list.replace('</Types>', `${' '.repeat(40 * 1024 ** 2)}</Types>`)
    expect(await answer(withList({ content: padded }))).toBe('OOXML_CT_TOO_BIG')
    expect(await answer(withList({ content: padded, unpacked: list.length }))).toBe('OOXML_CT_TOO_BIG')
  })

  test('a main document that unpacks to more than it says is refused without unpacking it', async () => {
    const bomb = { name: 'word/document.xml', content: Buffer.alloc(50 * 1024 ** 2), unpacked: 100 }
    const content = docx({ parts: { 'word/document.xml': null }, more: [bomb] })
    expect(await answer(content)).toBe('ZIP_BOMB')
  })

  test('sizes in a data descriptor must be those of the directory, in each of its four forms', async () => {
    const part: Part = { name: 'word/a.xml', content: 'x', method: 0 }
    const sizes = [crc32('x'), 1, 1].map((value) => {
      const number = Buffer.alloc(8)
      number.writeUInt32LE(value)
      return number
    })
    const mark = Buffer.from('PK\x07\x08')
    const crc = sizes[0]?.subarray(0, 4) ?? Buffer.alloc(0)
    const narrow = Buffer.concat([crc, ...sizes.slice(1).map((size) => size.subarray(0, 4))])
    const wide = Buffer.concat([crc, ...sizes.slice(1)])
    for (const behind of [narrow, wide, Buffer.concat([mark, narrow]), Buffer.concat([mark, wide])]) {
      expect(await answer(withPart({ ...part, flags: 8, behind }, last))).toBe('docx')
      const wrong = Buffer.from(behind)
      wrong.writeUInt8(9, wrong.length - 8)
      expect(await answer(withPart({ ...part, flags: 8, behind: wrong }, last))).toBe('ZIP_PREFIX_DATA')
    }
    expect(await answer(withPart({ ...part, described: true }, last))).toBe('docx')
  })

  test('a letter with more scattered pictures than the gate may read is still a letter', async () => {
    const picture = Buffer.alloc(100_000, 'x')
    const pictures = Array.from({ length: 150 }, (_, index) => {
      return { name: `word/media/${index}.png`, content: picture, method: 0 }
    })
    expect(await answer(withPart(...pictures))).toBe('docx')
  })

  test('60,000 entries are too many', async () => {
    const entries = Array.from({ length: 60_000 }, (_, index) => ({ name: `word/${index}`, method: 0 }))
    const { verdict, reads } = await judge(withPart(...entries))
    expect(verdict).toMatchObject({ problem: { code: 'ZIP_TOO_MANY_ENTRIES' } })
    expect(reads).toBeLessThanOrEqual(3)
  })
})

function corruptMethod(): Buffer {
  const content = withList({ method: 0 })
  for (const [signature, at] of [
    ['PK\x03\x04', 8],
    ['PK\x01\x02', 10],
  ] as const) {
    const name = content.lastIndexOf(
      types,
      signature === 'PK\x01\x02' ? undefined : content.lastIndexOf('PK\x01\x02'),
    )
    content.writeUInt16LE(8, content.lastIndexOf(signature, name) + at)
  }
  return content
}
