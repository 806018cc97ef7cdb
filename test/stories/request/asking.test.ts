import { randomUUID } from 'node:crypto'
import type { Request } from '@chairside/client'
import { MB, noteLimit, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../../world/line.ts'
import { overhear } from '../../world/overhear.ts'
import { bring } from '../../world/party.ts'
import { anna, eva, sam } from '../../world/people.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { trickle } from '../../world/trickle.ts'
import { until } from '../../world/until.ts'
import { meet } from '../../world/world.ts'

/** Eva asks Anna for files. Resolves once Anna's page shows the request. */
async function ask(note?: string) {
  const met = await meet()
  const question = await met.practitioner.ask({ note })
  const request = await until('the patient knows', () => met.patient.openRequest)
  return { ...met, question, request }
}

test('a practitioner asks with a note, the patient is prompted and answers, the practitioner is prompted and saves', async () => {
  const { practitioner, patient } = await meet()
  const note = 'Please send the photo of your insurance card'
  keepSecret(note)
  const asked: Request[] = []
  patient.on('request', (request) => asked.push(request))
  const question = await practitioner.ask({ note: `  ${note} ` })
  await until('the patient is prompted', () => asked.length > 0)
  const [request] = asked
  expect(request).toMatchObject({ id: question.id, note, mine: false, state: 'asked' })
  expect([request?.from.id, request?.to.id]).toEqual([eva.id, anna.id])

  const prompted: string[] = []
  practitioner.on('prompt', (file) => prompted.push(file.id))
  const answer = await request?.answer([pick(allowed.jpeg), pick(allowed.pdf)])
  expect(answer?.request).toBe(question.id)
  await until('the practitioner is prompted for both', () => prompted.length === 2)
  await until('it is answered on both sides', () =>
    [question, request].every((side) => side?.state === 'answered'),
  )
  expect(question.status).toMatchObject({ transfer: answer?.id })
  for (const file of practitioner.prompts) expect((await saved(file)).equals(bytesOf(file.name))).toBe(true)
  await until('the patient sees both downloads', () =>
    answer?.files.every((file) => file.state === 'downloaded'),
  )
  expect(asked).toHaveLength(1)
  expect(practitioner.openRequest).toBeUndefined()
})

test('asking again answers the request that is open, and a new one only after that', async () => {
  const { world, id, practitioner, patient, question, request } = await ask('The letter of your hospital')
  keepSecret('The letter of your hospital', 'Another letter, please')
  const again = await practitioner.ask({ note: 'Another letter, please' })
  expect(again).toBe(question)
  expect(again.note).toBe('The letter of your hospital')
  await request.decline()
  await until('it is declined', () => question.state === 'declined')

  const next = await practitioner.ask({ note: 'Another letter, please' })
  expect(next.id).not.toBe(question.id)
  await until('the patient is asked anew', () => patient.openRequest?.note === 'Another letter, please')
  const asked = (await world.record(id)).filter((line) => line.kind === 'request-asked')
  expect(asked.map((line) => line.request)).toEqual([question.id, next.id])
})

test('the same question sent twice asks once, and with another note it is a conflict', async () => {
  const { world, id, patient } = await meet()
  const ear = await overhear(world.url, await world.token(id, eva.id))
  const wish = { appointment: id, id: randomUUID(), to: anna.id, note: 'A photo of the knee' }
  keepSecret(wish.note, 'A photo of the ankle')
  const [first, second] = [await ear.command('request:ask', wish), await ear.command('request:ask', wish)]
  expect(first).toMatchObject({ ok: true, value: { id: wish.id, state: 'asked' } })
  expect(second).toEqual(first)
  const other = await ear.command('request:ask', { ...wish, note: 'A photo of the ankle' })
  expect(other).toMatchObject({ ok: false, error: { code: 'CONFLICT' } })
  await until('the patient is asked', () => patient.requests.length > 0)
  expect(patient.requests).toHaveLength(1)
})

test('the patient declines with a reason, and the practitioner reads it', async () => {
  const { practitioner, patient, question, request } = await ask()
  const reason = 'I only have it on paper'
  keepSecret(reason)
  await request.decline(` ${reason} `)
  await until('the practitioner reads it', () => question.state === 'declined')
  expect(question.status).toMatchObject({ reason })
  expect([practitioner.openRequest, patient.openRequest]).toEqual([undefined, undefined])
  await request.decline(reason)
  await request.decline()
  expect(question.status).toMatchObject({ reason })
})

test('a reason can be given after the request was declined', async () => {
  const { practitioner, question, request } = await ask()
  const reason = 'It is at my daughter’s'
  keepSecret(reason)
  await request.decline()
  await until('it is declined', () => question.state === 'declined')
  expect(question.status).not.toHaveProperty('reason')
  await request.decline(reason)
  expect(request.status).toMatchObject({ state: 'declined', reason })
  await until('the practitioner reads it', () => 'reason' in question.status)
  expect(question.status).toMatchObject({ reason })
  await practitioner.ask()
  keepSecret('Too late for that')
  await expect(request.decline('Too late for that')).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('who declined can send after all, for as long as nothing else is asked', async () => {
  const { world, id, practitioner, patient, question, request } = await ask()
  keepSecret('Only on paper')
  await request.decline('Only on paper')
  expect(patient.answerable).toBe(request)
  const answer = await request.answer([pick(allowed.jpeg)])
  expect(answer.request).toBe(question.id)
  await until('the practitioner is prompted', () => practitioner.prompts.length === 1)
  await until('it is answered on both sides', () =>
    [question, request].every((side) => side.state === 'answered'),
  )
  expect(question.status).not.toHaveProperty('reason')
  const told = (await world.record(id)).flatMap(({ kind }) => (kind.startsWith('request-') ? [kind] : []))
  expect(told).toEqual(['request-asked', 'request-declined', 'request-answered'])
  expect(patient.answerable).toBeUndefined()
})

test('a declined request is not answered any more once there is another one, nor after the end', async () => {
  const { world, id, practitioner, patient, question, request } = await ask()
  await request.decline()
  await until('it is declined', () => question.state === 'declined')
  await world.clock.advance(1000)
  const next = await practitioner.ask()
  await until('the patient is asked anew', () => patient.openRequest?.id === next.id)
  await expect(request.answer([pick(allowed.pdf)])).rejects.toMatchObject({ code: 'NOT_ASKED' })
  await patient.openRequest?.decline()
  expect(patient.answerable?.id).toBe(next.id)
  await expect(request.answer([pick(allowed.pdf)])).rejects.toMatchObject({ code: 'NOT_ASKED' })
  await world.end(id)
  await until('the end is known', () => patient.liveExchange.state === 'closed')
  await expect(patient.requests.at(-1)?.answer([pick(allowed.pdf)])).rejects.toMatchObject({
    code: 'APPOINTMENT_ENDED',
  })
})

test('the note of an open request can be added and changed, and the patient reads it at once', async () => {
  const { world, id, practitioner, patient, question, request } = await ask()
  const [first, second] = ['A photo of the rash', 'A photo of the rash, and of your card']
  keepSecret(first, second)
  await question.changeNote(` ${first} `)
  expect(question.note).toBe(first)
  await until('the patient reads it', () => request.note === first)
  await question.changeNote(second)
  await until('the patient reads the new one', () => request.note === second)
  await question.changeNote()
  await until('there is none', () => request.note === undefined)
  await expect(request.changeNote(first)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(question.changeNote('n'.repeat(noteLimit + 1))).rejects.toMatchObject({
    code: 'NOTE_TOO_LONG',
  })
  await request.decline()
  await until('it is declined', () => question.state === 'declined')
  await expect(question.changeNote(first)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect((await world.record(id)).filter(({ kind }) => kind === 'request-asked')).toHaveLength(1)
  expect([practitioner.requests, patient.requests].map(({ length }) => length)).toEqual([1, 1])
})

test('the same question is still the same after its note was changed', async () => {
  const { world, id, patient } = await meet()
  const ear = await overhear(world.url, await world.token(id, eva.id))
  const wish = { appointment: id, id: randomUUID(), to: anna.id, note: 'A photo of the knee' }
  keepSecret(wish.note, 'A photo of the ankle')
  await ear.command('request:ask', wish)
  for (const note of ['A photo of the ankle', 'A photo of the knee', 'A photo of the ankle'])
    expect(await ear.command('request:note', { id: wish.id, note })).toMatchObject({
      ok: true,
      value: { note },
    })
  expect(await ear.command('request:ask', wish)).toMatchObject({
    ok: true,
    value: { id: wish.id, note: 'A photo of the ankle' },
  })
  await until('the patient is asked once', () => patient.openRequest?.note === 'A photo of the ankle')
  expect(patient.requests).toHaveLength(1)
})

test('the practitioner takes a question back, and it cannot be answered any more', async () => {
  const { practitioner, patient, question, request } = await ask()
  await expect(request.withdraw()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(question.decline()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await question.withdraw()
  await until('the patient sees that', () => request.state === 'withdrawn')
  await expect(request.answer([pick(allowed.pdf)])).rejects.toMatchObject({ code: 'NOT_ASKED' })
  await expect(request.decline()).rejects.toMatchObject({ code: 'CONFLICT' })
  expect([...practitioner.transfers, ...patient.transfers]).toHaveLength(0)
})

test('the patient cannot send or ask unasked, neither by the SDK nor over HTTP', async () => {
  const { world, id, practitioner, patient } = await meet()
  await expect(patient.send([pick(allowed.pdf)])).rejects.toMatchObject({ code: 'NOT_ASKED' })
  await expect(patient.ask()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const token = await world.token(id, anna.id)
  const offer = { id: randomUUID(), to: eva.id, files: [{ id: randomUUID(), name: allowed.pdf, size: 800 }] }
  for (const request of [undefined, randomUUID()]) {
    const answer = await world.as(token, 'POST', pathOf(routes.offerTransfer, { id }), { ...offer, request })
    expect([answer.status, await answer.json()]).toMatchObject([409, { error: { code: 'NOT_ASKED' } }])
  }
  expect([practitioner.transfers, practitioner.requests]).toEqual([[], []])
})

test('staff cannot send or ask, and see neither transfers nor requests', async () => {
  const { world, id, practitioner, patient } = await meet({ staff: [sam] })
  const assistant = await world.join(id, sam.id)
  await expect(assistant.send([pick(allowed.pdf)])).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(assistant.ask()).rejects.toMatchObject({ code: 'NOT_FOUND' })

  await practitioner.send([pick(allowed.pdf)])
  await practitioner.ask()
  const file = await until('the patient has both', () => patient.openRequest && patient.prompts[0])
  const ticket = await (await bring(world, id, sam.id)).tryTicket(file.id)
  expect(ticket.status).toBe(404)
  const later = await world.join(id, sam.id)
  for (const view of [assistant, later]) expect([view.transfers, view.requests]).toEqual([[], []])
})

test('when all files of an answer are refused, the request is open again and can be answered again', async () => {
  const { practitioner, patient, question, request } = await ask()
  const refused = await request.answer([pick('animation.gif', 'card-front.jpg')])
  await until('the file is refused and the request open', () => {
    return refused.files[0]?.state === 'rejected' && request.state === 'asked' && question.state === 'asked'
  })
  expect(patient.openRequest).toBe(request)
  await request.answer([pick(allowed.jpeg, 'card-front.jpg')])
  await until('it is answered', () => question.state === 'answered')
  await until('the practitioner is prompted', () => practitioner.prompts.length === 1)
})

test('what was withdrawn of an answer may be sent again for it, once, and nothing else', async () => {
  const { practitioner, patient, question, request } = await ask()
  const [card, other] = [pick(allowed.jpeg, 'card-front.jpg'), pick(allowed.jpeg, 'another-photo.jpg')]
  const [sent] = (await request.answer([card])).files
  await until('it is answered', () => request.state === 'answered' && question.state === 'answered')
  await expect(request.answer([card])).rejects.toMatchObject({ code: 'NOT_ASKED' })
  await sent?.withdraw()
  for (const files of [[other], [pick(allowed.pdf, 'card-front.jpg')], [card, card]])
    await expect(request.answer(files)).rejects.toMatchObject({ code: 'NOT_ASKED' })

  const again = await request.answer([card])
  await until('it is here again', () => practitioner.prompts.length === 1)
  expect([question.state, request.state, again.request]).toEqual(['answered', 'answered', question.id])
  await expect(request.answer([card])).rejects.toMatchObject({ code: 'NOT_ASKED' })
  expect(patient.transfers).toHaveLength(2)

  // A file that was sent again can be withdrawn, too, and sent once more.
  await again.files[0]?.withdraw()
  const next = await practitioner.ask()
  await request.answer([card])
  await until('it is here once more', () => practitioner.prompts.length === 1)
  expect(next.state).toBe('asked')
})

test('a request that is being answered is not answered a second time', async () => {
  const { practitioner, question, request } = await ask()
  const scan = trickle(MB, 'elbow-scan.pdf')
  const answer = await request.answer([scan.source])
  await until('it is being answered', () => question.state === 'answering')
  await expect(request.answer([pick(allowed.pdf)])).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(request.decline()).rejects.toMatchObject({ code: 'CONFLICT' })
  await answer.add([pick(allowed.pdf)])
  scan.flow()
  await until('both files came', () => practitioner.prompts.length === 2)
})

test('a note or reason of one character more than the limit is refused with both numbers', async () => {
  const { world, id, practitioner, patient, question } = await ask('n'.repeat(noteLimit))
  const long = 'n'.repeat(noteLimit + 1)
  const problem = { code: 'NOTE_TOO_LONG', limit: 500, actual: 501 }
  await expect(practitioner.ask({ note: long })).rejects.toMatchObject({ problem })
  await expect(patient.openRequest?.decline(long)).rejects.toMatchObject({ problem })

  const [asker, asked] = [
    await overhear(world.url, await world.token(id, eva.id)),
    await overhear(world.url, await world.token(id, anna.id)),
  ]
  const replies = [
    await asker.command('request:ask', { appointment: id, id: randomUUID(), to: anna.id, note: long }),
    await asked.command('request:decline', { id: question.id, reason: long }),
  ]
  for (const reply of replies) expect(reply).toMatchObject({ ok: false, error: problem })
  expect(question.note).toHaveLength(noteLimit)
  expect(question.state).toBe('asked')
})

test('a question taken back while it is answered takes back what is on its way, and keeps what is ready', async () => {
  const { world, practitioner, patient, question, request } = await ask()
  const scan = trickle(4 * MB, 'wrist-scan.pdf')
  const answer = await request.answer([pick(allowed.pdf), scan.source])
  scan.flow(2 * MB)
  await until('one is ready and half of the other there', async () => {
    await world.clock.advance(100)
    return answer.files[0]?.state === 'ready' && answer.files[1]?.bytes === 2 * MB
  })
  answer.files[1]?.pause()
  await until('the practitioner sees the pause', () => {
    return practitioner.transfers[0]?.files[1]?.paused === 'sender'
  })

  await question.withdraw()
  await until('the patient sees it', () => request.state === 'withdrawn' && answer.state === 'settled')
  expect(answer.files.map((file) => file.state)).toEqual(['ready', 'withdrawn'])
  await until('the bytes of that one are gone', async () => (await world.stored()).length === 1)
  scan.flow()
  const prompt = await until('the other can be saved', () => practitioner.prompts[0])
  expect((await saved(prompt)).equals(bytesOf(allowed.pdf))).toBe(true)
  expect(patient.openRequest).toBeUndefined()
  expect(answer.files[1]?.problem).toBeUndefined()
})

test('the end of the appointment ends an open request', async () => {
  const { world, id, practitioner, patient, question, request } = await ask()
  await world.end(id)
  await until('both see it', () => question.state === 'expired' && request.state === 'expired')
  expect([practitioner.openRequest, patient.openRequest]).toEqual([undefined, undefined])
  await expect(request.answer([pick(allowed.pdf)])).rejects.toMatchObject({ code: 'APPOINTMENT_ENDED' })
  await expect(request.decline()).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('a request that is taken back before the server has answered is not asked, whether it came there or not', async () => {
  const { world, id, patient } = await meet()
  const line = await openLine(world.url)
  const practitioner = await world.join(id, eva.id, 'call', line.url)
  const seen: string[] = []
  patient.on('request', (request) => seen.push(request.id))

  // The server got the request, but its answer is lost.
  line.lose('"state":"asked"')
  const first = new AbortController()
  const lost = practitioner.ask({ signal: first.signal })
  await until('the patient is asked', () => patient.openRequest)
  first.abort(new Error('taken back'))
  await expect(lost).rejects.toThrow('taken back')
  await until('the patient is not asked any more', () => !patient.openRequest)

  // The server never got the request.
  line.cut()
  await until('the connection is lost', () => practitioner.connection.state === 'down')
  const second = new AbortController()
  const waiting = practitioner.ask({ signal: second.signal })
  second.abort(new Error('taken back'))
  await expect(waiting).rejects.toThrow('taken back')
  line.mend()
  await until('the connection is back', () => practitioner.connection.state === 'up', 2000)
  const third = await practitioner.ask()
  await until('the patient is asked anew', () => patient.openRequest?.id === third.id)
  expect(seen).toHaveLength(2)
})
