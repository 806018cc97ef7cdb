import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesToken } from '../world/documents.ts'
import { anna, eva } from '../world/people.ts'
import { allowed, pick } from '../world/samples.ts'
import { serve } from '../world/serve.ts'
import { openWindow } from './browser.ts'
import { openRealWorld } from './visits.ts'

/* The HTML that README and docs print works as it is printed: only addresses, ids and tokens are given. */

/** The HTML blocks of a page of the documentation. */
const blocksOf = (page: string): readonly string[] =>
  [...readFileSync(join(import.meta.dirname, '../..', page), 'utf8').matchAll(/^```html\n(.*?)^```$/gms)].map(
    ([, html = '']) => html,
  )

/** An app of another origin with one page, whose backend gives out one token. */
async function openAppWith(html: string, token: string) {
  const { url } = await serve((request, response) => {
    const isToken = request.url?.endsWith('/files-token')
    response.setHeader('content-type', isToken ? 'text/plain' : 'text/html; charset=utf-8')
    response.end(isToken ? token : `<!doctype html><html lang="en"><body>${html}`)
  })
  return openWindow(url)
}

test('README: the page of a call opens and closes the panel, and counts what has come', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const [html = ''] = blocksOf('README.md')
  const page = html.replaceAll('https://files.example', world.url)
  const person = await openAppWith(page, await world.token(id, anna.id))
  await person.reads('No files yet')
  await person.button('Files').click()
  await person.readsNoMore('No files yet')
  const doctor = await world.join(id, eva.id)
  await doctor.send([pick(allowed.pdf)])
  await person.button('Files 1').click()
  await person.button(`Download ${allowed.pdf}`).waitFor()
})

test('embedding.md: each element of documents shows its own by the kind of token that is named there', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const [desk, files] = [await world.deskToken(eva.id), await filesToken(world, anna.id)]
  const shows = [
    ['chairside-session-documents', await world.token(id, eva.id), 'No prep material yet'],
    ['chairside-library', desk, 'Upload Document'],
    ['chairside-patient-documents', desk, 'No documents yet'],
    ['chairside-files', files, 'No files yet'],
  ] as const
  const blocks = blocksOf('docs/embedding.md')
  for (const [tag, token, words] of shows) {
    const block = blocks.find((html) => html.includes(`<${tag} `)) ?? ''
    const script = `<script type="module" src="${world.url}/patient-documents.js"></script>`
    const page = (block.includes('<script') ? block : script + block)
      .replaceAll('https://files.example', world.url)
      .replaceAll('token="…"', `token="${token}"`)
      .replaceAll('appointment="42"', `appointment="${id}"`)
      .replaceAll('patient="c-201"', `patient="${anna.id}"`)
    const person = await openAppWith(page, token)
    const all = person.page.locator(tag)
    expect(await all.count()).toBeGreaterThan(0)
    for (const one of await all.all()) await one.getByText(words).first().waitFor()
  }
})
