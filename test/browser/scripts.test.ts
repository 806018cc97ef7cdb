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

/** The tag that `scripts.json` gives for a script, at the address of its build. */
async function tagOf(server: string, name: string, digest?: string): Promise<string> {
  const answer = await fetch(`${server}/scripts.json`)
  const { scripts }: { scripts: Record<string, { address: string; integrity: string }> } = await answer.json()
  const { address = '', integrity = '' } = scripts[name] ?? {}
  return `<script type="module" src="${server}/${address}" integrity="${digest ?? integrity}" crossorigin></script>`
}

test('a page that pins a build and its digest has the panel, and the language and the documents of that build', async () => {
  const app = await openApp()
  const server = await openServer({ ALLOWED_ORIGINS: app.origin })
  const tags = (await tagOf(server.url, 'chairside.js')) + (await tagOf(server.url, 'documents.js'))
  const id = await server.backend.appointment()
  const person = await app.open(server.url, await server.backend.token(id, eva.id), {}, (page) =>
    page.replace('lang="en"', 'lang="de"').replace(/<script.*<\/script>/, tags),
  )
  await person.reads('Dateien')
  const paths = await loaded(person)
  expect(paths.map((path) => path.replace(/^\/v\/[0-9a-f]{16}\//, ''))).toEqual([
    'chairside.js',
    'documents.js',
    'languages/de.js',
  ])
  expect(paths.every((path) => path.startsWith('/v/'))).toBe(true)
})

test('a script whose bytes have another digest does not run', async () => {
  const app = await openApp()
  const server = await openServer({ ALLOWED_ORIGINS: app.origin })
  const tag = await tagOf(server.url, 'chairside.js', `sha384-${'A'.repeat(64)}`)
  const refused: string[] = []
  const { page } = await app.open(
    server.url,
    'none',
    { before: async (page) => void page.on('console', (said) => refused.push(said.text())) },
    (html) => html.replace(/<script.*<\/script>/, tag),
  )
  await expect.poll(() => refused.join()).toContain('integrity')
  expect(await page.evaluate(() => customElements.get('chairside-transfer') === undefined)).toBe(true)
})

test('a page that draws everything itself loads the SDK alone, and its documents when they are wanted', async () => {
  const app = await openApp()
  const server = await openServer({ ALLOWED_ORIGINS: app.origin })
  const id = await server.backend.appointment()
  const token = await server.backend.token(id, eva.id)
  const script = `<script type="module">
    import { joinAppointment } from '${server.url}/chairside-sdk.js'
    const appointment = await joinAppointment({ url: '${server.url}', token: '${token}' })
    document.body.append(appointment.me.role)
    document.body.onclick = async () => {
      const material = await appointment.documents
      document.body.append(' has ' + material.documents.length)
    }
  </script>`
  const person = await app.open(server.url, token, {}, (page) => page.replace(/<script.*<\/script>/, script))
  await person.reads('practitioner')
  expect(await loaded(person)).toEqual(['/chairside-sdk.js'])
  await person.page.getByRole('heading').click()
  await person.reads('has 0')
  expect(await loaded(person)).toEqual(['/chairside-sdk-documents.js', '/chairside-sdk.js'])
  const tags = await person.page.evaluate(() => customElements.get('chairside-transfer') === undefined)
  expect(tags).toBe(true)
})
