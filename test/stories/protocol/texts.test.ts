import { cleanLine, cleanLines, visible } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { spell } from '../../world/odd-text.ts'

test.each([
  [
    'marks that reorder a text',
    'a\u202Ab\u202Bc\u202Cd\u202De\u202Ef\u2066g\u2067h\u2068i\u2069j\u200Ek\u200Fl\u061Cm',
  ],
  ['controls', '\0a\u0001b\u001Bc\u007Fd\u0085e\u009Ff'],
  ['fillers that look like nothing', 'a\u115Fb\u1160c\u3164d\uFFA0e\u2800f\u17B4g\u17B5h\u{1D159}i'],
  ['tags', 'a\u{E0001}b\u{E0041}\u{E007F}c'],
  ['what joins nothing', 'a\u200Bb\u2060c\uFEFFd\u00ADe\u034Ff\u2061g\u206Ah\uFFF9i\uFFFBj'],
  ['joiners and selectors where no script has them', 'a\u200Cb\u200Dc\uFE0Fd\uFE00e\u180Ef\u180Bg\u{E0100}h'],
])('%s go', (_, text) => {
  expect(visible(text)).toMatch(/^[a-m]+$/)
})

test.each([
  ['می\u200Cخواهم', 'a joiner between letters of Arabic script'],
  ['نامه\u200Cای', 'another one'],
  ['क्\u200Dष', 'in Devanagari, behind a mark'],
  ['ශ්\u200Dරී', 'in Sinhala'],
  ['👩\u200D⚕\uFE0F', 'in a picture of two'],
  ['👩🏽\u200D⚕\uFE0F', 'with a colour of skin'],
  ['👨\u200D👩\u200D👧', 'in a picture of three'],
  ['❤\uFE0F\u200D🔥', 'behind a selector'],
  ['☎\uFE0E', 'a sign that is wanted as text'],
  ['1\uFE0F\u20E3', 'a key'],
  ['葛\u{E0100}城', 'the form of a sign in a name'],
  ['ᠭ\u180Bᠠ', 'the form of a letter in Mongolian'],
])('%s stays: %s', (text) => {
  expect(spell(visible(text))).toBe(spell(text))
})

test('a joiner that joins nothing goes: at the ends, beside a dot, a space or a stranger, and the second of two', () => {
  const word = 'خواهم'
  for (const text of [`\u200C${word}`, `${word}\u200C`, `\u200C\u200D${word}\u200C\u200C`])
    expect(visible(text)).toBe(word)
  for (const other of ['.', ' ', 'a', '7', '-', '👩'])
    expect(visible(`${word}\u200C${other}\u200C${word}`)).toBe(`${word}${other}${word}`)
  expect(visible('می\u200C\u200C\u200Cخواهم')).toBe('می\u200Cخواهم')
  expect(visible('می\u200B\u200C\u202Eخواهم')).toBe('می\u200Cخواهم')
  expect(visible('👩\u200D')).toBe('👩')
  expect(visible('1\uFE0F')).toBe('1')
})

test('half a character becomes the sign for one that is missing', () => {
  expect(visible('a\uD83Db')).toBe('a\uFFFDb')
})

test('a line is one line without blank ends; lines stay lines', () => {
  expect(cleanLine(' \u202EAnna\r\n\t Nov\u00A0 \u3000ák\u2028ová\u200B ')).toBe('Anna Nov ák ová')
  expect(cleanLine('\u3164\u2800 \u200B')).toBe('')
  expect(cleanLines('one\r\ntwo\rthree\n\nfour\u2028five\tsix\u202E\0')).toBe(
    'one\ntwo\nthree\n\nfour\nfive six',
  )
})

test('what was cleaned once is clean, and long texts take no long time to clean', () => {
  const odd = [
    'می',
    '\u200C',
    '\u200D',
    '👩',
    '\uFE0F',
    '⚕',
    'क',
    '्',
    '.',
    ' ',
    '\n',
    '\u202E',
    'a',
    '葛',
    '\u{E0100}',
    '\uD800',
    '1',
    '\u20E3',
  ]
  let state = 1
  for (let round = 0; round < 20_000; round += 1) {
    let text = ''
    for (let part = 0; part < 8; part += 1) {
      state = (state * 48_271) % 2_147_483_647
      text += odd[state % odd.length]
    }
    for (const clean of [visible, cleanLine, cleanLines])
      expect(spell(clean(clean(text)))).toBe(spell(clean(text)))
  }
  for (const part of odd) expect(visible(part.repeat(100_000)).length).toBeLessThanOrEqual(400_000)
})
