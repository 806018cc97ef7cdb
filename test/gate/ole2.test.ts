import { describe, expect, test } from 'vitest'
import { archive } from './archive.ts'
import { type Child, compound, fib, word } from './compound.ts'
import { answer, judge } from './judging.ts'

const stream = (name: string, content?: Buffer): Child => ({ name, ...(content && { content }) })
const slides = [stream('PowerPoint Document'), stream('Current User')]

/** Changes a number of a file. `at` comes from `header`, `fat` or `entry`. */
function changed(at: number, value: number, content = word(0, [stream('1Table')])): Buffer {
  content.writeUInt32LE(value, at)
  return content
}
const header = (at: number): number => at
const fat = (sector: number): number => 512 + sector * 4
const entry = (id: number, at: number): number => 1024 + id * 128 + at

const message = '0b0d020000000000c000000000000046'
/** More entries than a directory of 1 MiB holds. */
const letters = Array.from(
  { length: 8300 },
  (_, index): Child => ({ name: `__recip_${index}`, kind: 'storage' }),
)

describe('Office files of 1997 to 2003', () => {
  test.each([
    ['doc', word()],
    ['doc', word(0, [stream('1Table'), { name: 'ObjectPool', kind: 'storage' }])],
    ['doc', compound([stream('WORDDOCUMENT', fib())])],
    ['doc', compound([stream('WordDocument', fib(0, 0xa5dc))])],
    ['doc', compound([stream('WordDocument', fib())], { sector: 4096 })],
    ['ppt', compound(slides)],
    ['ppt', compound([...slides, stream('Pictures')], { sector: 4096 })],
  ])('a %s is what lies in its root', async (type, content) => {
    expect(await answer(content)).toBe(type)
  })

  test.each([
    ['xls', compound([stream('Workbook')])],
    ['xls', compound([stream('Book')])],
    ['vsd', compound([stream('VisioDocument')])],
    ['msg', compound([stream('__properties_version1.0')])],
    ['msg', compound([stream('__substg1.0_0037001F')])],
    ['msg', compound([stream('x')], { clsid: message })],
    ['msg', compound(letters, { clsid: message, sector: 4096 })],
    ['msi', compound([stream('x')], { clsid: '84100c0000000000c000000000000046' })],
  ])('a %s is refused, and the refusal says what it is', async (extension, content) => {
    const { verdict } = await judge(content)
    expect(verdict).toEqual({ state: 'refused', problem: { code: 'TYPE_NOT_ALLOWED', extension } })
  })

  test.each([
    ['a file of two types', word(0, [stream('Workbook')]), 'CFB_AMBIGUOUS'],
    [
      'an installer that is a text too',
      compound([stream('WordDocument', fib())], { clsid: '84100c0000000000c000000000000046' }),
      'CFB_AMBIGUOUS',
    ],
    ['an encrypted package', word(0, [stream('EncryptedPackage')]), 'ENCRYPTED_OOXML'],
    ['a text without its beginning', compound([stream('WordDocument')]), 'CFB_NOT_OFFICE'],
    ['slides without their user', compound([stream('PowerPoint Document')]), 'CFB_NOT_OFFICE'],
    [
      'a storage that is called like a text',
      compound([{ name: 'WordDocument', kind: 'storage' }]),
      'TYPE_NOT_ALLOWED',
    ],
    ['an empty one', compound([]), 'TYPE_NOT_ALLOWED'],
    ['a file with two texts', word(0, [stream('WordDocument', Buffer.from('MZ'))]), 'CFB_AMBIGUOUS'],
    ['a file with two texts of one name', word(0, [stream('1Table'), stream('1TABLE')]), 'CFB_AMBIGUOUS'],
  ])('%s is refused', async (_, content, code) => {
    expect(await answer(content)).toBe(code)
  })

  test('passwords, macros and templates are told; macros are refused from patients', async () => {
    const storage = (name: string): Child => ({ name, kind: 'storage' })
    const flags = async (content: Buffer) => (await judge(content)).verdict
    expect(await flags(word(0x0100))).toMatchObject({ type: 'doc', flags: ['encrypted'] })
    expect(await flags(word(0x0001))).toMatchObject({ type: 'doc', flags: ['template'] })
    expect(await flags(word(0, [stream('\tDRMContent')]))).toMatchObject({ flags: ['encrypted'] })
    for (const name of ['Macros', '_VBA_PROJECT_CUR']) {
      expect(await flags(word(0, [storage(name)]))).toMatchObject({ type: 'doc', flags: ['macros'] })
      expect(await answer(word(0, [storage(name)]), { from: 'patient' })).toBe('MACRO_PART')
      expect(await flags(compound([...slides, storage(name)]))).toMatchObject({ flags: ['macros'] })
    }
    const user = Buffer.alloc(20)
    user.writeUInt32LE(0xf3d1c4df, 12)
    const locked = compound([stream('PowerPoint Document'), stream('Current User', user)])
    expect(await flags(locked)).toMatchObject({ type: 'ppt', flags: ['encrypted'] })
  })
})

describe('compound files that lie', () => {
  test.each([
    ['that ends in its header', word().subarray(0, 300)],
    ['that ends in its directory', compound([stream('x')]).subarray(0, 1024 + 200)],
    ['with sectors of 1 byte', changed(header(30), 0)],
    ['with sectors of 2 GiB', changed(header(30), 31)],
    ['whose directory is far outside', changed(header(48), 0x3fffff)],
    ['whose directory is at the last number', changed(header(48), 0xfffffffd)],
    ['whose directory goes in a circle', changed(fat(1), 1)],
    ['whose root is no root', changed(entry(0, 66), 0x01000002)],
    ['whose tree begins with its root', changed(entry(0, 76), 0)],
    ['whose tree points at itself', changed(entry(1, 72), 1)],
    ['whose tree goes in a circle', changed(entry(2, 68), 1)],
  ])('one %s is refused', async (_, content) => {
    expect(await answer(content)).toBe('CFB_UNREADABLE')
  })

  test('an entry number beyond the end of the directory names no entry', async () => {
    expect(await answer(changed(entry(2, 72), 5000))).toBe('doc')
    expect(await answer(changed(entry(0, 76), 5000))).toBe('TYPE_NOT_ALLOWED')
  })

  test('a document whose first sector does not exist is refused', async () => {
    expect(await answer(changed(entry(1, 116), 0x7ffffff0))).toBe('CFB_NOT_OFFICE')
  })

  test('records of a presentation that lead in circles end, and count as macros that cannot be looked for', async () => {
    const user = Buffer.alloc(20)
    const edit = Buffer.alloc(64)
    edit.writeUInt16LE(0x0ff5, 2)
    edit.writeUInt32LE(28, 4)
    edit.writeUInt32LE(4096, 16)
    edit.writeUInt32LE(4096, 20)
    edit.writeUInt32LE(1, 24)
    const round = Buffer.concat([edit, Buffer.alloc(4096 - edit.length), edit])
    const content = compound([stream('PowerPoint Document', round), stream('Current User', user)])
    expect((await judge(content)).verdict).toMatchObject({ type: 'ppt', flags: ['macros'] })
    expect(await answer(content, { from: 'patient' })).toBe('MACRO_PART')
    // A presentation that is only damaged gets no flag for macros.
    edit.writeUInt32LE(40_000, 20)
    const cut = compound([stream('PowerPoint Document', edit), stream('Current User', user)])
    expect((await judge(cut)).verdict).toMatchObject({ type: 'ppt', flags: [] })
  })
})

describe('archives in compound files', () => {
  const theme = archive([{ name: 'theme/theme1.xml', content: 'x' }])

  test('one that an Office program keeps in a stream does not matter', async () => {
    expect(await answer(word(0, [stream('1Table', theme)]))).toBe('doc')
  })

  test('one that the file ends with is refused', async () => {
    expect(await answer(Buffer.concat([word(), theme]))).toBe('POLYGLOT_ZIP')
    expect(await answer(Buffer.concat([word(), theme, Buffer.alloc(16)]))).toBe('POLYGLOT_ZIP')
  })

  test('one whose offsets count from the start of the file is refused, wherever it ends', async () => {
    const made = archive([{ name: 'a.class', content: 'x' }], { before: word(), absolute: true })
    expect(await answer(Buffer.concat([made, Buffer.alloc(3000)]))).toBe('POLYGLOT_ZIP')
  })

  test('one that lies in no stream is refused', async () => {
    expect(await answer(Buffer.concat([word(), theme, Buffer.alloc(3000)]))).toBe('POLYGLOT_ZIP')
    const content = word(0, [stream('1Table', theme)])
    // Marks the sectors of the second stream as free.
    for (let sector = 10; sector < 18; sector += 1) content.writeUInt32LE(0xffffffff, fat(sector))
    expect(await answer(content)).toBe('POLYGLOT_ZIP')
  })
})
