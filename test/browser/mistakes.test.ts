import { expect, test } from 'vitest'
import { filesToken } from '../world/documents.ts'
import { anna, eva } from '../world/people.ts'
import { until } from '../world/until.ts'
import { openApp } from './app.ts'
import type { Person, WindowOptions } from './browser.ts'
import { openRealWorld } from './visits.ts'

/** An app at a real server, whose pages have one element each. */
async function openPages() {
  const app = await openApp()
  const world = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const id = await world.appointment()
  /** Opens a page with one element. `token`: empty for a page that sets it by a script of its own. */
  const page = (element: string, token: string, more: WindowOptions & { address?: string } = {}) => {
    const { address = world.url, ...options } = more
    return app.open(world.url, token, options, (html) =>
      html
        .replace('/chairside.js', '/patient-documents.js')
        .replace(/<chairside-transfer .*><\/chairside-transfer>/, () => {
          const [tag] = element.split(' ')
          const given = token === '' ? '' : `token="${token}"`
          return `<${element} url="${address}" ${given}></${tag}>`
        }),
    )
  }
  return { world, id, page }
}

/** Everything that a page writes to the console, from its beginning. */
function console(): { lines: string[]; before: NonNullable<WindowOptions['before']> } {
  const lines: string[] = []
  return {
    lines,
    before: async (page) => void page.on('console', (message) => lines.push(message.text())),
  }
}

/** Makes the element's token come from a function. */
const setToken = ({ page }: Person, source: string) =>
  page.evaluate(`document.querySelector('main').lastElementChild.token = ${source}`)

test.each([
  ['throws', "async () => { throw new Error('the app is signed out') }", 'the app is signed out'],
  ['gives an object', "async () => ({ token: 'one' })", 'The token function gave no token'],
])(
  'a token function that %s is named in the console at once, in the call and elsewhere',
  async (_, source, said) => {
    const { page } = await openPages()
    for (const element of ['chairside-transfer', `chairside-patient-documents patient="${anna.id}"`]) {
      const { lines, before } = console()
      const person = await page(element, '', { before })
      await setToken(person, source)
      await until('the console says so', () =>
        lines.some((line) => line.startsWith('Chairside got no token:') && line.includes(said)),
      )
    }
  },
)

test('an element that has a token of another kind says that it is not available, instead of connecting for ever', async () => {
  const { world, id, page } = await openPages()
  const [doctor, patient] = [await world.token(id, eva.id), await world.token(id, anna.id)]
  const [desk, files] = [await world.deskToken(eva.id), await filesToken(world, anna.id)]
  for (const [element, ...tokens] of [
    ['chairside-transfer', desk, files],
    ['chairside-desk', doctor, patient, files],
  ] as const)
    for (const token of tokens) {
      const person = await page(element, token)
      // A desk waits ten seconds for its list.
      const said = person.page.getByText('This is not here, or not available to you.').first()
      await said.waitFor({ timeout: 20_000 })
    }
})

test('the lists of documents say why the server refuses them also where they never connect', async () => {
  const { world, page } = await openPages()
  const token = await world.deskToken(eva.id)
  for (const element of ['chairside-library', `chairside-patient-documents patient="${anna.id}"`]) {
    const { lines, before } = console()
    const person = await page(element, token, { before, address: `${world.url}/v1` })
    await until(
      'it has tried to connect twice',
      () => lines.filter((line) => /WebSocket/.test(line)).length > 1,
    )
    await person.reads('There is no such command here.')
    expect(await person.page.getByText('Connecting…').count()).toBe(0)
  }
})

test('a client whose token the server refuses reads that they are signed out, and no word for developers', async () => {
  const { page } = await openPages()
  const person = await page('chairside-files', '')
  await setToken(person, "async () => '<!doctype html>'")
  await person.button('Reconnect').waitFor()
  await person.reads(/^You are signed out/)
  expect(await person.page.getByText('Authorization').count()).toBe(0)
})
