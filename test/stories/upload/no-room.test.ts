import { KB, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { anna, eva } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { allowed, bytesOf, grownPdf, pick, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'

/** Not a multiple of the batch size, so that a write is cut short at this size. */
const room = 8 * MB + 4.5 * KB

test('a system that takes only so many bytes of a file keeps those, shows nobody half a file, and takes a smaller one', {
  timeout: 60_000,
}, async () => {
  const server = await openServer({}, { largestFile: room })
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id)
  const patient = await server.join(appointment, anna.id)
  const transfer = await practitioner.send([grownPdf(12 * MB, 'Zu große Aufnahme Quintavalle.pdf')])
  const sent = transfer.files[0]
  const holdup = await until('the sender reads why', () => sent?.holdup, 2000)
  expect([holdup.code, sent?.state]).toEqual(['STORAGE_FULL', 'receiving'])
  await until('all that there was room for is kept', () => sent?.bytes === room)
  expect([server.stored('unsealed'), server.stored('sealed')]).toEqual([[room], []])
  expect(patient.prompts).toEqual([])

  await practitioner.send([pick(allowed.pdf)])
  const prompt = await until('the smaller one arrives', () => patient.prompts[0], 2000)
  expect((await saved(prompt)).equals(bytesOf(allowed.pdf))).toBe(true)
  expect(server.stored('sealed')).toEqual([bytesOf(allowed.pdf).length])
  expect(server.stored('unsealed')).toEqual([room])
})
