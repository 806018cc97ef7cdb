import { isHeic, judgeIntent, sentence, transferPolicy } from '@chairside/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import { fetchLanguage } from '../../../client/src/messages/languages.ts'
import { explain } from '../../../client/src/messages/problem.ts'
import { wordsOf } from '../../../client/src/messages/words.ts'

await fetchLanguage('sk', ['live'])

afterEach(() => {
  vi.unstubAllGlobals()
})

const devices = {
  'an iPhone': { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)', maxTouchPoints: 5 },
  'an iPad, which calls itself a Mac': {
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
    maxTouchPoints: 5,
  },
  'a Mac': { userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', maxTouchPoints: 0 },
  'a phone with Android': { userAgent: 'Mozilla/5.0 (Linux; Android 15; Pixel 9)', maxTouchPoints: 5 },
  'a PC': { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)', maxTouchPoints: 0 },
} as const
const isApple = (device: string): boolean => /^an iP/.test(device)

const advice = {
  en: [/Choose it from Photos, not from Files/, /Save it as JPG first and send that/],
  sk: [/Vyberte ju z Fotiek, nie zo Súborov/, /Najprv ju uložte ako JPG a pošlite tú/],
} as const

/** Names of a HEIC photo, and who refuses it: the page by the name, or the server by the content. */
const photos = [
  ['IMG_1.HEIC', { code: 'EXTENSION_NOT_ALLOWED', extension: 'heic' }],
  ['IMG_1.heif', { code: 'EXTENSION_NOT_ALLOWED', extension: 'heif' }],
  ['IMG_1.HIF', { code: 'EXTENSION_NOT_ALLOWED', extension: 'hif' }],
  ['IMG_1.jpg', { code: 'TYPE_NOT_ALLOWED', extension: 'heic' }],
  ['IMG_1', { code: 'TYPE_NOT_ALLOWED', extension: 'heic' }],
] as const

const table = Object.keys(devices).flatMap((device) =>
  (['en', 'sk'] as const).flatMap((lang) =>
    photos.map(([name, problem]) => ({ device, lang, name, problem })),
  ),
)

test.each(table)(
  'a HEIC photo called $name on $device, in $lang: what to do fits the device',
  ({ device, lang, name, problem }) => {
    vi.stubGlobal('navigator', devices[device as keyof typeof devices])
    const said = explain(wordsOf(lang), problem, { file: name })
    const [photos, save] = advice[lang]
    expect(said).toMatch(isApple(device) ? photos : save)
    expect(said).not.toMatch(isApple(device) ? save : photos)
    expect(said).toContain('HEIC')
  },
)

test('the page refuses by its name what ends so, and lets the server look at the others', () => {
  for (const [name, problem] of photos) {
    const judged = judgeIntent(transferPolicy, { name, size: 5 })
    if (problem.code === 'EXTENSION_NOT_ALLOWED') expect(judged).toEqual(problem)
    else expect(judged).toBe(null)
  }
})

test('without a page, the sentence of the wire names both ways', () => {
  for (const [, problem] of photos) expect(sentence(problem)).toMatch(/HEIC.*iPhone.*Photos.*elsewhere.*JPG/)
  expect(['heic', 'HEIF', 'heics', 'hif'].every(isHeic)).toBe(true)
  expect(['jpg', '', 'heico'].some(isHeic)).toBe(false)
})
