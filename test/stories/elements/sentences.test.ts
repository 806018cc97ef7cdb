import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCodes } from '@chairside/protocol'
import { describe, expect, it } from 'vitest'
import { availabilityLabel, visibilityLabel } from '../../../client/src/messages/documents.ts'
import { documentsEn } from '../../../client/src/messages/documents-en.ts'
import { documentsSk } from '../../../client/src/messages/documents-sk.ts'
import { en } from '../../../client/src/messages/en.ts'
import { filesEn } from '../../../client/src/messages/files-en.ts'
import { filesSk } from '../../../client/src/messages/files-sk.ts'
import { explain } from '../../../client/src/messages/problem.ts'
import { sk } from '../../../client/src/messages/sk.ts'
import type { Message } from '../../../client/src/messages/table.ts'
import { wordsOf } from '../../../client/src/messages/words.ts'

const langs = ['en', 'sk'] as const

/** The tables of one kind of pages, by language. */
type Tables = Readonly<Record<(typeof langs)[number], Readonly<Record<string, Message>>>>
const live: Tables = { en, sk }
const documents: Tables = { en: documentsEn, sk: documentsSk }
const files: Tables = { en: filesEn, sk: filesSk }

const forms = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message)
const slots = (message: Message): string[] => {
  const found = forms(message).flatMap((form) =>
    [...form.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot ?? ''),
  )
  return [...new Set(found)].filter((slot) => slot !== 'count').sort()
}

describe.each([
  ['the live exchange', live],
  ['documents', documents],
  ['a client’s files', files],
])('the sentences of %s', (_, tables) => {
  const keys = Object.keys(tables.en)
  const said = (lang: keyof Tables, key: string): Message => tables[lang][key] ?? ''

  it('have the same keys', () => {
    for (const lang of langs) expect(Object.keys(tables[lang]).sort()).toEqual([...keys].sort())
  })

  it('name the same things', () => {
    for (const lang of langs) {
      for (const key of keys)
        expect({ key, slots: slots(said(lang, key)) }).toEqual({ key, slots: slots(said('en', key)) })
    }
  })

  it('have a form for every plural category of their language, and none that it does not have', () => {
    for (const lang of langs) {
      const categories = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.toSorted()
      for (const key of keys) {
        const message = said(lang, key)
        if (typeof message === 'string') expect({ key, message }).not.toEqual({ key, message: '' })
        else expect({ key, categories: Object.keys(message).sort() }).toEqual({ key, categories })
      }
    }
  })

  it('are never empty', () => {
    for (const lang of langs) {
      for (const key of keys) for (const form of forms(said(lang, key))) expect(form.trim(), key).not.toBe('')
    }
  })

  it('never say that a person has no connection, or blame their line', () => {
    for (const key of keys)
      for (const form of forms(said('en', key))) expect(form, key).not.toMatch(/\bline\b|[Yy]our connection/)
    for (const code of errorCodes) expect(explain(wordsOf('en'), { code }), code).not.toMatch(/\bline\b/)
  })

  it('are all said somewhere', () => {
    const source = join(import.meta.dirname, '..', '..', '..', 'client', 'src')
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !/^messages\/(\w+-)?(en|sk)\.ts$/.test(name.replaceAll('\\', '/')),
    )
    const code = files.map((name) => readFileSync(join(source, name), 'utf8')).join()
    expect(keys.filter((key) => !code.includes(`'${key}'`))).toEqual([])
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
