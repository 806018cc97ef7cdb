import { randomUUID } from 'node:crypto'
import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Ear, overhear } from '../../world/overhear.ts'
import { reregister } from '../../world/party.ts'
import { anna, eva, peter } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { trickle } from '../../world/trickle.ts'
import { until } from '../../world/until.ts'
import { meet, openWorld, type World } from '../../world/world.ts'

/** One patient without the SDK: keeps every event of a socket and every HTTP answer. */
async function watch(world: World, id: string, person: typeof anna) {
  const token = await world.token(id, person.id)
  const ear = await overhear(world.url, token, 'waiting-room')
  await until('the first snapshot is here', () => ear.events.some((event) => event.name === 'snapshot'))
  const answers: string[] = []
  const http = async (method: string, path: string, body?: unknown): Promise<number> => {
    const answer = await world.as(token, method, path, body)
    answers.push(`${answer.status} ${await answer.text()}`)
    return answer.status
  }
  const command: Ear['command'] = async (name, takes) => {
    const reply = await ear.command(name, takes)
    answers.push(JSON.stringify(reply))
    return reply
  }
  return { token, ear, http, command, all: () => `${JSON.stringify(ear.events)}${answers.join('')}` }
}

const patients = (...people: (typeof anna)[]) => ({ patients: people })

const offerOf = (name: string) => ({
  id: randomUUID(),
  to: anna.id,
  files: [{ id: randomUUID(), name, size: 700 }],
})

test('whatever happens, neither of two patients is told anything of the other', async () => {
  const world = await openWorld()
  const id = await world.appointment(patients(anna, peter))
  const [one, other] = [await watch(world, id, anna), await watch(world, id, peter)]
  const practitioner = await world.join(id, eva.id)
  await until('the practitioner sees both', () => {
    return practitioner.participants.filter((person) => person.presence).length === 3
  })
  const again = await world.join(id, peter.id, 'call')
  await again.enter('waiting-room')
  await again.enter('call')
  await world.backend('PATCH', pathOf(routes.changePatient, { id, patient: peter.id }), { paid: true })
  await practitioner.send([pick(allowed.pdf)]).catch(() => undefined)

  for (const mine of [one, other]) {
    await mine.command('snapshot', { appointment: id })
    await mine.command('appointment:enter', { appointment: id, place: 'call' })
    await mine.command('transfer:offer', { appointment: id, ...offerOf('letter-home.pdf') })
    await mine.command('request:ask', { appointment: id, id: randomUUID(), to: anna.id })
    const offered = await mine.http('POST', pathOf(routes.offerTransfer, { id }), offerOf('letter-home.pdf'))
    expect(offered).toBe(409)
    expect(await mine.http('GET', pathOf(routes.readAppointment, { id }))).toBe(401)
    expect(await mine.http('GET', pathOf(routes.readAudit, { id }))).toBe(401)
  }
  keepSecret('letter-home.pdf', 'Somebody Else-Entirely')
  const renamed = { ...peter, name: 'Somebody Else-Entirely' }
  await reregister(world, id, patients(anna, renamed))
  await until('the practitioner sees the new name', () => {
    return practitioner.participants.some((person) => person.name === renamed.name)
  })
  await world.end(id)
  await until('both hear of the end', () =>
    [one, other].every(({ ear }) => JSON.stringify(ear.events).includes('endedAt')),
  )

  for (const [mine, them] of [[one, [peter, renamed]] as const, [other, [anna]] as const]) {
    for (const { id: theirs, name } of them) {
      expect(mine.all()).not.toContain(theirs)
      expect(mine.all()).not.toContain(name)
    }
    expect(mine.all()).toContain(eva.id)
    expect(mine.all()).toContain('ONE_TO_ONE_ONLY')
    expect(mine.all()).not.toContain('"actual":2')
  }
})

test('a patient is not even told that something has changed about the other', async () => {
  const world = await openWorld()
  const id = await world.appointment(patients(anna, peter))
  const practitioner = await world.join(id, eva.id)
  const one = await watch(world, id, anna)
  const before = await one.command('snapshot', { appointment: id })
  const heard = one.ear.events.length

  const other = await world.join(id, peter.id, 'waiting-room')
  await other.enter('call')
  await world.backend('PATCH', pathOf(routes.changePatient, { id, patient: peter.id }), { paid: true })
  other.close()
  await until('the practitioner saw them come and go', async () => {
    await world.clock.advance(1000)
    return practitioner.participants.every((person) => person.id !== peter.id || !person.presence)
  })
  const third = { id: 'c-203', name: 'Third Patient-Grzegorz' }
  await reregister(world, id, patients(anna, peter, third))
  await until('the practitioner sees the third', () => practitioner.participants.length === 4)
  expect(await one.command('snapshot', { appointment: id })).toEqual(before)
  expect(one.ear.events.slice(heard)).toEqual([])
  expect(one.all()).not.toContain(third.id)
})

test('the live exchange is closed to all while there are several patients, and opens when one is left', async () => {
  const world = await openWorld()
  const id = await world.appointment(patients(anna, peter))
  const [practitioner, one, other] = [
    await world.join(id, eva.id),
    await world.join(id, anna.id),
    await world.join(id, peter.id),
  ]
  for (const view of [practitioner, one, other]) {
    expect(view.liveExchange).toEqual({ state: 'closed', code: 'ONE_TO_ONE_ONLY' })
    await expect(view.send([pick(allowed.pdf)])).rejects.toMatchObject({ code: 'ONE_TO_ONE_ONLY' })
  }
  await expect(practitioner.ask()).rejects.toMatchObject({
    problem: { code: 'ONE_TO_ONE_ONLY', limit: 1, actual: 2 },
  })
  expect([practitioner.other, one.other]).toMatchObject([undefined, eva])

  await reregister(world, id, patients(peter))
  await until('it opens', () => practitioner.liveExchange.state === 'open' && practitioner.other)
  await practitioner.send([pick(allowed.pdf)])
  await until('the one who is left is prompted', () => other.prompts.length === 1)
  expect(other.liveExchange).toEqual({ state: 'open' })
})

test('a second patient who is registered later sees nothing of what went on before, and what runs goes on', async () => {
  const { world, id, practitioner, patient } = await meet()
  const slow = trickle(2 * MB, 'slow-letter.pdf')
  const transfer = await practitioner.send([pick(allowed.png), slow.source])
  const question = await practitioner.ask()
  const prompt = await until('one file and the question are here', () => {
    return patient.openRequest && patient.prompts[0]
  })

  await reregister(world, id, patients(anna, peter))
  await until('all know', () => patient.liveExchange.state === 'closed')
  const other = await watch(world, id, peter)
  slow.flow()
  await until('the other file arrives', () => patient.prompts.length === 2)
  expect((await saved(prompt)).equals(bytesOf(allowed.png))).toBe(true)
  await until('the practitioner sees it', () => transfer.files[0]?.state === 'downloaded')
  await expect(patient.openRequest?.answer([pick(allowed.pdf)])).rejects.toMatchObject({
    code: 'ONE_TO_ONE_ONLY',
  })
  await question.withdraw()

  const heard = other.ear.events.filter((event) => event.name !== 'appointment')
  expect(heard).toMatchObject([{ name: 'snapshot', payload: { transfers: [], requests: [] } }])
  const [file] = transfer.files
  expect(await other.http('GET', pathOf(routes.readTransfer, { id: transfer.id }))).toBe(404)
  for (const use of ['download', 'view'])
    expect(await other.http('POST', pathOf(routes.issueTicket, { id: file?.id ?? '' }), { use })).toBe(404)
  for (const name of ['file:prompted', 'file:dismiss', 'file:withdraw', 'file:pause'] as const)
    expect(await other.command(name, { id: file?.id ?? '' })).toMatchObject({ error: { code: 'NOT_FOUND' } })
  for (const name of ['request:decline', 'request:note', 'request:withdraw'] as const)
    expect(await other.command(name, { id: question.id })).toMatchObject({ error: { code: 'NOT_FOUND' } })
  for (const theirs of [anna.id, anna.name, transfer.id, question.id])
    expect(other.all()).not.toContain(theirs)
})

test('a patient who is removed loses every socket and stream within a second, and is not found afterwards', async () => {
  const { world, id, practitioner, patient } = await meet()
  await practitioner.send([grownPdf(24 * MB, 'long-record.pdf')])
  const question = await practitioner.ask()
  const prompt = await until('both are here', () => patient.openRequest && patient.prompts[0], 1500)
  const scan = trickle(4 * MB, 'knee-scan.pdf')
  const answer = await patient.openRequest?.answer([scan.source])
  scan.flow(MB)
  await until('the answer is on its way', async () => {
    await world.clock.advance(100)
    return answer?.files[0]?.bytes === MB
  })
  const { token, ear } = await watch(world, id, anna)
  const { url } = await prompt.ticket('download')
  keepSecret(url)
  const reader = (await fetch(url)).body?.getReader()
  let read = 0

  await reregister(world, id, patients(peter))
  await world.clock.advance(1000)
  const rest = async (): Promise<void> => {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      read += part.value.length
  }
  await expect(rest()).rejects.toThrow()
  expect(read).toBeLessThan(24 * MB)
  await until('the sockets are closed', () => !ear.connected && patient.connection.state === 'closed')
  expect(ear.events.at(-1)).toMatchObject({ name: 'goodbye', payload: { code: 'NOT_FOUND' } })
  scan.flow()

  expect(await refusalOf(connect(world.url, { token }))).toMatchObject({ code: 'NOT_FOUND' })
  const [file] = answer?.files ?? []
  const upload = await fetch(world.url + pathOf(routes.findUpload, { id: file?.id ?? '' }), {
    method: 'HEAD',
    headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' },
  })
  const answers = [
    await fetch(url),
    upload,
    await world.as(token, 'POST', pathOf(routes.issueTicket, { id: prompt.id }), { use: 'download' }),
    await world.as(token, 'GET', pathOf(routes.readTransfer, { id: prompt.transfer.id })),
    await world.as(token, 'POST', pathOf(routes.offerTransfer, { id }), offerOf('letter-home.pdf')),
    await world.backend('POST', pathOf(routes.issueToken, { id }), { participant: anna.id }),
  ]
  expect(answers.map((found) => found.status)).toEqual(answers.map(() => 404))
  await until('her question is over', () => question.state === 'expired')
  await until(
    'what had not arrived is taken back',
    () => practitioner.transfers.find(({ id }) => id === answer?.id)?.files[0]?.state === 'withdrawn',
  )
  expect(practitioner.participants.map((person) => person.id).sort()).toEqual([peter.id, eva.id])
})

test('after the patient was replaced, the practitioner asks the new one', async () => {
  const { world, id, practitioner } = await meet()
  const question = await practitioner.ask()
  await reregister(world, id, patients(peter))
  await until('the old question is over', () => question.state === 'expired')
  const next = await practitioner.ask()
  expect([next.id === question.id, next.to.id]).toEqual([false, peter.id])
  const other = await world.join(id, peter.id)
  expect(other.requests.map((request) => request.id)).toEqual([next.id])
})
