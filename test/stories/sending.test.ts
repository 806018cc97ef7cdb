import { expect, test } from 'vitest'
import { anna, eva } from '../people.ts'
import { allowed, bytesOf, pick } from '../samples.ts'
import { keepSecret } from '../secrets.ts'
import { until } from '../until.ts'
import { openWorld } from '../world.ts'

test('a practitioner sends one file of every type, the patient is prompted and saves each byte for byte', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const [practitioner, patient] = [await world.join(id, eva.id), await world.join(id, anna.id)]
  const samples = Object.values(allowed)
  keepSecret(...samples)
  for (const batch of [samples.slice(0, 4), samples.slice(4)])
    await practitioner.send(batch.map((name) => pick(name)))

  const prompts = await until(
    'every file is prompted',
    () => patient.prompts.length === 8 && patient.prompts,
    2000,
  )
  for (const file of prompts) {
    const stream = await file.download()
    const saved = Buffer.from(await new Response(stream).arrayBuffer())
    expect(saved.equals(bytesOf(file.name))).toBe(true)
  }
  const states = await until('the practitioner sees every download', () => {
    const files = practitioner.transfers.flatMap((transfer) => transfer.files)
    return files.every((file) => file.state === 'downloaded') && files
  })
  expect(states).toHaveLength(8)
})
