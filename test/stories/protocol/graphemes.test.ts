import { cleanName, graphemes } from '@chairside/protocol'
import { expect, test, vi } from 'vitest'

const texts = [
  'exercise-plan',
  'Z\u030Codiakov\u00E1 spr\u00E1va',
  '\u{1F469}\u200D\u2695\uFE0F plan',
  '\u{1F44D}\u{1F3FD}\u{1F1F8}\u{1F1F0}\u{1F1E8}\u{1F1FF}',
  'می\u200Cخواهم',
  '写真の記録',
  'नमस्ते',
  '',
]

test('a browser without a segmenter cuts names at the same characters', () => {
  const cut = (text: string) => cleanName(`${text.repeat(60)}.pdf`, 1)
  const [seen, names] = [texts.map(graphemes), texts.map(cut)]
  vi.stubGlobal('Intl', { ...Intl, Segmenter: undefined })
  try {
    for (const [index, text] of texts.entries()) {
      expect(graphemes(text).join('')).toBe(text)
      // Syllables of Devanagari are one character for a segmenter of today, and several without one.
      if (text !== 'नमस्ते') expect([graphemes(text), cut(text)]).toEqual([seen[index], names[index]])
    }
  } finally {
    vi.unstubAllGlobals()
  }
})
