import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCodes } from '@chairside/protocol'
import { describe, expect, it } from 'vitest'
import { availabilityLabel, visibilityLabel } from '../../../client/src/messages/documents.ts'
import { documentsEn } from '../../../client/src/messages/en/documents.ts'
import { filesEn } from '../../../client/src/messages/en/files.ts'
import { libraryEn } from '../../../client/src/messages/en/library.ts'
import { linkEn } from '../../../client/src/messages/en/link.ts'
import { en } from '../../../client/src/messages/en/live.ts'
import { profileEn } from '../../../client/src/messages/en/profile.ts'
import { sessionEn } from '../../../client/src/messages/en/session.ts'
import { viewerEn } from '../../../client/src/messages/en/viewer.ts'
import { fetchLanguage, partOf, spokenLanguages } from '../../../client/src/messages/languages.ts'
import { explain } from '../../../client/src/messages/problem.ts'
import type { Message } from '../../../client/src/messages/table.ts'
import { wordsOf } from '../../../client/src/messages/words.ts'

await Promise.all(spokenLanguages.map((lang) => fetchLanguage(lang, ['live', 'documents'])))

type Table = Readonly<Record<string, Message>>

/** The English tables of documents, by their names in `DocumentsLanguage`. */
const ofDocuments = {
  documents: documentsEn,
  files: filesEn,
  library: libraryEn,
  link: linkEn,
  profile: profileEn,
  session: sessionEn,
  viewer: viewerEn,
}
const tables = { live: en, ...ofDocuments }

/** A table of a language. */
function tableOf(lang: string, name: keyof typeof tables): Table {
  if (lang === 'en') return tables[name]
  const table = name === 'live' ? partOf(lang, 'live')?.live : partOf(lang, 'documents')?.[name]
  if (table === undefined) throw new Error(`${lang} has no table ${name}`)
  return table
}

const forms = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message)
const slots = (message: Message): string[] => {
  const found = forms(message).flatMap((form) =>
    [...form.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot ?? ''),
  )
  return [...new Set(found)].filter((slot) => slot !== 'count').sort()
}

describe.each(Object.keys(tables) as (keyof typeof tables)[])('the sentences of the table %s', (name) => {
  const keys = Object.keys(tables[name])
  const said = (lang: string, key: string): Message => tableOf(lang, name)[key] ?? ''

  it('have the same keys', () => {
    for (const lang of spokenLanguages)
      expect(Object.keys(tableOf(lang, name)).sort(), lang).toEqual([...keys].sort())
  })

  it('name the same things', () => {
    for (const lang of spokenLanguages) {
      for (const key of keys)
        expect({ key, slots: slots(said(lang, key)) }).toEqual({ key, slots: slots(said('en', key)) })
    }
  })

  it('have a form for every plural category of their language, and none that it does not have', () => {
    for (const lang of spokenLanguages) {
      const categories = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.toSorted()
      for (const key of keys) {
        const message = said(lang, key)
        if (typeof message === 'string') expect({ key, message }).not.toEqual({ key, message: '' })
        else expect({ key, categories: Object.keys(message).sort() }).toEqual({ key, categories })
      }
    }
  })

  it('are never empty', () => {
    for (const lang of spokenLanguages) {
      for (const key of keys) for (const form of forms(said(lang, key))) expect(form.trim(), key).not.toBe('')
    }
  })

  it('never say that a person has no connection, or blame their line', () => {
    for (const key of keys)
      for (const form of forms(said('en', key))) expect(form, key).not.toMatch(/\bline\b|[Yy]our connection/)
    for (const code of errorCodes) expect(explain(wordsOf('en'), { code }), code).not.toMatch(/\bline\b/)
  })

  it('are all said somewhere', () => {
    const client = join(import.meta.dirname, '..', '..', '..', 'client')
    const files = ['src', 'pages'].flatMap((folder) =>
      readdirSync(join(client, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts') && !/^messages\/\w\w\//.test(path.replaceAll('\\', '/')))
        .map((path) => join(client, folder, path)),
    )
    const code = files.map((path) => readFileSync(path, 'utf8')).join()
    // Where a person has no name, `…Unnamed` is said in place of a sentence.
    const asked = (key: string) => `'${key.replace(/Unnamed$/, '')}'`
    expect(keys.filter((key) => !code.includes(asked(key)))).toEqual([])
  })
})

describe('what is said of documents', () => {
  it('names from when they can be opened, and by whom', () => {
    const said = (['before', 'at-session', 'after-session'] as const).map((one) =>
      availabilityLabel(wordsOf('en'), one),
    )
    expect(said).toEqual(['Before', 'At session', 'After session'])
    expect(availabilityLabel(wordsOf('sk'), 'at-session')).toBe('Na stretnutí')
    expect((['all', 'paid'] as const).map((one) => visibilityLabel(wordsOf('sk'), one))).toEqual([
      'Všetci',
      'Platiaci',
    ])
  })
})
