import { AuditEntry, pathOf, routes } from '@chairside/protocol'
import { Check } from 'typebox/value'
import { expect, test } from 'vitest'
import { overhear } from '../../world/overhear.ts'
import { reregister } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { meet, type World } from '../../world/world.ts'

/** Eva has sent a photo to Anna. Anna's page has not shown a prompt yet. */
async function deliver() {
  const met = await meet()
  const [mine] = (await met.practitioner.send([pick(allowed.jpeg)])).files
  const theirs = await until('the file is here', () => met.patient.prompts[0])
  if (mine === undefined) throw new Error('one file was sent')
  await until('its sender knows', () => mine.state === 'ready')
  return { ...met, mine, theirs }
}

/** The receipts in the audit, each with the participant and the seconds since 14:00. */
async function observed(world: World, id: string): Promise<[string, string | undefined, number][]> {
  const seen = ['file-prompted', 'file-viewed', 'file-downloaded']
  return (await world.record(id))
    .filter((line) => seen.includes(line.kind))
    .map(({ kind, by, at }) => [kind, by, (Date.parse(at) - Date.parse('2026-11-20T14:00:00Z')) / 1000])
}

const size = bytesOf(allowed.jpeg).length

test('prompted, viewed and downloaded are known with who and when, each once', async () => {
  const { world, id, patient, mine, theirs } = await deliver()
  const watched = await overhear(world.url, await world.token(id, eva.id))
  await world.clock.advance(1000)
  // That a page is told of a file says nothing about what it shows.
  const told = Promise.withResolvers<void>()
  patient.on('prompt', () => told.resolve())
  await told.promise
  await patient.enter('call')
  expect(mine.status).not.toHaveProperty('promptedAt')
  theirs.shown()
  await until('the sender sees the prompt', () => mine.status.state === 'ready' && mine.status.promptedAt)
  expect(mine.status).toMatchObject({ promptedAt: '2026-11-20T14:00:01.000Z' })

  await world.clock.advance(1000)
  const { url } = await theirs.ticket('view')
  keepSecret(url)
  for (const _ of [1, 2]) expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(size)
  await until('the look is known', async () => (await observed(world, id)).length === 2)
  expect(mine.state).toBe('ready')

  await world.clock.advance(1000)
  for (const _ of [1, 2]) await saved(theirs)
  await until('the sender sees the download', () => mine.state === 'downloaded')
  expect(mine.status).toMatchObject({ downloadedAt: '2026-11-20T14:00:03.000Z' })
  expect(theirs.status).toMatchObject({ state: 'downloaded', promptedAt: '2026-11-20T14:00:01.000Z' })
  await world.clock.advance(1000)
  await saved(theirs)
  const page = await world.join(id, anna.id)
  page.on('prompt', (file) => file.shown())
  await until('the sender was told', () => watched.events.some((event) => event.name === 'transfer'))
  expect(await observed(world, id)).toEqual([
    ['file-prompted', anna.id, 1],
    ['file-viewed', anna.id, 2],
    ['file-downloaded', anna.id, 3],
  ])
})

test('a HEAD and all bytes but the last are no download; with the last byte it is one', async () => {
  const { world, id, patient, mine, theirs } = await deliver()
  const { url } = await theirs.ticket('download')
  keepSecret(url)
  const get = async (range: string): Promise<number> => {
    const answer = await fetch(url, { headers: { range } })
    await answer.arrayBuffer()
    return answer.status
  }
  expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe(String(size))
  expect(await get('bytes=0-0')).toBe(206)
  expect(await get(`bytes=0-${size - 2}`)).toBe(206)
  expect(await get(`bytes=${size}-`)).toBe(416)
  await world.as(await world.token(id, anna.id), 'GET', pathOf(routes.readTransfer, { id: mine.transfer.id }))
  // The answer to this command comes after those to all requests above. A receipt of them would be written by now.
  await patient.enter('waiting-room')
  await until('that is known', () => patient.me.presence?.place === 'waiting-room')
  expect([mine.state, theirs.state]).toEqual(['ready', 'ready'])
  expect(await observed(world, id)).toEqual([])

  expect(await get(`bytes=${size - 1}-`)).toBe(206)
  await until('it is downloaded', () => mine.state === 'downloaded' && theirs.state === 'downloaded')
  expect(await observed(world, id)).toEqual([['file-downloaded', anna.id, 0]])
})

test('a view counts once all bytes went out, in whatever parts; a HEAD does not count, and a view is no download', async () => {
  const { world, id, patient, mine, theirs } = await deliver()
  const { url } = await theirs.ticket('view')
  keepSecret(url)
  await fetch(url, { method: 'HEAD' })
  await (await fetch(url, { headers: { range: 'bytes=10-' } })).arrayBuffer()
  await patient.enter('waiting-room')
  expect(await observed(world, id)).toEqual([])
  await (await fetch(url, { headers: { range: 'bytes=0-9' } })).arrayBuffer()
  await until('it is viewed', async () => (await observed(world, id)).length > 0)
  await (await fetch(url)).arrayBuffer()
  await patient.enter('call')
  expect(await observed(world, id)).toEqual([['file-viewed', anna.id, 0]])
  expect([mine.state, theirs.state]).toEqual(['ready', 'ready'])
})

test("the sender's own look is no receipt of the other", async () => {
  const { world, id, practitioner, patient, mine, theirs } = await deliver()
  practitioner.on('prompt', (file) => file.shown())
  const { url } = await mine.ticket('view')
  keepSecret(url)
  await (await fetch(url)).arrayBuffer()
  expect((await saved(mine)).equals(bytesOf(allowed.jpeg))).toBe(true)
  await until('both looks are known', async () => (await observed(world, id)).length === 2)
  expect((await observed(world, id)).map(([, by]) => by)).toEqual([eva.id, eva.id])
  expect([mine.state, theirs.state]).toEqual(['ready', 'ready'])
  expect(mine.status).not.toHaveProperty('promptedAt')
  expect(patient.prompts).toEqual([theirs])
  const ear = await overhear(world.url, await world.token(id, eva.id))
  for (const name of ['file:prompted', 'file:dismiss'] as const)
    expect(await ear.command(name, { id: mine.id })).toMatchObject({ error: { code: 'NOT_FOUND' } })
  await mine.withdraw()
  await until('it can still be withdrawn', () => theirs.state === 'withdrawn')
})

test('the record holds each event once, oldest first, and no name or text of anybody', async () => {
  const { world, id, practitioner, patient } = await meet()
  const texts = { note: 'Your card and the letter, please', reason: 'I cannot find it' }
  keepSecret(...Object.values(texts))
  patient.on('prompt', (file) => file.shown())
  const names = ['plan-for-home.pdf', 'holiday-photo.jpg', 'spare-plan.pdf'] as const
  const sent = await practitioner.send([
    pick(allowed.pdf, names[0]),
    pick('animation.gif', names[1]),
    pick(allowed.pdf, names[2]),
  ])
  await until('all is settled and prompted', () => {
    const [first, , third] = patient.transfers[0]?.files ?? []
    return [first, third].every((file) => file?.status.state === 'ready' && file.status.promptedAt)
  })
  const [plan, , spare] = sent.files
  await spare?.withdraw()
  const theirs = await until('one is left', () => patient.prompts.length === 1 && patient.prompts[0])
  await saved(theirs)
  await until('it is downloaded', () => plan?.state === 'downloaded')
  const first = await practitioner.ask({ note: texts.note })
  await until('the patient is asked', () => patient.openRequest)
  await patient.openRequest?.decline(texts.reason)
  await until('it is declined', () => first.state === 'declined')
  const second = await practitioner.ask({ note: texts.note })
  await until('the patient is asked again', () => patient.openRequest)
  await patient.openRequest?.answer([pick(allowed.png)])
  await until('it is answered', () => second.state === 'answered')
  await reregister(world, id, { plan: 'clinic' })
  await reregister(world, id, { plan: 'clinic' })
  await world.end(id)

  const lines = await world.record(id)
  for (const line of lines) expect(Check(AuditEntry, line)).toBe(true)
  const kinds = lines.map((line) => line.kind)
  const times = (kind: string): number => kinds.filter((other) => other === kind).length
  expect(Object.fromEntries([...new Set(kinds)].map((kind) => [kind, times(kind)]))).toEqual({
    'appointment-registered': 2,
    'file-offered': 4,
    // The fourth file was refused by its first bytes, so it was never received whole.
    'file-received': 3,
    'file-ready': 3,
    'file-rejected': 1,
    'file-prompted': 2,
    'file-withdrawn': 1,
    'file-downloaded': 1,
    'request-asked': 2,
    'request-declined': 1,
    'request-answered': 1,
    'appointment-ended': 1,
  })
  expect(lines.map((line) => line.at)).toEqual(lines.map((line) => line.at).sort())
  expect([kinds[0], kinds.at(-1)]).toEqual(['appointment-registered', 'appointment-ended'])
  const ofPlan = lines.filter((line) => line.file === plan?.id).map(({ kind, by }) => [kind, by])
  expect(ofPlan).toEqual([
    ['file-offered', eva.id],
    ['file-received', eva.id],
    ['file-ready', undefined],
    ['file-prompted', anna.id],
    ['file-downloaded', anna.id],
  ])
  const answer = await world.backend('GET', pathOf(routes.readAudit, { id }))
  expect(answer.headers.get('content-type')).toMatch(/^application\/x-ndjson/)
  const text = await answer.text()
  const secrets = [eva.name, anna.name, ...names, allowed.png, texts.note, texts.reason]
  for (const secret of secrets) expect(text).not.toContain(secret)
  expect((await world.backend('GET', pathOf(routes.readAudit, { id: 'a-unknown' }))).status).toBe(404)
})
