import { expect, test } from 'vitest'
import { fetchLanguage, spokenLanguages } from '../../client/src/messages/languages.ts'
import { wordsOf } from '../../client/src/messages/words.ts'
import { allowed, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person, phone, picture, resize } from './browser.ts'
import { meetInCall, openRealWorld, patientAt } from './visits.ts'

await Promise.all(spokenLanguages.map((lang) => fetchLanguage(lang, ['live'])))

/** The elements of the page speak another language from now on. */
async function speak({ page, panel }: Person, lang: string): Promise<void> {
  await page.evaluate((to) => {
    document.documentElement.lang = to
  }, lang)
  await panel.evaluate((element, to) => element.setAttribute('lang', to), lang)
  await panel.locator(`[part="panel"][lang="${lang}"]`).waitFor()
}

/** What is cut off at the side of the panel or the page, by its text. */
const cutOff = ({ panel }: Person): Promise<string[]> =>
  panel.evaluate((element) => {
    const all = [
      ...(element.shadowRoot?.querySelectorAll<HTMLElement>('button, p, h2, [part="panel"]') ?? []),
    ]
    const { left, right } = element.getBoundingClientRect()
    return all
      .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((one) => {
        const box = one.getBoundingClientRect()
        return box.width > 1 && (box.left < left - 1 || box.right > right + 1)
      })
      .map((one) => (one.textContent ?? '').trim().slice(0, 40))
  })

test('each language has room in both panels, also on the smallest phone', async () => {
  const { practitioner, patient } = await meetInCall()
  await practitioner.button('Request patient to share files').click()
  await practitioner.reads(/^You asked Anna for files at /)
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick('note.txt'),
    pick(allowed.pdf),
  ])
  for (const lang of spokenLanguages) {
    for (const person of [practitioner, patient]) {
      await speak(person, lang)
      expect(await person.panel.getByText(wordsOf(lang).say('title')).count()).toBeGreaterThan(0)
      for (const width of [320, 1280]) {
        await resize(person, { width, height: width === 320 ? 568 : 800 })
        await picture(person, `language-${lang}-${person === patient ? 'patient' : 'practitioner'}-${width}`)
        expect({ lang, width, cutOff: await cutOff(person) }).toEqual({ lang, width, cutOff: [] })
      }
    }
  }
})

test('a page fetches the language that it speaks, and no other', async () => {
  const world = await openRealWorld()
  const asked: string[] = []
  const patient = await patientAt(world, await world.appointment(), {
    ...phone,
    before: async (page) => {
      page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    },
  })
  await speak(patient, 'de')
  await speak(patient, 'en')
  await speak(patient, 'de')
  expect(asked.filter((path) => path.startsWith('/languages/'))).toEqual(['/languages/de.js'])
})

test('Arabic turns the panel in a page that is written from left to right, and another language turns it back', async () => {
  const { patient } = await meetInCall()
  const direction = () => patient.panel.evaluate((panel) => getComputedStyle(panel).direction)
  await speak(patient, 'ar')
  expect(await direction()).toBe('rtl')
  await speak(patient, 'fr')
  expect(await direction()).toBe('ltr')
})

test('where a language cannot be fetched the panel speaks English, goes on, and speaks its own once it can', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  let isAway = true
  const patient = await patientAt(world, id, {
    before: (page) => page.route('**/languages/**', (route) => (isAway ? route.abort() : route.continue())),
  })
  await patient.panel.evaluate((panel) => panel.setAttribute('lang', 'cs'))
  await patient.button('Enter the call').click()
  await until('the panel is there', () => patient.panel.locator('[part="panel"][lang="en"]').isVisible())
  isAway = false
  await patient.panel.locator('[part="panel"][lang="cs"]').waitFor()
})
