import { expect, test } from 'vitest'
import { anna, eva } from '../world/people.ts'
import { openServer } from '../world/process.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { openApp } from './app.ts'
import { choose, type Person, saves } from './browser.ts'

/** The scripts of the server that a page has loaded, each request once. */
const loaded = ({ page }: Person): Promise<string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => path.endsWith('.js'))
      .sort(),
  )

/** Eva and Anna at pages of an app. `change` changes their HTML. */
async function meetAtPages(change: (page: string) => string, headers?: Readonly<Record<string, string>>) {
  const app = await openApp(headers)
  const server = await openServer({ ALLOWED_ORIGINS: app.origin })
  const id = await server.backend.appointment()
  const open = async (who: string) => app.open(server.url, await server.backend.token(id, who), {}, change)
  const [practitioner, patient] = [await open(eva.id), await open(anna.id)]
  await practitioner.reads('Anna is in the call')
  return { practitioner, patient }
}

/** The names that the first script of a page exports. Given as text, because Vitest rewrites `import` in functions. */
const exported = ({ page }: Person): Promise<string[]> =>
  page.evaluate("import(document.querySelector('script').src).then(Object.keys)")

test('a page of the call loads one script, and none of documents', async () => {
  const { practitioner } = await meetAtPages((page) => page)
  expect(await loaded(practitioner)).toEqual(['/chairside.js'])
})

test.each([
  ['the line of documents alone', (page: string) => page.replace('/chairside.js', '/documents.js')],
  [
    'both lines',
    (page: string) =>
      page.replace(/<script.*<\/script>/, (line) => line + line.replace('/chairside.js', '/documents.js')),
  ],
])('a page with %s has the panel too, and loads each script once', async (_, change) => {
  const { practitioner, patient } = await meetAtPages(change)
  expect(await loaded(practitioner)).toEqual(['/chairside.js', '/documents.js'])
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  const saved = await saves(patient, patient.button(`Download ${allowed.pdf}`))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  expect(await exported(practitioner)).toEqual(expect.arrayContaining(['joinAppointment', 'openDesk']))
})

test('a page that trusts scripts by a nonce alone, and requires Trusted Types, loads both by one line', async () => {
  const policy =
    "script-src 'nonce-r4nd0m' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types chairside"
  const { practitioner } = await meetAtPages(
    (page) => page.replace('<script', '<script nonce="r4nd0m"').replace('/chairside.js', '/documents.js'),
    { 'content-security-policy': policy },
  )
  expect(await loaded(practitioner)).toEqual(['/chairside.js', '/documents.js'])
})
