import { test } from 'vitest'
import { allowed, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { choose } from './browser.ts'
import { listen } from './listen.ts'
import { meetInCall } from './visits.ts'

test('a screen reader hears a withdrawal on both sides, why somebody declines, that a request is taken back, and the end', async () => {
  const { world, id, practitioner, patient } = await meetInCall()
  const [hers, theirs] = [await listen(practitioner), await listen(patient)]
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await hers.hears(`Delivered: ${allowed.pdf}.`)
  await practitioner.button(`Withdraw ${allowed.pdf}`).click()
  await hers.hears(`Withdrawn: ${allowed.pdf}.`)
  await theirs.hears(new RegExp(`^Dr\\.\\s.* withdrew ${allowed.pdf}\\.$`))

  await practitioner.button('Request patient to share files').click()
  await patient.reads(/ asks you for files$/)
  await practitioner.button('Withdraw request').click()
  await theirs.hears(/^Dr\.\s.* took the request back\.$/)

  const reason = 'I have no camera here.'
  keepSecret(reason)
  await practitioner.button('Request patient to share files').click()
  await patient.button('I can’t send files now').click()
  await hers.hears('Anna can’t send files now.')
  await patient.button('Add a reason').click()
  await patient.page.getByRole('textbox', { name: /^Add a reason/ }).fill(reason)
  await patient.button('Add').click()
  await hers.hears(`Anna can’t send files now: “${reason}”`)

  await world.end(id)
  await hers.hears(/^The appointment is over\. You can save files until /)
})

test('what was taken back before its turn to be said came is not said', async () => {
  const { practitioner, patient } = await meetInCall()
  const theirs = await listen(patient)
  await practitioner.button('Request patient to share files').click()
  await theirs.hears(/ asks you for files\.$/)
  // The next message has to wait some seconds.
  await practitioner.button('Withdraw request').click()
  await theirs.hears(/ took the request back\.$/)
  await practitioner.button('Request patient to share files').click()
  await patient.reads(/ asks you for files$/)
  await practitioner.button('Withdraw request').click()
  await patient.readsNoMore(/ asks you for files$/)
  const before = (await theirs.heard()).filter((text) => text.includes('asks you for files')).length
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.png)])
  await practitioner.button('Send files').click()
  await theirs.hears(/^New file from /)
  const after = (await theirs.heard()).filter((text) => text.includes('asks you for files')).length
  if (after !== before) throw new Error('a request was said that was no longer there')
})
