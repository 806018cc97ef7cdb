import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCodes, errorKinds, sentence } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { fetchLanguage } from '../../client/src/messages/languages.ts'
import { explain } from '../../client/src/messages/problem.ts'
import { wordsOf } from '../../client/src/messages/words.ts'

await fetchLanguage('sk', ['live'])

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'content.md'), 'utf8')
const reasons = errorCodes.filter(
  (code) => errorKinds[code].status === 415 && code !== 'MEDIA_TYPE_NOT_SUPPORTED',
)

test('every reason for which a content is refused is explained in one line of docs/content.md, and no other', () => {
  const explained = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code)
  expect(explained.sort()).toEqual([...reasons].sort())
})

test('every reason tells people what to do', () => {
  for (const code of reasons) {
    expect(sentence({ code, limit: 268_402_689, actual: 4_290_250_000 })).toMatch(/(?:send|choose)[^.]*\.$/i)
  }
  const pixels = sentence({ code: 'IMAGE_TOO_MANY_PIXELS', limit: 268_402_689, actual: 400_000_000 })
  expect(pixels).toBe('This picture has 400 megapixels; 268 is the limit. Make it smaller and send that.')
  expect(sentence({ code: 'IMAGE_TOO_MANY_PIXELS' })).toBe(
    'This picture does not say near its beginning how many pixels it has. Open it, save it again and send that.',
  )
  expect(explain(wordsOf('sk'), { code: 'IMAGE_TOO_MANY_PIXELS' })).toContain('neuvádza, koľko má pixelov')
})
