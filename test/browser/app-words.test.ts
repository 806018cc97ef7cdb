import type { AppWords } from '@chairside/client'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { eva } from '../world/people.ts'
import { until } from '../world/until.ts'
import { openApp } from './app.ts'
import { openRealWorld } from './visits.ts'

/** A page with one element that has words of the app. */
async function openPage(element: string, token: 'practitioner' | 'desk', words: AppWords) {
  const app = await openApp()
  const world = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const id = await world.appointment()
  const given = token === 'desk' ? await world.deskToken(eva.id) : await world.token(id, eva.id)
  const tag = element.split(' ')[0]
  const lines: string[] = []
  const before = async (page: Page) => {
    page.on('console', (message) => lines.push(message.text()))
  }
  const person = await app.open(world.url, given, { before }, (html) =>
    html
      .replace('/chairside.js', '/patient-documents.js')
      .replace(
        /<chairside-transfer .*><\/chairside-transfer>/,
        `<${element} url="${world.url}" token="${given}"></${tag}>`,
      ),
  )
  const say = (words: AppWords | null) =>
    person.page.evaluate(
      ([tag, words]) => {
        Object.assign(document.querySelector(tag ?? '') ?? {}, { words })
      },
      [tag, words] as const,
    )
  await say(words)
  return { person, say, lines, world, id }
}

test('an app says some sentences in its own words, with names and plural forms in their places, and takes them back', async () => {
  const { person, say, lines } = await openPage('chairside-transfer lang="de"', 'practitioner', {
    title: 'Unterlagen',
    emptyPractitioner: 'Hier ist Platz für Papiere von {name}.',
    hintDrop: { one: 'Eine Datei', other: 'Bis zu {count} Dateien' },
  })
  await person.page.getByRole('heading', { name: 'Unterlagen' }).waitFor()
  await person.reads(/^Hier ist Platz für Papiere von Anna\b.*\.$/)
  await person.reads(/^Bis zu \d+ Dateien$/)
  expect(lines).toEqual([])

  await say(null)
  await until(
    'the heading is ours again',
    async () => (await person.page.getByText('Unterlagen').count()) === 0,
  )
  expect(await person.page.getByText('Hier ist Platz').count()).toBe(0)
})

test('the sentences of documents are said in words of the app by the name of their table and a dot', async () => {
  const { person } = await openPage('chairside-library', 'desk', { 'library.title': 'Shelf' })
  await person.page.getByRole('heading', { name: 'Shelf' }).waitFor()
})

test('a key of no sentence is named to the author, and the rest is said', async () => {
  const { person, lines } = await openPage('chairside-desk', 'desk', {
    deskTitle: 'Today',
    ...({ dekTitle: 'Oops' } as AppWords),
  })
  await person.page.getByRole('heading', { name: 'Today' }).waitFor()
  await until('the console names it', () => lines.some((line) => line.includes('EMBED_INVALID')))
  expect(lines.join('\n')).toContain('words.dekTitle')
})

test('so is a key of documents whose table or sentence does not exist', async () => {
  const { person, lines } = await openPage('chairside-library', 'desk', {
    'library.title': 'Shelf',
    ...({ 'library.titel': 'Oops', 'libary.title': 'Oops' } as AppWords),
  })
  await person.page.getByRole('heading', { name: 'Shelf' }).waitFor()
  const named = () => lines.filter((line) => line.includes('EMBED_INVALID')).join('\n')
  await until('the console names both', () => /libary\.title/.test(named()) && /library\.titel/.test(named()))
  expect(named()).not.toContain('library.title ')
})
