import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { newer } from '../house/newer.ts'
import { anna, eva } from '../world/people.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { openApp } from './app.ts'
import { choose, type Person, phone, picture, saves, stayed, type WindowOptions } from './browser.ts'
import { addNote, openRealWorld } from './visits.ts'

/** Takes from a page, before it loads, whatever Chrome 109, Firefox 115 or Safari 15.4 lacks. */
async function makeOld(page: Page): Promise<void> {
  const { members, statics, globals } = newer()
  const lists = { members: [...members], statics: [...statics], globals: [...globals] }
  await page.addInitScript(({ members, statics, globals }) => {
    const forget = (from: unknown, name: string) => {
      if (from !== null && (typeof from === 'object' || typeof from === 'function'))
        Reflect.deleteProperty(from, name)
    }
    const at = (path: string): unknown =>
      path
        .split('.')
        .reduce<unknown>((from, name) => (from as Record<string, unknown> | undefined)?.[name], window)
    const types = Object.getOwnPropertyNames(window).map((name) => at(name))
    for (const type of types)
      if (typeof type === 'function') for (const name of members) forget(type.prototype, name)
    for (const name of members) forget(navigator, name)
    for (const path of [...statics, ...globals]) {
      const dot = path.lastIndexOf('.')
      forget(dot < 0 ? window : at(path.slice(0, dot)), path.slice(dot + 1))
    }
    const supports = CSS.supports.bind(CSS)
    CSS.supports = (...given: [string]) => !given.join().includes('container-type') && supports(...given)
  }, lists)
  // Of what a sheet says, an old browser drops the rest: Chromium drops words that it does not know.
  await page.route('**/chairside.js', async (route) => {
    const answer = await route.fetch()
    const script = await answer.text()
    const body = script
      .replaceAll('@container', '@unknown')
      .replaceAll(/container-type:|overscroll-behavior:|text-wrap:/g, 'unknown:')
      .replaceAll('overflow: clip', 'overflow: unknown')
      .replaceAll(':dir(', ':unknown(')
    await route.fulfill({ response: answer, body })
  })
}

/** Eva and Anna at pages of an app, each in a browser of the baseline. */
async function meetInOldBrowsers() {
  const app = await openApp()
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const id = await server.appointment()
  const open = async (who: string, options: WindowOptions) =>
    app.open(server.url, await server.token(id, who), { ...options, before: makeOld })
  const practitioner = await open(eva.id, {})
  const patient = await open(anna.id, phone)
  await practitioner.reads('Anna is in the call')
  return { practitioner, patient }
}

/** How far the page could be moved sideways, in px. */
const sideways = ({ page }: Person): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

test('in browsers as old as the baseline files go both ways, and everything has its place', async () => {
  const { practitioner, patient } = await meetInOldBrowsers()
  const lacks = () => [typeof Intl.Segmenter, 'toReversed' in [], 'adoptedStyleSheets' in document]
  expect(await patient.page.evaluate(lacks)).toEqual(['undefined', false, false])
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick(allowed.pptx),
    pick(allowed.jpeg),
  ])
  await picture(practitioner, 'older-tray')
  await practitioner.button('Send files').click()
  for (const sample of [allowed.pptx, allowed.jpeg]) {
    const saved = await saves(patient, patient.button(`Download ${sample}`))
    expect(saved.name === sample && saved.bytes.equals(bytesOf(sample))).toBe(true)
  }
  const note = 'A photo of the rash, please.'
  keepSecret(note)
  await practitioner.button('Request patient to share files').click()
  await addNote(practitioner, note)
  await patient.reads(note)
  await choose(patient, patient.button('Select files to share'), [pick(allowed.pdf)])
  await picture(patient, 'older-prompt')
  await patient.button('Send files').click()
  // Under a pointer that rests on the list, what is new waits.
  await practitioner.page.mouse.move(0, 0)
  const saved = await saves(practitioner, practitioner.button(`Download ${allowed.pdf}`))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  await picture(practitioner, 'older-practitioner')
  for (const person of [practitioner, patient]) {
    expect(await sideways(person)).toBe(0)
    expect(await stayed(person)).toBe(true)
  }
})

test('a browser that is older says so in one sentence in the place of the panel', async () => {
  const app = await openApp()
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const token = await server.token(await server.appointment(), anna.id)
  const before = (page: Page) =>
    page.addInitScript(() => Reflect.deleteProperty(AbortSignal.prototype, 'throwIfAborted'))
  const patient = await app.open(server.url, token, { before })
  await patient.reads('This browser is too old for File Transfer. The call is not affected.')
  const slovak = (page: string) => page.replace('lang="en"', 'lang="sk"')
  const other = await app.open(server.url, token, { before }, slovak)
  await other.reads(/^Tento prehliadač je na Prenos súborov príliš starý\./)
  await picture(other, 'older-sentence')
})
