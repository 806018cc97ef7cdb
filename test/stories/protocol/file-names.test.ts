import {
  cleanName,
  type FileType,
  fileTypes,
  judgeIntent,
  mayBecome,
  transferPolicy,
  uniqueName,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import { spell } from '../../world/odd-text.ts'
import { keepSecret } from '../../world/secrets.ts'

const bytes = (text: string): number => Buffer.byteLength(text)

/**
 * Characters that no stored name may have: controls, characters that hide or reorder text, and those that file systems
 * reserve.
 */
const forbidden =
  /[\p{Cc}\u061C\u115F\u1160\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\u2800\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}<>:"|?*%/\\]/u
/** A joiner or a variation selector with nothing to join or select: at an end, beside a dot, twice in a row. */
const lost =
  /^(\uFE0F|[\u200C-\u200D])|[\u200C-\u200D]$|\.(\uFE0F|[\u200C-\u200D])|[\u200C-\u200D][.\u200C-\u200D]/u
const device = /^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\.|$)/i

// Mulberry32. The names are the same in every run, so that a failure can be repeated.
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

/** The pieces of hostile and unlucky names. */
const pieces = [
  ...'aZ9é',
  'e\u0301',
  'ﬁ',
  'ß',
  'İ',
  '漢字',
  '👩‍👩‍👧‍👦',
  '🇸🇰',
  'كلمة',
  '\u0301',
  '\u0338',
  '\u0345',
  '\uAC00',
  '\u1100\u1161',
  '/',
  '\\',
  '..',
  '../',
  'C:\\',
  '.',
  ' ',
  '-',
  '_',
  '~',
  '\u00A0',
  '\u3000',
  '\u2028',
  '\u2000',
  '\u212A',
  '\u037E',
  '\0',
  '\r\n',
  '\t',
  '\u0085',
  '\u007F',
  '\u202E',
  '\u200B',
  '\u200D',
  '\u200C',
  'می\u200Cخواهم',
  '👩\u200D⚕\uFE0F',
  '\uFE0F',
  '\u3164',
  '\u2800',
  '\u00AD',
  '\u2066',
  '\uFEFF',
  '\uFFF9',
  '\u{E0041}',
  '\u061C',
  '<',
  '>',
  ':',
  '"',
  '|',
  '?',
  '*',
  '%',
  '%2e',
  '\uD800',
  '\uDC00',
  'CON',
  'nul',
  'Aux',
  'COM1',
  'lpt¹',
  'CONIN$',
  'conout$',
  'PRN',
  '.pdf',
  '.PDF',
  '.JPeG',
  '.jfif',
  '.exe',
  '.docx',
  '.tar',
  '.xyz',
  'x'.repeat(90),
  'ж'.repeat(60),
  `a${'\u0301'.repeat(120)}`,
]

function* madeUp(count: number, seed: number): Generator<string> {
  const roll = dice(seed)
  for (let made = 0; made < count; made += 1) {
    let name = ''
    for (let parts = 1 + roll(9); parts > 0; parts -= 1) name += pieces[roll(pieces.length)]
    yield name
  }
}

const types: readonly (FileType | undefined)[] = [undefined, ...fileTypes]

test('whatever a file is called, its cleaned name keeps every promise', () => {
  const roll = dice(7)
  const broken: string[] = []
  for (const raw of madeUp(30_000, 1)) {
    const type = types[roll(types.length)]
    const name = cleanName(raw, 3, type)
    const promises: Record<string, boolean> = {
      'is not empty': name !== '',
      'has at most 200 bytes': bytes(name) <= 200,
      'holds nothing forbidden': !forbidden.test(name) && !lost.test(name),
      'is well-formed NFC': name.isWellFormed() && name === name.normalize('NFC'),
      'is no device': !device.test(name),
      'does not begin with a dot, a dash or a space': !/^[.\- ]/.test(name),
      'does not end with a dot or a space': !/[. ]$/.test(name),
      'has no run of spaces': !/\s{2}|[^\S ]/.test(name),
      'is its own cleaned name, if the policy lets it in':
        !admitted(raw) || cleanName(name, 3, type) === name,
    }
    for (const [promise, kept] of Object.entries(promises)) {
      if (!kept) broken.push(`${promise}: ${spell(raw)} becomes ${spell(name)} as ${type}`)
    }
  }
  expect(broken.slice(0, 20)).toEqual([])
})

test('once the content is known, the name ends as that content does', () => {
  const endings: Record<FileType, readonly string[]> = {
    pdf: ['pdf'],
    jpeg: ['jpg', 'jpeg'],
    png: ['png'],
    doc: ['doc'],
    docx: ['docx'],
    ppt: ['ppt'],
    pptx: ['pptx'],
    xlsx: ['xlsx'],
  }
  for (const raw of madeUp(5000, 2)) {
    for (const type of fileTypes) {
      const name = cleanName(raw, 1, type)
      expect(endings[type]).toContain(name.slice(name.lastIndexOf('.') + 1))
    }
  }
})

test('names of one transfer are unique whatever their case, and stay short enough for every file system', () => {
  for (let seed = 10; seed < 200; seed += 1) {
    const names: string[] = []
    for (const raw of madeUp(20, seed)) names.push(uniqueName(cleanName(raw, names.length + 1), names))
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
    expect(names.filter((name) => bytes(name) > 255)).toEqual([])
  }
  expect(uniqueName('A.pdf', [])).toBe('A.pdf')
  expect(uniqueName('a.PDF', ['A.pdf'])).toBe('a (2).PDF')
  expect(uniqueName('A.pdf', ['a.pdf', 'a (2).pdf'])).toBe('A (3).pdf')
})

test('a long name is cut between graphemes and keeps its ending', () => {
  const family = '👩‍👩‍👧‍👦'
  const accents = 'e\u0323\u0302\u0301'
  for (const [unit, whole] of [
    ['漢', '漢'],
    [accents, accents.normalize('NFC')],
    ['🇸🇰', '🇸🇰'],
  ] as const) {
    const name = cleanName(`${unit.repeat(200)}.docx`, 1)
    keepSecret(name)
    expect(bytes(name)).toBeGreaterThan(200 - bytes(whole))
    expect(bytes(name)).toBeLessThanOrEqual(200)
    expect(name.slice(0, -5)).toBe(whole.repeat((name.length - 5) / whole.length))
  }
  expect(cleanName(`${family.repeat(50)}.pdf`, 1).isWellFormed()).toBe(true)
})

test('a name of which nothing is left becomes a number: its place in the offer', () => {
  for (const raw of ['', '...', ' . ', '\u200B\u202E', '/', '..\\', '- -', '\0']) {
    expect(cleanName(raw, 2)).toBe('file-2')
    expect(cleanName(raw, 2, 'pdf')).toBe('file-2.pdf')
  }
})

test('the ending that the policy judges is the one that the stored name gets', () => {
  for (const raw of madeUp(20_000, 3)) {
    const stored = cleanName(raw, 1)
    if (admitted(raw)) expect([spell(raw), admitted(stored)]).toEqual([spell(raw), true])
  }
})

test('a file that is chosen again is known by its name, also where that was cleaned or numbered', () => {
  expect(mayBecome('image.jpg', 'image.jpg')).toBe(true)
  expect(mayBecome('IMAGE.JPG', 'image (2).jpg')).toBe(true)
  expect(mayBecome('a/b: c.pdf', 'b_ c (12).pdf')).toBe(true)
  expect(mayBecome('notes (2)', 'notes (2)')).toBe(true)
  // An older version removed joiners from the names that it stored.
  expect(mayBecome('می\u200Cخواهم.pdf', 'می\u200Cخواهم.pdf')).toBe(true)
  expect(mayBecome('می\u200Cخواهم.pdf', 'میخواهم (2).pdf')).toBe(true)
  expect(mayBecome('image.jpg', 'image (2) (2).jpg')).toBe(false)
  expect(mayBecome('image.jpg', 'picture.jpg')).toBe(false)
})

function admitted(name: string): boolean {
  return judgeIntent(transferPolicy, { name, size: 1 }) === null
}
