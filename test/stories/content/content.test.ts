import { expect, test } from 'vitest'
import { word } from '../../gate/compound.ts'
import { pick } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { meet } from '../../world/world.ts'

const letter = (): File => {
  keepSecret('letter-with-macros.doc')
  const content = word(0, [{ name: 'Macros', kind: 'storage' }])
  return new File([new Uint8Array(content)], 'letter-with-macros.doc')
}

test('a letter with macros arrives from the practitioner with a flag, and is refused from the patient', async () => {
  const { practitioner, patient } = await meet()
  const sent = await practitioner.send([letter()])
  await until('the letter is ready', () => sent.state === 'settled')
  expect(sent.files[0]?.status).toMatchObject({ state: 'ready', type: 'doc', flags: ['macros'] })

  await practitioner.ask()
  const request = await until('the patient knows', () => patient.openRequest)
  const answer = await request.answer([letter()])
  await until('the answer has its verdict', () => answer.files[0]?.state === 'rejected')
  expect(answer.files[0]?.status).toMatchObject({ code: 'MACRO_PART' })
})

test('an Excel file that is called a Word file is refused, and both sides read what it is', async () => {
  const { practitioner, patient } = await meet()
  const sent = await practitioner.send([pick('old-lab-results.xls', 'lab-results.doc')])
  await until('it has its verdict', () => sent.state === 'settled')
  const refused = { state: 'rejected', code: 'TYPE_NOT_ALLOWED', details: { extension: 'xls' } }
  expect(sent.files[0]?.status).toMatchObject(refused)
  const theirs = await until('the patient sees it', () => patient.transfers[0]?.files[0])
  await until('the patient knows', () => theirs.state === 'rejected')
  expect(theirs.status).toMatchObject(refused)
})
