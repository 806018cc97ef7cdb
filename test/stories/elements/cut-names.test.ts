import { expect, test } from 'vitest'
import { parts } from '../../../client/src/elements/kit/file-name.ts'
import { spell } from '../../world/odd-text.ts'

const graphemes = new Intl.Segmenter()
const count = (text: string): number => [...graphemes.segment(text)].length

test.each([
  [
    '👩\u200D⚕\uFE0F plan 👩\u200D⚕\uFE0F👩🏽\u200D⚕\uFE0F🇸🇰ab.pdf',
    '👩\u200D⚕\uFE0F👩🏽\u200D⚕\uFE0F🇸🇰ab.pdf'.slice(5),
  ],
  ['re\u0301sume\u0301e\u0301e\u0301e\u0301.pdf', 'e\u0301e\u0301e\u0301e\u0301.pdf'],
  ['insurance-card.jpg', 'card.jpg'],
  ['क्\u200Dषक्\u200Dषक्\u200Dषक्\u200Dषक्\u200Dष.pdf', 'क्\u200Dषक्\u200Dषक्\u200Dषक्\u200Dष.pdf'],
])('a name is cut between graphemes (name %#)', (name, end) => {
  const [start, kept] = parts(name)
  expect(spell(start + kept)).toBe(spell(name))
  expect(spell(kept)).toBe(spell(end))
  expect(count(start) + count(kept)).toBe(count(name))
})

test('letters of Arabic script that the cut parts still look joined, and others do not', () => {
  expect(parts('آزمایشگاه.pdf').map(spell)).toEqual([spell('آزمای\u200D'), spell('\u200Dشگاه.pdf')])
  // A joiner or a space already stands there.
  expect(parts('نامه\u200Cهایم.pdf').map(spell)).toEqual([spell('نامه\u200C'), spell('هایم.pdf')])
  expect(parts('نتیجه ۱۲۳۴.pdf').map(spell)).toEqual([spell('نتیجه '), spell('۱۲۳۴.pdf')])
})
