import { showsLocation } from '@chairside/client'
import { expect, test } from 'vitest'
import { bytesOf, pick, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { meet } from '../../world/world.ts'

const located = 'rash-photo-gps.jpg'
const ready = { state: 'ready', type: 'jpeg' }

test('a photo is sent as it is unless its sender wants the place removed; then the server finds none', async () => {
  const { practitioner } = await meet()
  const kept = await practitioner.send([pick(located)])
  await until('it is ready', () => kept.state === 'settled')
  expect(kept.files[0]?.status).toMatchObject({ ...ready, flags: ['location'] })

  const removed = await practitioner.send([pick(located), pick('exercise-plan.pdf')], { location: 'remove' })
  await until('both are ready', () => removed.state === 'settled')
  expect(removed.files[0]?.status).toMatchObject({ ...ready, flags: [] })
  expect(removed.files[1]?.status).toMatchObject({ state: 'ready', type: 'pdf' })
})

test('a patient’s answer loses the place of its photos, those that are added too, and the practitioner gets the picture', async () => {
  const { practitioner, patient } = await meet()
  await practitioner.ask()
  const request = await until('the patient knows', () => patient.openRequest)
  const photo = { name: pick(located).name, blob: new Blob([bytesOf(located)]) }
  const answer = await request.answer([photo], { location: 'remove' })
  await answer.add([pick(located)], { location: 'remove' })
  await until('both are ready', () => answer.state === 'settled')
  expect(answer.files.map(({ status }) => status)).toMatchObject([
    { ...ready, flags: [] },
    { ...ready, flags: [] },
  ])
  const got = await until('the practitioner sees them', () => practitioner.transfers[0]?.files[0])
  const bytes = await saved(got)
  const before = bytesOf(located)
  expect(bytes.length).toBe(before.length)
  const picture = before.indexOf(Buffer.from([0xff, 0xda]))
  expect(bytes.subarray(picture).equals(before.subarray(picture))).toBe(true)
  expect(await showsLocation(new Blob([new Uint8Array(bytes)]))).toBe(false)
})

test('a photo that the device gives no more is refused before it is offered', async () => {
  const { practitioner } = await meet()
  const gone = pick(located)
  gone.slice = () => {
    throw new DOMException('gone', 'NotReadableError')
  }
  await expect(practitioner.send([gone], { location: 'remove' })).rejects.toMatchObject({
    code: 'FILE_CHANGED',
  })
  expect(practitioner.transfers).toEqual([])
})
