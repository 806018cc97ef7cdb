import type { Problem } from '@chairside/protocol'
import { isSpoken, spokenLanguages } from '../../messages/languages.ts'

const themes: readonly string[] = ['light', 'dark']

/** What is wrong with attributes that work all the same: English is spoken, and the system's theme is taken. */
export function misspelt({ lang, theme }: { lang?: string; theme?: string | undefined }): Problem[] {
  return [
    ...(lang && !isSpoken(lang) ? [notAllowed('/lang', spokenLanguages)] : []),
    ...(theme && !themes.includes(theme) ? [notAllowed('/theme', themes)] : []),
  ]
}

/** An attribute that has none of the values that it may have. */
export const notAllowed = (field: string, choices: readonly string[]): Problem => ({
  ...{ code: 'EMBED_INVALID', found: 'not-allowed', field },
  choices: [...choices],
})
