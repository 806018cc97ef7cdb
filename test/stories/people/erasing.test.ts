import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ChairsideError, type Erasure, MB, pathOf, routes, type Snapshot } from '@chairside/protocol'
import { expect, test } from 'vitest'
import type { Server } from '../../../client/src/live/exchange.ts'
import { Ledger } from '../../../client/src/live/ledger.ts'
import { openDisk } from '../../../server/src/adapters/disk/store.ts'
import type { ObjectStore } from '../../../server/src/seams.ts'
import { ask, begin, read } from '../../world/http.ts'
import { openLine } from '../../world/line.ts'
import { overhear } from '../../world/overhear.ts'
import { bring, fileIn, partyOf, reregister, tus } from '../../world/party.ts'
import { anna, eva, peter, sam } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { remains } from '../../world/remains.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { writeWords } from '../../world/wordy.ts'
import { openWorld, type World } from '../../world/world.ts'

const erased = { state: 'erased', open: { contents: 0, words: false } }

async function eraseAppointment(world: Pick<World, 'backend'>, id: string): Promise<Erasure> {
  const answer = await world.backend('DELETE', `${pathOf(routes.endAppointment, { id })}?erase`)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Erasure
}

async function erasePerson(world: Pick<World, 'backend'>, sub: string): Promise<Erasure> {
  const answer = await world.backend('DELETE', pathOf(routes.erasePerson, { sub }))
  expect(answer.status).toBe(200)
  return (await answer.json()) as Erasure
}

const everyName = [eva, anna, peter, sam].map(({ name }) => name)

test('an appointment that is erased leaves no word and no byte, ends what runs, and is gone for its people', async () => {
  const world = await openWorld()
  const other = await writeWords(world, { mark: 'Turmalin', patient: peter })
  const { id, words, practitioner, patient, half, ready } = await writeWords(world, {
    mark: 'Obsidian',
    size: 19 * MB,
  })
  const kept = (await world.stored()).length
  const page = await world.join(id, anna.id)
  const desk = await overhear(world.url, await world.deskToken(eva.id))
  const download = begin(await patient.ticket(ready), 'GET')
  download.request.end()
  const answer = await download.head
  const upload = begin(`${world.url}${pathOf(routes.sendBytes, { id: half })}`, 'PATCH', {
    token: practitioner.token,
    headers: tus(await practitioner.offset(half)),
  })
  upload.request.write(Buffer.alloc(10))
  expect(answer.statusCode).toBe(200)
  expect(remains(world.dataDir, [...everyName, ...words])).toEqual([...everyName, ...words])

  expect(await eraseAppointment(world, id)).toEqual(erased)
  expect(remains(world.dataDir, words)).toEqual([])
  expect(remains(world.dataDir, [anna.name])).toEqual([])
  expect((await read(answer)).cut).toBe(true)
  expect((await read(await upload.head)).error?.code).toMatch(/^(EXPIRED|NOT_FOUND)$/)

  // The open pages lose the words first, and then the appointment.
  await until('the page is closed', () => page.connection.state === 'closed')
  expect(page.connection).toMatchObject({ reason: { code: 'NOT_FOUND' } })
  const files = page.transfers.flatMap((transfer) => transfer.files)
  expect(files.every(({ name, state }) => name === '' && state !== 'ready')).toBe(true)
  expect(page.participants.map(({ name }) => name)).toEqual(['', ''])
  await until('it has left the desk', () => desk.events.some(({ name }) => name === 'gone'))
  for (const party of [practitioner, patient]) {
    expect((await party.trySee(page.transfers[0]?.id ?? '')).status).toBe(404)
    expect((await party.tryTicket(ready)).status).toBe(404)
    expect((await party.tryOffer([{ name: 'Late-Obsidian.pdf', size: 10 }])).status).toBe(404)
  }
  const token = await world.backend('POST', pathOf(routes.issueToken, { id }), { participant: anna.id })
  expect(token.status).toBe(404)
  const named = await world.backend('PUT', pathOf(routes.registerAppointment, { id }), { patients: [anna] })
  expect(named.headers.get('chairside-error')).toBe('APPOINTMENT_ENDED')

  // The audit keeps ids, sizes and digests. Another appointment is unchanged.
  const kinds = (await world.record(id)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'appointment-erased')).toHaveLength(1)
  expect(kinds).toEqual(expect.arrayContaining(['file-ready', 'request-declined', 'file-expired']))
  expect(await eraseAppointment(world, id)).toEqual(erased)
  expect((await world.record(id)).map(({ kind }) => kind)).toEqual(kinds)
  const stay = [eva.name, peter.name, sam.name, ...other.words]
  expect(remains(world.dataDir, stay)).toEqual(stay)
  expect((await world.stored()).length).toBeLessThan(kept)
  expect((await ask(await other.patient.ticket(other.ready), 'GET')).status).toBe(200)
})

test('only the bare word `erase` erases: with a value it is refused, and without it an appointment only ends', async () => {
  const world = await openWorld()
  const { id, words } = await writeWords(world, { mark: 'Karneol' })
  const path = pathOf(routes.endAppointment, { id })
  for (const query of ['?erase=false', '?erase=0', '?erase=true&erase=false'])
    expect((await world.backend('DELETE', path + query)).status).toBe(400)
  expect((await world.backend('DELETE', path)).status).toBe(200)
  expect(remains(world.dataDir, words)).toEqual(words)
  const gone = await world.backend('DELETE', `${pathOf(routes.endAppointment, { id: 'a-none' })}?erase`)
  expect(gone.status).toBe(404)
})

test('a person who is erased leaves every appointment; the words of the others stay, and they go on', async () => {
  const world = await openWorld()
  const [first, second] = [
    await writeWords(world, { mark: 'Achat' }),
    await writeWords(world, { mark: 'Beryll' }),
  ]
  // In this appointment Anna was a patient, and was removed later.
  const former = await writeWords(world, { mark: 'Citrin' })
  await reregister(world, former.id, { patients: [peter] })
  const others = await writeWords(world, { mark: 'Diamant', patient: peter })
  const gone = [anna.name, ...first.words, ...second.words, ...former.words]
  const stay = [eva.name, peter.name, sam.name, ...others.words]
  expect(remains(world.dataDir, [...gone, ...stay])).toEqual([...gone, ...stay])
  const hers = await world.join(first.id, anna.id)
  const doctor = await world.join(first.id, eva.id)
  await until('Anna is here', () => doctor.other?.presence)

  expect(await erasePerson(world, anna.id)).toEqual(erased)
  expect(remains(world.dataDir, gone)).toEqual([])
  expect(remains(world.dataDir, stay)).toEqual(stay)
  await until('her page is closed', () => hers.connection.state === 'closed')
  expect(hers.transfers.flatMap(({ files }) => files.map(({ name }) => name)).join('')).toBe('')
  await until('the other page has no name of hers', () => doctor.other?.name === '')
  expect(doctor.transfers.flatMap(({ files }) => files.map(({ name }) => name)).join('')).toBe('')
  expect(doctor.transfers.every(({ to, from }) => [to, from].some(({ name }) => name === ''))).toBe(true)
  expect(doctor.me.name).toBe(eva.name)
  expect(doctor.liveExchange.state).toBe('closed')
  const token = await world.backend('POST', pathOf(routes.issueToken, { id: second.id }), {
    participant: anna.id,
  })
  expect(token.status).toBe(404)
  await expect(first.practitioner.offer([{ name: 'Late-Achat.pdf', size: 10 }])).rejects.toThrow(
    'RECIPIENT_GONE',
  )

  // Another patient takes her place. The exchange of the others works as before.
  expect((await ask(await others.patient.ticket(others.ready), 'GET')).status).toBe(200)
  await reregister(world, first.id, { patients: [peter] })
  const next = await world.join(first.id, peter.id)
  await doctor.send([pick(allowed.pdf)])
  const prompt = await until('Peter gets a file', () => next.prompts[0])
  expect((await saved(prompt)).equals(bytesOf(allowed.pdf))).toBe(true)
  expect(next.transfers).toHaveLength(1)

  expect(await erasePerson(world, anna.id)).toEqual(erased)
  const facts = (await world.record(first.id)).filter(({ kind }) => kind === 'person-erased')
  expect(facts).toMatchObject([{ participant: anna.id }])
  const stranger = await world.backend('DELETE', pathOf(routes.erasePerson, { sub: 'c-nobody' }))
  expect(stranger.status).toBe(404)
})

test('when a practitioner is erased their appointments end, and their desk works on with what comes later', async () => {
  const world = await openWorld()
  const { id, words } = await writeWords(world, { mark: 'Epidot' })
  const page = await world.join(id, anna.id)
  expect(await erasePerson(world, eva.id)).toEqual(erased)
  expect(remains(world.dataDir, [eva.name, ...words])).toEqual([])
  expect(remains(world.dataDir, [anna.name])).toEqual([anna.name])
  await until('the patient sees the end', () => page.endedAt)
  expect(page.other).toMatchObject({ id: eva.id, name: '' })
  const later = await world.appointment()
  await world.join(later, anna.id)
  const desk = await world.desk(eva.id)
  await until('the desk shows the later one', () => desk.waiting.length === 1)
  expect(desk.waiting[0]?.id).toBe(later)
})

/** A disk store that cannot remove an object while `broken`. */
async function stubborn(dataDir: string): Promise<{ store: ObjectStore; broken: boolean }> {
  const store = await openDisk(dataDir)
  const self = {
    broken: true,
    store: {
      ...store,
      remove: async (key: string) => {
        if (self.broken) throw new ChairsideError('STORAGE_UNAVAILABLE')
        await store.remove(key)
      },
    },
  }
  return self
}

test('an erasure says what is open, and the sweep finishes it', async () => {
  const base = await openWorld()
  const disk = await stubborn(join(base.dataDir, 'elsewhere'))
  const world = await openWorld({ overrides: { store: disk.store } })
  const { id, words } = await writeWords(world, { mark: 'Fluorit' })
  const texts = words.filter((word) => !word.startsWith('Content'))
  const folders = () => [...remains(world.dataDir, texts), ...remains(join(base.dataDir, 'elsewhere'), words)]
  const open = await eraseAppointment(world, id)
  expect(open).toEqual({ state: 'erasing', open: { contents: open.open.contents, words: false } })
  expect(open.open.contents).toBeGreaterThan(2)
  expect(await erasePerson(world, anna.id)).toEqual(open)
  disk.broken = false
  await world.chairside.sweep()
  expect(folders()).toEqual([])
  expect(await eraseAppointment(world, id)).toEqual(erased)
  expect(await erasePerson(world, anna.id)).toEqual(erased)
})

test('an erasure says that words are open while another program, such as a backup, reads the records', async () => {
  const world = await openWorld()
  const { id, words } = await writeWords(world, { mark: 'Granat' })
  const backup = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
  backup.exec('begin')
  backup.prepare('select count(*) from files').get()
  expect(await eraseAppointment(world, id)).toEqual({ state: 'erasing', open: { contents: 0, words: true } })
  backup.exec('commit')
  backup.close()
  await world.chairside.sweep()
  expect(remains(world.dataDir, [...words, anna.name, eva.name])).toEqual([])
  expect(await eraseAppointment(world, id)).toEqual(erased)
})

test('an erasure of a person that ended after its first step is finished by the next start', async () => {
  const world = await openWorld()
  const [first, second] = [
    await writeWords(world, { mark: 'Heliodor' }),
    await writeWords(world, { mark: 'Iolith' }),
  ]
  // The records after the first transaction of an erasure: the rights have ended, and the person is noted.
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'))
  records.exec(`update participants set erased = 1 where id = '${anna.id}'`)
  records.exec(`insert into erasures (person, at) values ('${anna.id}', 0)`)
  records.close()
  await world.restart()
  await until('the bytes are gone', async () => (await world.stored()).length === 0)
  expect(remains(world.dataDir, [anna.name, ...first.words, ...second.words])).toEqual([])
  expect(await erasePerson(world, anna.id)).toEqual(erased)
})

test('an erasure that is cut by a kill is finished by the next start', async () => {
  const server = await openServer()
  const ids = [await server.backend.appointment(), await server.backend.appointment()]
  const pdf = bytesOf(allowed.pdf)
  for (const id of ids) {
    const party = partyOf(server, id, await server.backend.token(id, eva.id))
    const file = fileIn(await party.offer([{ name: 'Killed-Jaspis.pdf', size: pdf.length }])).id
    await party.patch(file, pdf)
  }
  const words = ['Killed-Jaspis.pdf', anna.name]
  expect(remains(server.dataDir, words)).toEqual(words)
  const erasing = server.backend
    .ask('DELETE', pathOf(routes.erasePerson, { sub: anna.id }))
    .catch(() => undefined)
  await until('her rights have ended', async () => {
    const path = pathOf(routes.issueToken, { id: ids[0] ?? '' })
    const answer = await server.backend.ask('POST', path, { participant: anna.id })
    return answer.status === 404
  })
  await server.kill()
  await erasing
  await server.start()
  await until('the bytes are gone', () => server.stored('sealed').length === 0)
  expect(remains(server.dataDir, words)).toEqual([])
})

test('an open page forgets the name of somebody who was taken out before they were erased', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const page = await world.join(id, eva.id)
  const sent = await page.send([pick(allowed.pdf)])
  await until('it is ready', () => sent.files[0]?.state === 'ready')
  await reregister(world, id, { patients: [peter] })
  await until('another patient is here', () => page.other?.id === peter.id)
  expect(sent.to.name).toBe(anna.name)
  expect(await erasePerson(world, anna.id)).toEqual(erased)
  await until('the name is forgotten', () => sent.to.name === '')
  expect(sent.files[0]?.name).toBe('')
})

test('an open page forgets whom it asked without a word, once they are erased, also when it was away', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const [page, away] = [await world.join(id, eva.id), await world.join(id, eva.id, 'call', line.url)]
  const request = await page.ask()
  const same = () => away.requests[0]
  await until('both show it', same)
  await reregister(world, id, { patients: [peter] })
  await until('another patient is here', () => page.other?.id === peter.id && away.other?.id === peter.id)
  for (const one of [request, same()]) expect(one?.to.name).toBe(anna.name)
  line.cut()
  expect(await erasePerson(world, anna.id)).toEqual(erased)
  await until('the name is forgotten', () => request.to.name === '')
  expect(request.note).toBeUndefined()
  expect(page.other?.name).toBe(peter.name)
  line.mend()
  await until('the page that was away has forgotten it too', () => same()?.to.name === '', 3000)
})

test('an open page keeps the name of nobody who has left and had no part in anything', async () => {
  const world = await openWorld()
  const id = await world.appointment({ staff: [sam] })
  const doctor = await bring(world, id, eva.id)
  const look = async (): Promise<Snapshot> =>
    (await doctor.ask('POST', routes.snapshot.path, { json: { appointment: id } })).json<Snapshot>()
  const server = { base: world.url, connection: { command: look } } as unknown as Server
  const ledger = new Ledger(await look(), server, { changed: () => {}, failed: () => {} })
  const named = () => [eva, anna, sam].map((one) => ledger.exchange.party(one.id).name)
  expect(named()).toEqual([eva.name, anna.name, sam.name])
  await doctor.offer([{ name: 'Kept-Topas.pdf', size: 9 }])
  await ledger.catchUp()
  await reregister(world, id, { patients: [peter], staff: [] })
  await ledger.catchUp()
  // Anna is still named: a file was for her.
  expect(named()).toEqual([eva.name, anna.name, ''])
})
