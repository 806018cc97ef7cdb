import { basename } from 'node:path'
import type { Appointment, SessionMaterial } from '@chairside/client'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { eva } from '../world/people.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { openApp } from './app.ts'
import { onDisk, type Person } from './browser.ts'
import { openRealWorld } from './visits.ts'

/* The SDK of documents in a page of another origin, loaded by one script. */

declare global {
  interface Window {
    appointment?: Appointment
    session?: SessionMaterial
  }
}

/** A page with a session's material and a file input whose files it uploads. */
const page = (
  server: string,
  over: string,
  token: string,
  appointment: string,
) => `<!doctype html><title>Material</title>
<input type="file" multiple>
<script type="module">
  import { openSession } from '${server}/documents.js'
  const session = await openSession({ url: '${over}', token: '${token}', appointment: '${appointment}' })
  document.querySelector('input').onchange = ({ target }) => session.upload(target.files)
  window.session = session
</script>`

async function visit() {
  const app = await openApp()
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const line = await openLine(server.url)
  const id = await server.appointment()
  const token = await server.token(id, eva.id)
  const person = await app.open(line.url, token, {}, () => page(server.url, line.url, token, id))
  await isOpen(person)
  return { server, line, id, person }
}

const isOpen = ({ page }: Person) => page.waitForFunction(() => window.session !== undefined)

const shown = ({ page }: Person) =>
  page.evaluate(() => ({
    uploads: window.session?.uploads.map(({ name, state, source }) => [name, state, source]) ?? [],
    documents: window.session?.documents.map(({ document }) => document.name) ?? [],
  }))

test('a reload in the middle of an upload loses nothing: the files are chosen again and go on where they stopped', async () => {
  const { line, person } = await visit()
  const files = await onDisk([grownPdf(4 * MB, 'first-plan.pdf'), grownPdf(4 * MB, 'second-plan.pdf')])
  const names = files.map((path) => basename(path))
  line.hold(3 * MB)
  await person.page.setInputFiles('input', files)
  await until('a part of them went', () => line.uploaded >= 3 * MB, 1000)
  await until('both are known', () =>
    person.page.evaluate(() => window.session?.uploads.every((upload) => upload.document)),
  )
  line.cut()
  line.flow()
  await person.page.reload()
  line.mend()
  await isOpen(person)
  const listed = async () => (await shown(person)).uploads
  await until('the page knows that it lacks them', async () =>
    (await listed()).every(([, , source]) => source === 'missing'),
  )
  expect((await listed()).map(([name]) => name)).toEqual(names)
  const before = line.offsets.length
  await person.page.evaluate(() => {
    const input = document.querySelector('input')
    if (!input) throw new Error('no input')
    input.onchange = () => {
      for (const file of input.files ?? [])
        window.session?.uploads.find(({ name }) => name === file.name)?.choose(file)
    }
  })
  await person.page.setInputFiles('input', files)
  await until('both are attached', async () => (await shown(person)).documents.length === 2, 2000)
  expect((await shown(person)).documents).toEqual(names)
  expect(Math.max(...line.offsets.slice(before))).toBeGreaterThan(0)
})

test('files that the server did not know yet when the page was reloaded are offered by the next page', async () => {
  const { line, person } = await visit()
  const names = Array.from({ length: 4 }, (_, at) => `plan-${at}-of-4.pdf`)
  const files = await onDisk(names.map((name) => pick(allowed.pdf, name)))
  line.freeze()
  await person.page.setInputFiles('input', files)
  await until('they are listed', async () => (await shown(person)).uploads.length === 4)
  await person.page.reload()
  await isOpen(person)
  await until('all are offered, in their order', async () => {
    const { uploads } = await shown(person)
    return uploads.length === 4 && uploads.every(([, state]) => state === 'sending')
  })
  expect((await shown(person)).uploads.map(([name]) => name)).toEqual(names)
})

test('a page of a call loads the code of documents when the documents of its appointment are wanted', async () => {
  const app = await openApp()
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const id = await server.appointment()
  const token = await server.token(id, eva.id)
  const joining = `<!doctype html><title>Call</title>
<script type="module">
  import { joinAppointment } from '${server.url}/chairside.js'
  window.appointment = await joinAppointment({ url: '${server.url}', token: '${token}' })
</script>`
  const { page } = await app.open(server.url, token, {}, () => joining)
  await page.waitForFunction(() => window.appointment !== undefined)
  const scripts = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name.split('/').at(-1))
        .filter((name) => name?.endsWith('.js')),
    )
  expect(await scripts()).toEqual(['chairside.js'])
  const found = await page.evaluate(async () => {
    const documents = await window.appointment?.documents
    return documents?.as === 'editor' ? documents.patients.length : undefined
  })
  expect(found).toBe(1)
  expect(await scripts()).toEqual(['chairside.js', 'documents.js'])
})
