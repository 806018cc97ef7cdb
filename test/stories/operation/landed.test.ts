import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { migrations } from '../../../server/src/records/migrations/all.ts'
import { ask } from '../../world/http.ts'
import { bring, fileIn } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/*
 * landed/records.sql is what the first released version (migrations 001 and 002) left behind when it was killed: one
 * transfer of five files, of which one is ready, one half sent, one downloaded, one withdrawn, one begun and paused.
 * Only names are shortened. landed/answered.sql is what the same version left of an appointment whose patient declined
 * one request and was answering the next. Of its four files one is ready, one got no answer from the scanner, one got
 * no clear answer, and one was rejected.
 */

const pdf = bytesOf(allowed.pdf)
const jpeg = bytesOf(allowed.jpeg)
const silent = Buffer.concat([pdf, Buffer.from('\n%silent\n')])
const doubtful = Buffer.concat([pdf, Buffer.from('\n%doubt\n')])
const appointment = 'a-landed'
const transfer = '55555555-5555-4555-8555-555555555555'
const answer = '77777777-7777-4777-8777-777777777777'
const [ready, half, paused] = [
  '11111111-1111-4111-8111-111111111111',
  '22222222-2222-4222-8222-222222222222',
  '66666666-6666-4666-8666-666666666666',
]

/** Fills a data folder as that version left it. The objects are samples, or beginnings of samples. */
function fill(dataDir: string): void {
  const records = new DatabaseSync(join(dataDir, 'records.sqlite'))
  for (const file of ['records.sql', 'answered.sql'])
    records.exec(readFileSync(join(import.meta.dirname, 'landed', file), 'utf8'))
  records.close()
  const objects = {
    'sealed/5c05f2bb-b145-4207-bacb-451d53751ece': jpeg,
    'sealed/1f351e4e-bbfc-4a83-a508-1f60d0854fe2': pdf,
    'sealed/1483c56f-e3a2-405e-806b-5b65d804f99f': pdf,
    'sealed/4ebd5ff3-244f-4b44-90b6-edeb26f1ee0a': silent,
    'sealed/a9f3067d-7490-48bb-a2e3-7180c8deaeff': doubtful,
    'unsealed/511b6e6a-e6db-43d2-8664-17b5b32b7e08': pdf.subarray(0, 15_560),
    'unsealed/41d1b1bf-7d47-4494-a6d8-5f820e89e142': pdf.subarray(0, 1000),
  }
  for (const folder of ['sealed', 'unsealed'])
    mkdirSync(join(dataDir, 'objects', folder), { recursive: true })
  for (const [path, content] of Object.entries(objects))
    writeFileSync(join(dataDir, 'objects', path), content)
}

test('a data folder of the version before opens, and its half-sent file is finished', async () => {
  const world = await openWorld({ fill })
  const doctor = await bring(world, appointment, eva.id)
  const patient = await bring(world, appointment, anna.id)
  const files = async () => (await doctor.see(transfer)).files
  expect(await files()).toMatchObject([
    { state: 'ready', type: 'jpeg', size: jpeg.length },
    { state: 'receiving', bytes: 15_560, paused: 'line' },
    { state: 'downloaded', type: 'pdf' },
    { state: 'withdrawn' },
    { state: 'receiving', bytes: 1000, paused: 'sender' },
  ])
  expect(await doctor.offset(half)).toBe(15_560)
  expect((await doctor.patch(half, pdf.subarray(15_560), 15_560)).status).toBe(204)
  expect((await doctor.patch(paused, pdf.subarray(1000), 1000)).error).toMatchObject({ found: 'paused' })
  await doctor.ask('POST', pathOf(routes['file:resume']), { json: { id: paused } })
  expect((await doctor.patch(paused, pdf.subarray(1000), 1000)).status).toBe(204)
  for (const [file, content] of [
    [ready, jpeg],
    [half, pdf],
    [paused, pdf],
  ] as const)
    expect((await ask(await patient.ticket(file), 'GET')).body.equals(content)).toBe(true)
  await until('all is fetched', async () => {
    await world.clock.advance(100)
    return (await files()).filter(({ state }) => state === 'downloaded').length === 4
  })
  expect((await doctor.see(transfer)).state).toBe('settled')
  expect((await world.record(appointment)).slice(0, 2).map(({ kind }) => kind)).toEqual([
    'appointment-registered',
    'file-offered',
  ])
  await world.chairside.sweep()
  const kept = [pdf, pdf, pdf, jpeg, pdf, silent, doubtful].map(({ length }) => length)
  expect((await world.stored()).filter((size) => size >= 1000)).toEqual(kept.toSorted((a, b) => a - b))
})

test('what the version before was checking is checked, and what it had refused or declined stays as it was', async () => {
  const world = await openWorld({ fill })
  const doctor = await bring(world, 'a-answered', eva.id)
  const files = async () => (await doctor.see(answer)).files
  await until('all is checked', async () => {
    await world.clock.advance(100)
    return (await files()).every(({ state }) => state !== 'checking')
  })
  expect(await files()).toMatchObject([
    { state: 'ready' },
    { state: 'ready', type: 'pdf', size: silent.length },
    { state: 'ready', type: 'pdf', size: doubtful.length },
    { state: 'rejected', code: 'TYPE_NOT_ALLOWED', details: { seen: '.exe' } },
  ])
  const line = await doctor.connect()
  const snapshot = await until('a snapshot', () => line.heard.find(({ name }) => name === 'snapshot'))
  expect(snapshot.payload).toMatchObject({
    requests: [
      { state: 'declined', reason: 'Not at home' },
      { state: 'answered', transfer: answer },
    ],
  })
  for (const [at, content] of [pdf, silent, doubtful].entries()) {
    const { id } = fileIn(await doctor.see(answer), at)
    expect((await ask(await doctor.ticket(id), 'GET')).body.equals(content)).toBe(true)
  }
})

test('the folder has every later migration once, and a second start finds nothing to change', async () => {
  const world = await openWorld({ fill })
  const names = () => {
    const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
    try {
      return records
        .prepare('select name from kysely_migration order by name')
        .all()
        .map(({ name }) => name)
    } finally {
      records.close()
    }
  }
  expect(names()).toEqual(Object.keys(migrations))
  await world.restart()
  expect(names()).toEqual(Object.keys(migrations))
  const doctor = await bring(world, appointment, eva.id)
  expect(fileIn(await doctor.see(transfer), 1)).toMatchObject({ state: 'receiving', bytes: 15_560 })
})
