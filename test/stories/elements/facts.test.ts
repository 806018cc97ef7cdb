import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { Facts } from '../../../client/src/elements/kit/facts.ts'
import { allowed, pick } from '../../world/samples.ts'
import { trickle } from '../../world/trickle.ts'
import { until } from '../../world/until.ts'
import { meet } from '../../world/world.ts'

test('a file that was added to a transfer which was there before is told, also where it is ready when it is first seen', async () => {
  const { practitioner, patient } = await meet()
  const slow = trickle(2 * MB, 'slow-scan.pdf')
  const transfer = await practitioner.send([slow.source])
  await until('the patient sees it come', () => patient.transfers.length === 1)
  const facts = new Facts()
  expect(facts.since(patient)).toEqual([])

  await transfer.add([pick(allowed.jpeg)])
  const file = await until('the added one is ready', () => patient.prompts[0])
  expect(facts.since(patient)).toEqual([
    { type: 'file.ready', appointment: patient.id, transfer: transfer.id, file: file.id },
  ])
  expect(facts.since(patient)).toEqual([])
})
