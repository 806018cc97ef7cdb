import { expect, test } from 'vitest'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, grownPdf, pick, saved, sentBytesOf } from '../../world/samples.ts'
import { until } from '../../world/until.ts'

const services = useNodes()

test('a practitioner on one node and a patient on another see each other, hand files over, and both know', async () => {
  const { world, second } = await openTwo(await services.env())
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id, 'call', second.url)
  await until('she sees the patient in the call', () =>
    practitioner.participants.some((one) => one.id === anna.id && one.presence?.place === 'call'),
  )
  const prompts: string[] = []
  patient.on('prompt', (file) => prompts.push(file.id))
  const transfer = await practitioner.send([pick(allowed.pdf)])
  await until('the patient is asked to download', () => prompts.length === 1)
  const [file] = patient.transfers.flatMap(({ files }) => files)
  if (file === undefined) throw new Error('no file')
  expect(await saved(file)).toEqual(await sentBytesOf(allowed.pdf))
  await until('she reads that the patient has it', () => transfer.files[0]?.state === 'downloaded')

  await practitioner.ask({ note: 'The letter, please' })
  const request = await until('the patient is asked', () =>
    patient.requests.find(({ state }) => state === 'asked'),
  )
  await request.answer([grownPdf(3_000_000, 'letter.pdf')])
  const came = await until('she has it ready', () =>
    practitioner.transfers
      .flatMap(({ files }) => files)
      .find(({ name, state }) => name === 'letter.pdf' && state === 'ready'),
  )
  expect((await saved(came)).length).toBe(3_000_000)
})
