import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openHeldCommit } from '../../world/held-commit.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { stay } from '../../world/stay.ts'
import { trickle } from '../../world/trickle.ts'
import { until } from '../../world/until.ts'
import { meet, openWorld, type World } from '../../world/world.ts'

const [minute, hour] = [60_000, 3_600_000]

/** Lets `ms` milliseconds pass, and then runs a sweep. */
async function pass(world: World, ms: number): Promise<void> {
  await world.clock.advance(ms)
  await world.chairside.sweep()
}

const stateOf = async (world: World, id: string): Promise<unknown> => {
  const answer = await world.backend('GET', pathOf(routes.readAppointment, { id }))
  return ((await answer.json()) as { state: unknown }).state
}

test('at the end the open request expires, and a file on its way may finish for fifteen minutes', async () => {
  const { world, id, practitioner, patient } = await meet()
  const [quick, slow] = [trickle(2 * MB, 'quick-scan.pdf'), trickle(2 * MB, 'slow-scan.pdf')]
  const question = await practitioner.ask()
  await until('the patient is asked', () => patient.openRequest)
  const answer = await patient.openRequest?.answer([quick.source, slow.source])
  for (const scan of [quick, slow]) scan.flow(MB)
  await until('half of both is there', async () => {
    await world.clock.advance(100)
    return answer?.files.every((file) => file.bytes === MB)
  })

  await world.end(id)
  await until('the question is over', () => question.state === 'expired')
  await pass(world, 14 * minute)
  expect(answer?.files.map((file) => file.state)).toEqual(['receiving', 'receiving'])
  quick.flow()
  const prompt = await until('the quick one arrives', () => practitioner.prompts[0])
  expect(await saved(prompt)).toHaveLength(2 * MB)

  await pass(world, minute)
  await until('the slow one is over', () => answer?.files[1]?.state === 'expired')
  await until('its bytes are gone', async () => (await world.stored()).length === 1)
  slow.flow()
  expect(answer?.state).toBe('settled')
  await expect(answer?.files[1]?.ticket('view')).rejects.toMatchObject({
    problem: { code: 'EXPIRED', limit: 24 },
  })
  expect(practitioner.transfers[0]?.files.map((file) => file.state)).toEqual(['downloaded', 'expired'])
  expect(question.state).toBe('expired')
})

test('when the retention is over the bytes are gone from the disk, and the record stays', async () => {
  const { world, id, practitioner, patient } = await meet({}, { env: { RETENTION_HOURS: '1' } })
  const transfer = await practitioner.send([pick(allowed.pdf), pick(allowed.png)])
  const [read] = await until('both are here', () => patient.prompts.length === 2 && patient.prompts)
  if (read === undefined) throw new Error('two files are here')
  await saved(read)
  await until('one is downloaded', () => transfer.files[0]?.state === 'downloaded')
  await world.end(id)
  await until('the end is known', () => patient.filesUntil)
  expect(patient.filesUntil).toEqual(new Date('2026-11-20T15:00:00Z'))

  await pass(world, hour - minute)
  expect(await world.stored()).toEqual([bytesOf(allowed.pdf).length, bytesOf(allowed.png).length])
  expect((await saved(read)).equals(bytesOf(allowed.pdf))).toBe(true)
  const { url } = await read.ticket('download')
  keepSecret(url)

  await pass(world, minute)
  expect(await world.stored()).toEqual([])
  await until('both sides see it', () =>
    [practitioner, patient].every((view) =>
      view.transfers[0]?.files.every((file) => file.state === 'expired'),
    ),
  )
  expect(patient.prompts).toEqual([])
  const answer = await fetch(url)
  expect([answer.status, await answer.json()]).toMatchObject([410, { error: { code: 'EXPIRED', limit: 1 } }])

  await pass(world, 24 * hour)
  expect(await stateOf(world, id)).toBe('ended')
  const kinds = (await world.record(id)).map((line) => line.kind)
  expect(kinds.filter((kind) => kind === 'file-expired')).toHaveLength(2)
  expect(kinds).toContain('file-downloaded')
})

test('the bytes go by themselves, without anybody asking for the sweep', async () => {
  const { world, id, practitioner, patient } = await meet({}, { env: { RETENTION_HOURS: '1' } })
  await practitioner.send([pick(allowed.pdf)])
  await until('it is here', () => patient.prompts.length === 1)
  await world.end(id)
  await world.clock.advance(hour)
  await until('its bytes are gone', async () => {
    await world.clock.advance(minute)
    return (await world.stored()).length === 0
  })
})

test('a file that never began expires with its appointment, after a restart too', async () => {
  const { world, id, practitioner, patient } = await meet()
  const scan = trickle(2 * MB, 'ankle-scan.pdf')
  const transfer = await practitioner.send([scan.source])
  await until('the patient sees it', () => patient.transfers[0]?.files[0])
  for (const view of [practitioner, patient]) view.close()
  await world.end(id)
  await pass(world, 20 * minute)
  await world.restart()
  const later = await world.join(id, anna.id)
  expect(later.transfers[0]?.id).toBe(transfer.id)
  expect(later.transfers[0]?.files[0]?.state).toBe('expired')
  expect(await world.stored()).toEqual([])
})

test('an appointment with nobody connected ends two hours after its planned end, not before', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  await pass(world, 30 * minute + 2 * hour)
  expect(await stateOf(world, id)).toBe('open')
  await pass(world, 1000)
  expect(await stateOf(world, id)).toBe('ended')
  const ends = (await world.record(id)).filter((line) => line.kind === 'appointment-ended')
  expect(ends).toMatchObject([{ at: '2026-11-20T16:30:01.000Z' }])
})

test('an appointment in which somebody stays does not end before they have gone', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  await stay(world, 3 * hour, practitioner)
  await world.chairside.sweep()
  expect(await stateOf(world, id)).toBe('open')
  practitioner.close()
  await until('it ends once they have gone', async () => {
    await pass(world, 5000)
    return (await stateOf(world, id)) === 'ended'
  })
})

test('whoever stays connected, an appointment ends a day after its planned end, and its files go with their retention', async () => {
  const env = { HARD_END_HOURS: '3', RETENTION_HOURS: '1' }
  const { world, id, practitioner, patient } = await meet({}, { env })
  await practitioner.send([pick(allowed.pdf)])
  await until('it is here', () => patient.prompts.length === 1)
  await stay(world, 3 * hour + 30 * minute, practitioner, patient)
  await world.chairside.sweep()
  expect(await stateOf(world, id)).toBe('open')
  await pass(world, 1000)
  expect(await stateOf(world, id)).toBe('ended')
  await until('both sides are told', () => practitioner.filesUntil && patient.filesUntil)
  expect(practitioner.connection.state).toBe('up')
  await pass(world, hour)
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
})

test('a connection that a killed process left in the records keeps no appointment open', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  await world.chairside.stop()
  // A process that is killed during a connection leaves this row.
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'))
  records
    .prepare("insert into connections values ('c-killed', ?, ?, 'call', 0, 'node-killed', '', 0)")
    .run(id, anna.id)
  records.close()
  await world.restart()
  await pass(world, 30 * minute + 2 * hour)
  expect(await stateOf(world, id)).toBe('open')
  await pass(world, 1000)
  expect(await stateOf(world, id)).toBe('ended')
})

test('an appointment that somebody joins while the sweep ends forgotten ones stays open', async () => {
  const { database, hold, release } = openHeldCommit()
  const world = await openWorld({ overrides: { database } })
  const [first, second] = [await world.appointment(), await world.appointment()]
  await pass(world, 2 * hour)
  // The sweep stops at the commit that ends the first appointment.
  const ended = hold()
  const sweeping = pass(world, hour)
  await ended
  const states = async () => [await stateOf(world, first), await stateOf(world, second)]
  const [left = first] = (await states()).flatMap((state, at) =>
    state === 'open' ? [[first, second][at]] : [],
  )
  await world.join(left, anna.id)
  release()
  await sweeping
  expect((await states()).toSorted()).toEqual(['ended', 'open'])
})

test('a restart ends no appointment that runs late with people in it: they have time to come back', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  await stay(world, 3 * hour, practitioner)
  await world.restart()
  await world.chairside.sweep()
  expect(await stateOf(world, id)).toBe('open')
  // Without a socket it asks by its own clock, and the server's jumps.
  await until('the page is back by its socket after the restart', () => {
    const { connection } = practitioner
    return connection.state === 'up' && !connection.polling
  })
  await pass(world, minute)
  expect(await stateOf(world, id)).toBe('open')
  practitioner.close()
  await until('it ends once they have gone', async () => {
    await pass(world, 5000)
    return (await stateOf(world, id)) === 'ended'
  })
})

test('a file on its way can still be finished after a restart that took longer than the time it had left', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const slow = trickle(2 * MB, 'late-scan.pdf')
  const transfer = await practitioner.send([slow.source])
  slow.flow(MB)
  await until('half of it is there', async () => {
    await world.clock.advance(100)
    return transfer.files[0]?.bytes === MB
  })
  await world.end(id)
  await world.restart(20 * minute)
  await world.chairside.sweep()
  slow.flow()
  await until('it has arrived', () => transfer.files[0]?.state === 'ready', 2000)
})
