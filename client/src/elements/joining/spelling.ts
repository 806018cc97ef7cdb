import type { Problem } from '@chairside/protocol'
import type { AppWords } from '../../messages/app-words.ts'
import { en } from '../../messages/en/live.ts'
import { isKeyOfDocuments } from '../../messages/known-keys.ts'
import { isSpoken, spokenLanguages } from '../../messages/languages.ts'

const themes: readonly string[] = ['light', 'dark']

interface Spelt {
  readonly lang?: string
  readonly theme?: string | undefined
  readonly words?: AppWords | null | undefined
}

/** What is wrong with an element that works all the same: English, the system's theme and our own sentences are taken. */
export function misspelt({ lang, theme, words }: Spelt): Problem[] {
  return [
    ...(lang && !isSpoken(lang) ? [notAllowed('/lang', spokenLanguages)] : []),
    ...(theme && !themes.includes(theme) ? [notAllowed('/theme', themes)] : []),
    ...Object.keys(words ?? {})
      .filter((key) => !(key.includes('.') ? isKeyOfDocuments(key) : Object.hasOwn(en, key)))
      .map((key) => ({ code: 'EMBED_INVALID', found: 'unknown-field', field: `/words/${key}` }) as const),
  ]
}

/** An attribute that has none of the values that it may have. */
export const notAllowed = (field: string, choices: readonly string[]): Problem => ({
  ...{ code: 'EMBED_INVALID', found: 'not-allowed', field },
  choices: [...choices],
})
