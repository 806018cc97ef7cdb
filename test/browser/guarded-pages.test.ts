import { expect, test } from 'vitest'
import { anna, eva } from '../world/people.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { openApp } from './app.ts'
import { choose, saves, stayed } from './browser.ts'
import { openRealWorld } from './visits.ts'

const trusted = "require-trusted-types-for 'script'"

/** Eva and Anna at pages of an app with these headers. */
async function meetUnder(headers: Readonly<Record<string, string>>, change?: (page: string) => string) {
  const app = await openApp(headers)
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const id = await server.appointment()
  const open = async (who: string) => app.open(server.url, await server.token(id, who), {}, change)
  return { practitioner: await open(eva.id), patient: await open(anna.id) }
}

/** A file goes from one page to the other, byte for byte, and a file comes back. */
async function exchange({ practitioner, patient }: Awaited<ReturnType<typeof meetUnder>>): Promise<void> {
  await practitioner.reads('Anna is in the call')
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pptx)])
  await practitioner.button('Send files').click()
  const saved = await saves(patient, patient.button(`Download ${allowed.pptx}`))
  expect(saved.bytes.equals(bytesOf(allowed.pptx))).toBe(true)
  for (const person of [practitioner, patient]) expect(await stayed(person)).toBe(true)
}

test.each([
  ['that names no policies', trusted],
  ['that names ours', `${trusted}; trusted-types chairside`],
  ['that names lit’s', `${trusted}; trusted-types lit-html`],
])('a page that requires Trusted Types %s sends and saves files', async (_, policy) => {
  const people = await meetUnder({ 'content-security-policy': policy })
  await exchange(people)
})

test('a page with a lit of its own keeps lit’s policy for itself', async () => {
  const own =
    "<script>trustedTypes.createPolicy('lit-html', { createHTML: (text) => text }); window.own = true</script>"
  const people = await meetUnder(
    { 'content-security-policy': `${trusted}; trusted-types lit-html chairside` },
    (page) => page.replace('<title>', `${own}<title>`),
  )
  await exchange(people)
  expect(await people.patient.page.evaluate(() => 'own' in window)).toBe(true)
})

test('a page whose policies leave the elements out says so, and its author reads what to add', async () => {
  const app = await openApp({ 'content-security-policy': `${trusted}; trusted-types its-own` })
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const token = await server.token(await server.appointment(), anna.id)
  const said: string[] = []
  const patient = await app.open(server.url, token, {
    before: async (page) => void page.on('console', (message) => said.push(message.text())),
  })
  await patient.reads('This page does not let File Transfer run. The call is not affected.')
  expect(said.join('\n')).toContain('Add `chairside` to `trusted-types`')
})

test.each(['require-corp', 'credentialless'])(
  'a page that is isolated by COOP and COEP (%s) sends and saves files',
  async (embedder) => {
    const people = await meetUnder({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': embedder,
    })
    expect(await people.patient.page.evaluate(() => crossOriginIsolated)).toBe(true)
    await exchange(people)
  },
)
