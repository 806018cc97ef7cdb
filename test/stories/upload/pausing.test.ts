import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openHeldCommit } from '../../world/held-commit.ts'
import { begin, read } from '../../world/http.ts'
import { bring, fileIn, tus } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const pdf = bytesOf(allowed.pdf)

test('a pause that overlaps the beginning of a connection ends it, and both sides see the pause', async () => {
  const { database, hold, release } = openHeldCommit()
  const world = await openWorld({ overrides: { database } })
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const transfer = await doctor.offer([{ name: 'Paused-Plan.pdf', size: MB }])
  const { id: file } = fileIn(transfer)
  const paused = hold()
  const pausing = doctor.ask('POST', pathOf(routes['file:pause']), { json: { id: file } })
  await paused
  // The pause is committed, but has not ended connections yet. A connection that comes now lifts the pause, and is then
  // ended by it.
  const upload = begin(world.url + pathOf(routes.sendBytes, { id: file }), 'PATCH', {
    token: doctor.token,
    headers: { ...tus(0), 'content-length': String(MB) },
  })
  atEnd(() => void upload.request.destroy())
  upload.request.write(pdf.subarray(0, 1000))
  await until(
    'the connection is there',
    async () => fileIn(await patient.see(transfer.id)).state === 'receiving',
  )
  release()
  await pausing
  expect((await read(await upload.head)).error).toMatchObject({ code: 'CONFLICT', found: 'paused' })
  for (const party of [doctor, patient])
    await until('it is paused', async () => {
      const seen = fileIn(await party.see(transfer.id))
      return seen.state === 'receiving' && seen.paused === 'sender'
    })
})
