import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Appointment, Place } from '@chairside/client'
import { expect, test } from 'vitest'
import { overhear } from '../../world/overhear.ts'
import { partyOf } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter, sam } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { connect } from '../../world/socket.ts'
import { until } from '../../world/until.ts'
import { meet, openWorld, type World } from '../../world/world.ts'

/** Anna joins in the waiting room, and Eva opens her desk. */
async function wait() {
  const world = await openWorld()
  const id = await world.appointment()
  const patient = await world.join(id, anna.id, 'waiting-room')
  const desk = await world.desk(eva.id)
  return { world, id, patient, desk }
}

const placeOf = (view: Appointment, person: string): Place | undefined =>
  view.participants.find((participant) => participant.id === person)?.presence?.place

test('the desk lists the own appointments with a patient waiting or in the call, who came first first', async () => {
  const { world, id, desk } = await wait()
  expect(desk.waiting.map((appointment) => appointment.id)).toEqual([id])
  const [empty, staffed, busy] = [
    await world.appointment(),
    await world.appointment({ staff: [sam] }),
    await world.appointment({ patients: [peter], startsAt: '2026-11-20T13:00:00Z' }),
  ]
  await world.join(empty, eva.id)
  await world.join(staffed, sam.id, 'waiting-room')
  await world.clock.advance(5000)
  const other = await world.join(busy, peter.id, 'call')

  await until('the second patient is on the desk', () => desk.waiting.length === 2)
  const [first, second] = desk.waiting
  expect([first?.id, second?.id]).toEqual([id, busy])
  if (first === undefined || second === undefined) throw new Error('two patients are here')
  expect([placeOf(first, anna.id), placeOf(second, peter.id)]).toEqual(['waiting-room', 'call'])
  expect([first.other, second.other]).toMatchObject([anna, peter])

  const later = await world.desk(eva.id)
  expect(later.waiting.map((appointment) => appointment.id)).toEqual([id, busy])
  await other.enter('waiting-room')
  await until('the desk sees where they are', () => placeOf(second, peter.id) === 'waiting-room')
})

test('files and questions go from the desk before the call, and the answers prompt at the desk', async () => {
  const { world, id, patient, desk } = await wait()
  const note = 'A photo of your insurance card, please'
  keepSecret(note)
  const prompted: [string, string][] = []
  desk.on('prompt', (file, appointment) => prompted.push([file.name, appointment.id]))
  const transfer = await desk.send(id, [pick(allowed.docx)])
  const question = await desk.ask(id, { note })

  const form = await until('the patient is prompted', () => patient.prompts[0])
  expect((await saved(form)).equals(bytesOf(allowed.docx))).toBe(true)
  await until('the desk sees the download', () => transfer.files[0]?.state === 'downloaded')
  await until('the patient is asked', () => patient.openRequest?.note === note)
  await patient.openRequest?.answer([pick(allowed.jpeg)])

  await until('the answer prompts at the desk', () => prompted.length > 0)
  expect(prompted).toEqual([[allowed.jpeg, id]])
  expect(desk.appointment(id).openRequest).toBeUndefined()
  const card = desk.appointment(id).prompts[0]
  if (card === undefined) throw new Error('the card is here')
  expect((await saved(card)).equals(bytesOf(allowed.jpeg))).toBe(true)
  await until('the patient sees that', () => patient.transfers[1]?.files[0]?.state === 'downloaded')
  expect(question.state).toBe('answered')
  await expect(desk.send(await world.appointment(), [pick(allowed.pdf)])).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('entering the call keeps everything, on both sides', async () => {
  const { world, id, patient, desk } = await wait()
  await desk.send(id, [pick(allowed.pdf)])
  const question = await desk.ask(id)
  await until('the patient has both', () => patient.prompts.length === 1 && patient.openRequest)
  const [prompt] = patient.prompts

  await patient.enter('call')
  const practitioner = await world.join(id, eva.id)
  await until('the desk sees the patient in the call', () => {
    return placeOf(desk.appointment(id), anna.id) === 'call'
  })
  expect(patient.prompts).toEqual([prompt])
  expect(patient.openRequest?.id).toBe(question.id)
  expect(practitioner.openRequest?.id).toBe(question.id)
  expect(practitioner.transfers[0]?.files[0]?.id).toBe(prompt?.id)

  await patient.openRequest?.answer([pick(allowed.png)])
  await until('the answer is in the call and at the desk', () => {
    return practitioner.prompts.length === 1 && desk.appointment(id).prompts.length === 1
  })
  await practitioner.prompts[0]?.dismiss()
  await until('it left the desk, too', () => desk.appointment(id).prompts.length === 0)
})

/** Lets time pass until `look` gives true. Gives how many seconds that took. */
async function secondsUntil(world: World, what: string, look: () => boolean): Promise<number> {
  const begun = world.clock.now()
  await until(what, async () => {
    // What is due after 20 s may take its time to come about.
    if (world.clock.now() - begun < 25_000) await world.clock.advance(500)
    return look()
  })
  return (world.clock.now() - begun) / 1000
}

test('presence ends twenty seconds after the last connection, not before', async () => {
  const { world, id, patient: phone, desk } = await wait()
  const laptop = await world.join(id, anna.id, 'call')
  const practitioner = await world.join(id, eva.id)
  await until('all see the call', () => placeOf(practitioner, anna.id) === 'call')

  const left = async () => (await world.audit(id)).filter(({ kind }) => kind === 'disconnected').length

  laptop.close()
  await until('the server has noticed that it is closed', async () => (await left()) === 1)
  const backInRoom = await secondsUntil(world, 'only the phone is left, in the waiting room', () => {
    return placeOf(practitioner, anna.id) === 'waiting-room'
  })
  phone.close()
  await until('the server has noticed that it is closed, too', async () => (await left()) === 2)
  const gone = await secondsUntil(world, 'she is gone', () => placeOf(practitioner, anna.id) === undefined)
  for (const seconds of [backInRoom, gone]) {
    expect(seconds).toBeGreaterThanOrEqual(20)
    expect(seconds).toBeLessThan(25)
  }
  await until('the desk has nobody waiting', () => desk.waiting.length === 0)
  expect((await world.desk(eva.id)).appointments).toHaveLength(0)
})

test('a patient who is back within twenty seconds never left', async () => {
  const { world, id, patient, desk } = await wait()
  const since = desk.appointment(id).participants.find((person) => person.id === anna.id)?.presence?.since
  patient.close()
  await world.clock.advance(10_000)
  await world.join(id, anna.id, 'waiting-room')
  for (let seconds = 0; seconds < 60; seconds += 1) await world.clock.advance(1000)
  const later = await world.desk(eva.id)
  const back = later.appointment(id).participants.find((person) => person.id === anna.id)?.presence
  expect(back).toEqual({ place: 'waiting-room', since })
  expect(desk.waiting).toHaveLength(1)
})

test('a page that is loaded anew says at once where the patient is now', async () => {
  const { world, id, patient, desk } = await wait()
  await patient.enter('call')
  const seen = () => placeOf(desk.appointment(id), anna.id)
  await until('she is in the call', () => seen() === 'call')
  const tablet = await world.join(id, anna.id, 'call')
  tablet.close()
  patient.close()
  await world.join(id, anna.id, 'waiting-room')
  // No time passes here, so that no presence ends by itself.
  await until('she is in the waiting room', () => seen() === 'waiting-room')
})

test('a patient whose other page in the call has closed is in the waiting room as soon as a page there says so', async () => {
  const { world, id, patient, desk } = await wait()
  const tablet = await world.join(id, anna.id, 'call')
  const seen = () => placeOf(desk.appointment(id), anna.id)
  await until('she is in the call', () => seen() === 'call')
  tablet.close()
  // No time passes here. The server may learn of the closed page a moment later.
  await until('she is in the waiting room', async () => {
    await patient.enter('waiting-room')
    return seen() === 'waiting-room'
  })
})

test("another practitioner's desk sees and hears nothing of it", async () => {
  const { world, id, practitioner, patient } = await meet()
  const token = await world.deskToken(otherDoctor.id)
  const [desk, ear] = [await world.desk(otherDoctor.id), await overhear(world.url, token)]
  await practitioner.send([pick(allowed.pdf)])
  await practitioner.ask()
  const prompt = await until('the patient has it', () => patient.openRequest && patient.prompts[0])
  await saved(prompt)
  await until('the practitioner sees it', () => practitioner.transfers[0]?.files[0]?.state === 'downloaded')

  expect(desk.appointments).toHaveLength(0)
  expect(ear.events).toEqual([{ name: 'desk', payload: { appointments: [] } }])
  const replies = [
    await ear.command('snapshot', { appointment: id }),
    await ear.command('appointment:enter', { appointment: id, place: 'call' }),
    await ear.command('transfer:withdraw', { id: practitioner.transfers[0]?.id ?? '' }),
    await ear.command('request:withdraw', { id: practitioner.requests[0]?.id ?? '' }),
  ]
  for (const reply of replies) expect(reply).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  const ticket = await partyOf(world, id, token).tryTicket(prompt.id)
  expect(ticket.status).toBe(404)
})

test('a practitioner with an open desk is at the desk, and in no appointment; a moment after it closed they are not', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const other = await world.appointment({ practitioner: otherDoctor, patients: [peter] })
  const patient = await world.join(id, anna.id, 'waiting-room')
  const stranger = await world.join(other, peter.id, 'waiting-room')
  const practitionerOf = (view: Appointment) => view.participants.find(({ role }) => role === 'practitioner')
  expect(practitionerOf(patient)?.desk).toBeUndefined()
  const desk = await world.desk(eva.id)
  const there = await until('the patient is told', () => practitionerOf(patient)?.desk)
  expect(there).toEqual({ since: new Date(world.clock.now()).toISOString() })
  expect(practitionerOf(patient)?.presence).toBeUndefined()
  expect(practitionerOf(await world.join(id, anna.id))?.desk).toEqual(there)
  expect(practitionerOf(stranger)?.desk).toBeUndefined()
  // A file for the desk waits until it is shown there, as for anybody.
  const request = await desk.ask(id)
  await until('the patient is asked', () => patient.openRequest?.id === request.id)
  await patient.openRequest?.answer([pick(allowed.png)])
  await until('it is here', () => desk.appointment(id).transfers[0]?.files[0]?.state === 'ready')
  const sent = patient.transfers[0]?.files[0]?.status
  expect(sent && 'promptedAt' in sent).toBe(false)

  const second = await world.desk(eva.id)
  desk.close()
  for (let seconds = 0; seconds < 60; seconds += 1) await world.clock.advance(1000)
  expect(practitionerOf(patient)?.desk).toEqual(there)
  second.close()
  const gone = await secondsUntil(world, 'the desk is empty', () => !practitionerOf(patient)?.desk)
  expect(gone).toBeGreaterThanOrEqual(20)
})

test('a desk that is open keeps no appointment from its end, and is forgotten by a start', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const desk = await world.desk(eva.id)
  await world.clock.advance(4 * 3_600_000)
  await world.chairside.sweep()
  const patient = await world.join(id, anna.id)
  expect(patient.endedAt).toBeDefined()
  // Nobody would tell the patient when it closes.
  expect(patient.other?.desk).toBeUndefined()
  const next = await world.appointment({ startsAt: '2026-11-20T18:00:00Z', endsAt: '2026-11-20T18:30:00Z' })
  desk.close()
  await world.restart()
  const later = await world.join(next, anna.id)
  expect(later.other?.desk).toBeUndefined()
})

test('a server that was killed counts nobody as present or at the desk who was there before', async () => {
  const server = await openServer()
  const id = await server.backend.appointment()
  const token = await server.backend.token(id, eva.id)
  const patient = await server.join(id, anna.id)
  await connect(server.url, { token, place: 'call' })
  await connect(server.url, { token: await server.backend.deskToken(eva.id) })
  await until('she is here, and at her desk', () => patient.other?.presence && patient.other.desk)
  const left = (): number[] => {
    const records = new DatabaseSync(join(server.dataDir, 'records.sqlite'), { readOnly: true })
    const rows = ['connections', 'desks'].map((table) => records.prepare(`select id from ${table}`).all())
    records.close()
    return rows.map(({ length }) => length)
  }
  await server.kill()
  expect(left()).toEqual([2, 1])
  await server.start()
  await until('the patient is back', () => patient.connection.state === 'up', 3000)
  expect(patient.other).not.toHaveProperty('presence')
  expect(patient.other).not.toHaveProperty('desk')
  expect(left()).toEqual([1, 0])
})
