import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as client from '@chairside/client'
import * as tus from 'tus-js-client'
import { expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { filesToken } from '../../world/documents.ts'
import { fileIn } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { readyPaper } from '../../world/profiles.ts'
import { allowed, bytesOf, pick } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { issueCode, share } from '../../world/sharing.ts'
import { until } from '../../world/until.ts'

/* What README and docs print is what runs here, word for word: only addresses, ids and names are given. */

const root = join(import.meta.dirname, '../../..')
const pdf = bytesOf(allowed.pdf)

/** The block of a page of the documentation that has these words. Throws if there is none, or more than one. */
function snippet(page: string, words: string): string {
  const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/^```(?:js|ts)\n(.*?)^```$/gms)]
  const found = blocks.flatMap(([, code = '']) => (code.includes(words) ? [code] : []))
  if (found.length !== 1) throw new Error(`${found.length} blocks of ${page} have these words: ${words}`)
  return found[0] ?? ''
}

const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...given: unknown[]) => Promise<Record<string, unknown>>

/** Runs a block with what it takes as given. Gives those of its names that `wanted` lists. */
function run(
  code: string,
  given: Readonly<Record<string, unknown>>,
  wanted: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const body = code
    .replace(/^import \* as (\w+) from '.*'$/gm, '')
    .replace(/^import (\{.*\}) from '@chairside\/client'/gm, 'const $1 = client')
  const whole = { client, tus, ...given }
  return new AsyncFunction(...Object.keys(whole), `${body}\nreturn { ${wanted.join(', ')} }`)(
    ...Object.values(whole),
  )
}

test('README: the backend registers an appointment and gets a token that joins it', async () => {
  const { world } = await meet({ overrides: { clock: systemClock } })
  const code = snippet('README.md', 'const chairside').replaceAll('https://files.example', world.url)
  const { token } = await run(code, { process: { env: { CHAIRSIDE_API_KEY: world.apiKey } } }, ['token'])
  keepSecret(String(token))
  const joined = await client.joinAppointment({ url: world.url, token: String(token) })
  expect(joined.me.role).toBe('patient')
  joined.close()
})

test('documents.md: a PDF comes on a profile, and link and code are two deliveries that open it', async () => {
  const { world } = await meet({ overrides: { clock: systemClock } })
  const delivered: unknown[] = []
  const deliver = async (_: unknown, what: unknown) => void delivered.push(what)
  await run(snippet('docs/documents.md', 'sendMail'), {
    ...{ server: world.url, apiKey: world.apiKey, pdf },
    ...{ sendMail: deliver, sendText: deliver },
  })
  const [link, code] = delivered.map(String)
  const secret = link?.split('#')[1] ?? ''
  keepSecret(secret)
  const opened = await client.openLink({ url: world.url, secret }).open({ code: code ?? '' })
  expect(Buffer.from(await opened.bytes(0, pdf.length)).equals(pdf)).toBe(true)
  opened.close()
})

test('documents.md: a page of an app opens a link by the SDK', async () => {
  const meeting = await meet({ overrides: { clock: systemClock } })
  const id = await readyDocument(meeting, { name: 'By-Docs.pdf', attach: true, sensitivity: 'sensitive' })
  const link = await share(meeting, id)
  const given = { server: meeting.world.url, secret: link.secret, tab: 'one', close: () => {} }
  const code = await issueCode(meeting, link)
  const { look, bytes } = await run(snippet('docs/documents.md', 'openLink'), { ...given, code }, [
    'look',
    'bytes',
  ])
  expect(look).toMatchObject({ state: 'needs-code' })
  expect(Buffer.from(bytes as Uint8Array).equals(pdf.subarray(0, 65_536))).toBe(true)
})

test('embedding.md: a practitioner sends, asks and looks after a desk by the SDK; a patient receives and answers', async () => {
  const { world, id } = await meet()
  const patient = await world.join(id, anna.id)
  const { desk } = await run(
    snippet('docs/embedding.md', 'transfer.add(more)'),
    {
      ...{
        url: world.url,
        fetchToken: () => world.token(id, eva.id),
        deskToken: await world.deskToken(eva.id),
      },
      ...{ files: [pick(allowed.pdf)], photos: [pick(allowed.jpeg)], more: [pick(allowed.png)] },
      ...{ patient: anna, show: () => {} },
    },
    ['desk'],
  )
  await until('the note has changed', () => patient.openRequest?.note === 'Both sides, in daylight.')
  // Its page is closed, and with it what it still sent: the desk sends one more, and it arrives.
  await (desk as client.Desk).send(id, [pick(allowed.docx)])
  await until('one has come', () => patient.prompts.length > 0)
  const { appointment } = await run(
    snippet('docs/embedding.md', "on('prompt'"),
    {
      ...{ url: world.url, fetchToken: () => world.token(id, anna.id) },
      ...{ list: () => {}, files: [pick(allowed.pdf, 'answer.pdf')] },
    },
    ['appointment'],
  )
  const mine = appointment as client.Appointment
  await until('the answer has come', () => mine.requests.at(-1)?.state === 'answered')
  expect(mine.transfers.flatMap(({ files }) => files).some(({ state }) => state === 'downloaded')).toBe(true)
  mine.close()
  ;(desk as client.Desk).close()
})

test('embedding.md: documents of a session, a library, a patient and their files by the SDK', async () => {
  const meeting = await meet()
  const { world, id, patient } = meeting
  const attached = [
    await readyDocument(meeting, { name: 'first.pdf', attach: true }),
    await readyDocument(meeting, { name: 'second.pdf', attach: true }),
    await readyDocument(meeting, { name: 'third.pdf', attach: true }),
  ]
  const documentId = await readyDocument(meeting, { name: 'plan.pdf' })
  await readyPaper(meeting, { sensitivity: 'sensitive' })
  const joined = await world.join(id, eva.id)
  const request = await joined.ask()
  const offered = await patient.offer([{ name: 'from-home.pdf', size: pdf.length }], request.id)
  await patient.patch(fileIn(offered).id, pdf)
  const receivedFile = await until('it is ready', () =>
    joined.transfers.flatMap(({ files }) => files).find(({ state }) => state === 'ready'),
  )
  const { sees, archive, digits, link } = await run(
    // Which one is the first depends on what is uploaded meanwhile.
    snippet('docs/embedding.md', 'openPatientDocuments').replaceAll(
      'papers.documents[0]',
      "papers.documents.find(({ document }) => document.sensitivity === 'sensitive')",
    ),
    {
      ...{
        url: world.url,
        deskToken: await world.deskToken(eva.id),
        filesToken: await filesToken(world, anna.id),
      },
      ...{
        appointment: id,
        patient: anna.id,
        documentId,
        ids: [attached[1]],
        id: attached[2],
        joined,
        receivedFile,
      },
      ...{ files: [pick(allowed.pdf, 'more.pdf')], pdf: pick(allowed.pdf, 'letter.pdf'), show: () => {} },
      ...{ expiresAt: new Date(world.clock.now() + 86_400_000) },
    },
    ['sees', 'archive', 'digits', 'link'],
  )
  keepSecret(String(digits), String(link))
  expect(sees).toMatchObject({ appointment: id })
  expect((archive as client.Archive).files).toBeGreaterThan(1)
  expect(digits).toMatch(/^\d{6}$/)
})

test('embedding.md: tus-js-client sends a file that was offered', async () => {
  const { world, doctor } = await meet({ overrides: { clock: systemClock } })
  const offered = await doctor.offer([{ name: 'by-tus.pdf', size: pdf.length }])
  const { id } = fileIn(offered)
  await run(snippet('docs/embedding.md', 'new tus.Upload'), {
    ...{ server: world.url, id, file: pdf, fetchToken: async () => doctor.token },
  })
  await until('it is ready', async () => fileIn(await doctor.see(offered.id)).state === 'ready')
})
