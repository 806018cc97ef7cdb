import { randomUUID } from 'node:crypto'
import { pathOf, type RegisteredAppointment, type Request, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { anna, eva } from '../../world/people.ts'
import { keepSecret } from '../../world/secrets.ts'
import { meet, openWorld } from '../../world/world.ts'

const reasonOf = (request: Request | undefined): string | undefined =>
  request?.state === 'declined' ? request.reason : undefined

test('names of people lose what is not seen, and are one line', async () => {
  const world = await openWorld()
  const id = await world.appointment({
    practitioner: { id: eva.id, name: 'Dr. \u202EEva\u0000\r\n Horv\u3164áthová\u2800 ' },
    patients: [{ id: anna.id, name: '\u115FAnna \u{E0041}می\u200Cخواهم\u200C' }],
    staff: [{ id: 's-1', name: 'Sam\uFFA0 👩\u200D⚕\uFE0F Smith\u2069' }],
  })
  const names = ['Dr. Eva Horváthová', 'Anna می\u200Cخواهم', 'Sam 👩\u200D⚕\uFE0F Smith']
  keepSecret(...names)
  const answer = await world.backend('GET', pathOf(routes.readAppointment, { id }))
  const { practitioner, patients, staff } = (await answer.json()) as RegisteredAppointment
  expect([practitioner, ...patients, ...staff].map(({ name }) => name)).toEqual(names)
  const seen = await world.join(id, anna.id)
  expect(seen.participants.map(({ name }) => name)).toContain(names[0])
})

test('a name of which nothing is seen is none', async () => {
  const world = await openWorld()
  for (const name of ['\u3164', ' \u200B\u2800', '\u0000', '\u00A0']) {
    const answer = await world.backend('PUT', pathOf(routes.registerAppointment, { id: 'a-blank' }), {
      practitioner: eva,
      patients: [{ id: anna.id, name }],
      startsAt: '2026-11-20T14:00:00Z',
      endsAt: '2026-11-20T14:30:00Z',
      plan: 'pro',
    })
    const { error } = (await answer.json()) as { error?: unknown }
    expect([answer.status, error]).toEqual([
      400,
      expect.objectContaining({ code: 'BAD_REQUEST', found: 'too-small', field: '/patients/0/name' }),
    ])
  }
})

test('a note and a reason lose what is not seen, and keep their lines', async () => {
  const { practitioner, patient, world, id } = await meet()
  const note = 'A photo of the rash\r\n\u202Eplease\u0007, می\u200Cخواهم\u200C'
  const request = { appointment: id, id: randomUUID(), to: anna.id, note }
  const ask = async () => {
    const token = await world.token(id, eva.id)
    return (await world.as(token, 'POST', pathOf(routes['request:ask']), request)).status
  }
  expect(await ask()).toBe(200)
  // The same command again gets the same answer: the stored note and the cleaned new note are compared.
  expect(await ask()).toBe(200)
  await expect.poll(() => patient.openRequest?.note).toBe('A photo of the rash\nplease, می\u200Cخواهم')
  await patient.openRequest?.decline('\u2066I cannot\u0085find it\u2069.\u3164')
  await expect.poll(() => reasonOf(practitioner.requests[0]?.status)).toBe('I cannot\nfind it.')
  keepSecret('A photo of the rash', 'find it.')
})

test('a note of which nothing is seen is none', async () => {
  const { practitioner, patient } = await meet()
  await practitioner.ask({ note: '\u3164\u200B\u2800' })
  await expect.poll(() => patient.openRequest !== undefined).toBe(true)
  expect(patient.openRequest?.note).toBeUndefined()
})
