import { randomUUID } from 'node:crypto'
import {
  type AuditEntry,
  type Document,
  pathOf,
  type RegisteredAppointment,
  type Request,
  routes,
  type Transfer,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import type { Limits } from '../../../server/src/limits.ts'
import { atOnce, many, patientRecords, unhurriedCalls } from '../../world/at-once.ts'
import { ask } from '../../world/http.ts'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { bring, fileIn, offerOf, type Party, requested } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import type { World } from '../../world/world.ts'

/*
 * 100 calls at once through two nodes: each rule holds as if they had come one after the other. SQLite has one writer, so only
 * PostgreSQL can tell.
 */

const services = useNodes()

/** A meeting on two nodes. */
async function meet(limits: Partial<Limits> = {}) {
  const { world, second } = await openTwo(await services.env(), {
    ...unhurriedCalls,
    ...patientRecords,
    ...limits,
  })
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  return { world, id, doctor, patient, urls: [world.url, second.url] }
}

const count = async (world: World, id: string, kind: AuditEntry['kind']): Promise<number> =>
  (await world.audit(id)).filter((entry) => entry.kind === kind).length

const offering = ({ appointment, token }: Party, request?: string) => {
  const path = pathOf(routes.offerTransfer, { id: appointment })
  return (url: string, json: unknown = offerOf([{ name: 'Raced.pdf', size: 10 }], request)) =>
    ask(url + path, 'POST', { token, json })
}

const commanding =
  ({ token }: Pick<Party, 'token'>, name: string) =>
  (url: string, json: unknown) =>
    ask(`${url}/v1/commands/${name}`, 'POST', { token, json })

test('of 100 files that are added to one transfer at once, as many are added as it has room for', async () => {
  const { world, id, doctor, urls } = await meet()
  const transfer = await doctor.offer([{ name: 'First.pdf', size: 10 }])
  const add = commanding(doctor, 'transfer:add')
  const { codes } = await atOnce(urls, (url) =>
    add(url, { id: transfer.id, files: [{ id: randomUUID(), name: 'More.pdf', size: 10 }] }),
  )
  expect(codes.ok).toBe(4)
  const { files } = await doctor.see(transfer.id)
  expect(files.length).toBe(5)
  expect(new Set(files.map(({ name }) => name)).size).toBe(5)
  expect(await count(world, id, 'file-offered')).toBe(5)
})

test('of 100 offers at once, as many succeed as the appointment has room for', async () => {
  const { world, id, doctor, urls } = await meet({ liveFiles: 7 })
  const offer = offering(doctor)
  const { codes } = await atOnce(urls, (url) => offer(url))
  expect(codes).toEqual({ ok: 7, APPOINTMENT_FULL: many - 7 })
  expect(await count(world, id, 'file-offered')).toBe(7)
})

test('one offer that is sent 100 times at once is made once, and each time answered with the same transfer', async () => {
  const { world, id, doctor, urls } = await meet()
  const offer = offering(doctor)
  const json = offerOf([{ name: 'Same.pdf', size: 10 }])
  const { codes, values } = await atOnce<Transfer>(urls, (url) => offer(url, json))
  expect(codes).toEqual({ ok: many })
  expect(new Set(values.map((transfer) => transfer.id))).toEqual(new Set([json.id]))
  expect(await count(world, id, 'file-offered')).toBe(1)
})

test('of 100 different offers with one id, made at once in two appointments, one succeeds', async () => {
  const { world, doctor, urls } = await meet()
  const other = await world.appointment()
  const elsewhere = await bring(world, other, eva.id)
  const offer = [offering(doctor), offering(elsewhere)] as const
  const transfer = randomUUID()
  const { codes } = await atOnce(urls, (url, number) =>
    offer[number % 4 < 2 ? 0 : 1](url, {
      ...offerOf([{ name: `Number-${number}.pdf`, size: 10 }]),
      id: transfer,
    }),
  )
  expect(codes).toEqual({ ok: 1, CONFLICT: many - 1 })
})

test('of 100 offers with one file, made at once, one has it', async () => {
  const { doctor, urls } = await meet()
  const offer = offering(doctor)
  const file = { name: 'One.pdf', size: 10, id: randomUUID() }
  const { codes } = await atOnce(urls, (url) => offer(url, offerOf([file])))
  expect(codes).toEqual({ ok: 1, CONFLICT: many - 1 })
})

test('who asks 100 times at once has asked once', async () => {
  const { world, id, doctor, urls } = await meet({ pastRequests: 1000 })
  const asking = commanding(doctor, 'request:ask')
  const { codes, values } = await atOnce<Request>(urls, (url) =>
    asking(url, { appointment: id, id: randomUUID(), to: anna.id }),
  )
  expect(codes).toEqual({ ok: many })
  expect(new Set(values.map((request) => request.id)).size).toBe(1)
  expect(await count(world, id, 'request-asked')).toBe(1)
})

test('what a practitioner does 100 times at once, at the desk and in the call, happens once', async () => {
  const { world, id, doctor, patient, urls } = await meet({ pastRequests: 1000 })
  const desk = { token: await world.deskToken(eva.id) }
  /** By turns at the desk and in the call, each through both nodes. */
  const byTurns = (name: string) => {
    const [there, here] = [commanding(desk, name), commanding(doctor, name)]
    return (url: string, number: number, json: unknown) => (number % 4 < 2 ? there : here)(url, json)
  }
  const ask = byTurns('request:ask')
  const asked = await atOnce<Request>(urls, (url, number) =>
    ask(url, number, { appointment: id, id: randomUUID(), to: anna.id }),
  )
  expect(asked.codes).toEqual({ ok: many })
  const [request = '', ...others] = new Set(asked.values.map((one) => one.id))
  expect(others).toEqual([])
  expect(await count(world, id, 'request-asked')).toBe(1)

  // The patient declines meanwhile: whichever comes first is all that happens.
  const [withdraw, decline] = [byTurns('request:withdraw'), commanding(patient, 'request:decline')]
  const ended = await atOnce(urls, (url, number) =>
    number < many / 2 ? withdraw(url, number, { id: request }) : decline(url, { id: request, reason: 'No' }),
  )
  expect(ended.codes).toEqual({ ok: many / 2, CONFLICT: many / 2 })
  const ends = [await count(world, id, 'request-withdrawn'), await count(world, id, 'request-declined')]
  expect(ends.sort()).toEqual([0, 1])
})

test('of 100 answers to one request at once, one is taken; so is one of 100 that decline and answer', async () => {
  const { world, id, doctor, patient, urls } = await meet()
  const request = await requested(doctor)
  const answer = offering(patient, request)
  expect((await atOnce(urls, (url) => answer(url))).codes).toEqual({ ok: 1, CONFLICT: many - 1 })
  expect(await count(world, id, 'file-offered')).toBe(1)
  const withdraw = commanding(doctor, 'request:withdraw')
  expect((await atOnce(urls, (url) => withdraw(url, { id: request }))).codes).toEqual({ ok: many })
  expect(await count(world, id, 'request-withdrawn')).toBe(1)
  expect(await count(world, id, 'file-withdrawn')).toBe(1)

  const next = await requested(doctor)
  const [again, decline] = [offering(patient, next), commanding(patient, 'request:decline')]
  await atOnce(urls, (url, number) =>
    number % 4 < 2 ? again(url) : decline(url, { id: next, reason: 'No' }),
  )
  expect(await count(world, id, 'file-offered')).toBe(2)
  expect(await count(world, id, 'request-declined')).toBeLessThan(2)
})

test('an appointment that is ended 100 times at once, while files are offered, has ended once, and takes none behind that', async () => {
  const { world, id, doctor, urls } = await meet({ liveFiles: 1000, pastTransfers: 1000, pastFiles: 1000 })
  await requested(doctor)
  const offer = offering(doctor)
  const path = pathOf(routes.endAppointment, { id })
  await atOnce(urls, (url, number) =>
    number % 4 < 2 ? offer(url) : ask(url + path, 'DELETE', { token: world.apiKey }),
  )
  const kinds = (await world.audit(id)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'appointment-ended').length).toBe(1)
  expect(kinds.filter((kind) => kind === 'request-expired').length).toBe(1)
  expect(kinds.lastIndexOf('file-offered')).toBeLessThan(kinds.indexOf('appointment-ended'))
})

test('an appointment that is registered 100 times at once is registered once, and is that of the last one', async () => {
  const { world, urls } = await meet()
  const id = `raced-${randomUUID()}`
  const { codes, values } = await atOnce<RegisteredAppointment>(urls, (url, number) =>
    ask(url + pathOf(routes.registerAppointment, { id }), 'PUT', {
      token: world.apiKey,
      json: {
        practitioner: eva,
        patients: [{ ...anna, paid: number % 3 === 0 }],
        ...{ startsAt: '2026-11-20T14:00:00Z', endsAt: '2026-11-20T14:30:00Z', plan: 'pro' },
      },
    }),
  )
  expect(codes).toEqual({ ok: many })
  expect(new Set(values.map(({ state }) => state))).toEqual(new Set(['open']))
  const added = (await world.audit(id)).filter(({ kind }) => kind === 'participant-added')
  expect(added.map(({ participant }) => participant).sort()).toEqual([anna.id, eva.id])
})

test('a file that is kept 100 times at once is one document', async () => {
  const { doctor, patient, urls } = await meet()
  const request = await requested(doctor)
  const pdf = bytesOf(allowed.pdf)
  const file = fileIn(await patient.offer([{ name: 'Kept.pdf', size: pdf.length }], request)).id
  expect((await patient.patch(file, pdf)).status).toBe(204)
  const { codes, values } = await atOnce<Document>(urls, (url) =>
    ask(url + pathOf(routes.keepFile, { id: file }), 'POST', {
      token: doctor.token,
      json: { id: randomUUID() },
    }),
  )
  expect(codes).toEqual({ ok: many })
  expect(new Set(values.map((document) => document.id)).size).toBe(1)
})

test('the receiver who is prompted 100 times at once was prompted once', async () => {
  const { world, id, doctor, patient, urls } = await meet()
  const pdf = bytesOf(allowed.pdf)
  const file = fileIn(await doctor.offer([{ name: 'Prompted.pdf', size: pdf.length }])).id
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  const prompted = commanding(patient, 'file:prompted')
  expect((await atOnce(urls, (url) => prompted(url, { id: file }))).codes).toEqual({ ok: many })
  expect(await count(world, id, 'file-prompted')).toBe(1)
})
