import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { allowed, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { choose, phone, picture, resize } from './browser.ts'
import { meetInCall, openRealWorld, patientAt, practitionerAt } from './visits.ts'

const note = 'A photo of the rash, please.'
keepSecret(note)

test('a request that is taken back while files are chosen says so, and the next one finds them again', async () => {
  const { practitioner, patient } = await meetInCall()
  await practitioner.button('Request patient to share files').click()
  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg)])
  await practitioner.button('Withdraw request').click()
  await patient.reads(/ took the request back\. What you chose was not sent, and stays here\.$/)
  await patient.reads('Kept for the next request')
  await patient.row(allowed.jpeg).waitFor()
  expect(await patient.button('Send files').count()).toBe(0)
  await picture(patient, 'request-taken-back')

  await practitioner.button('Request patient to share files').click()
  await patient.row(allowed.jpeg).waitFor()
  await patient.button('Send files').click()
  await practitioner.button(`Download ${allowed.jpeg}`).waitFor()
})

test('a refused file offers another one only for as long as files are asked for', async () => {
  const { practitioner, patient } = await meetInCall()
  await practitioner.button('Request patient to share files').click()
  const files = [pick(allowed.pdf), pick('animation.gif', 'holiday.jpg')]
  await choose(patient, patient.button('Select files to share'), files)
  await patient.button('Send files').click()
  await practitioner.button(`Download ${allowed.pdf}`).waitFor()
  await patient.row('holiday.jpg').getByText('Refused').waitFor()
  await patient.button('Dismiss holiday.jpg').waitFor()
  await patient.page.getByRole('button', { name: /^Choose another file/ }).waitFor({ state: 'detached' })
})

test('“Not now” to a question leaves the file that came with it to be shown', async () => {
  const { practitioner, patient } = await meetInCall()
  await patient.button('Close File Transfer').click()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await patient.reads(/ sent you a file$/)
  await practitioner.button('Request patient to share files').click()
  await patient.reads(/ asks you for files$/)
  await patient.button('Not now').click()
  await patient.reads(/ sent you a file$/)
})

test('a picture that is pasted with text into a field is not taken from it', async () => {
  const { practitioner } = await meetInCall()
  await practitioner.button('Request patient to share files').click()
  await practitioner.button('Add a note').click()
  await practitioner.page.getByRole('textbox', { name: /^Add a note/ }).waitFor()
  const paste = (selector: string) =>
    practitioner.panel.evaluate((panel, to) => {
      const data = new DataTransfer()
      data.items.add(new File(['picture'], 'image.png', { type: 'image/png' }))
      data.setData('text/plain', 'words')
      const event = new ClipboardEvent('paste', {
        clipboardData: data,
        bubbles: true,
        composed: true,
        cancelable: true,
      })
      panel.shadowRoot?.querySelector(to)?.dispatchEvent(event)
      return event.defaultPrevented
    }, selector)
  expect(await paste('textarea')).toBe(false)
  expect(await practitioner.row('image.png').count()).toBe(0)
  expect(await paste('.list')).toBe(true)
  await practitioner.row('image.png').waitFor()
})

test('the way to send stands below the list while many files are chosen', async () => {
  const { practitioner } = await meetInCall()
  await resize(practitioner, { width: 1280, height: 600 })
  const files = [allowed.pdf, allowed.jpeg, allowed.png, allowed.docx, allowed.xlsx].map((name) => pick(name))
  await choose(practitioner, practitioner.button('Select files to share'), files)
  await practitioner.reads(/^5 of 5 files · /)
  const below = await practitioner.panel.evaluate((panel) => {
    const list = panel.shadowRoot?.querySelector('.list')?.getBoundingClientRect()
    const send = panel.shadowRoot?.querySelector('#send')?.getBoundingClientRect()
    return list && send && send.top >= list.bottom && send.bottom <= innerHeight
  })
  expect(below).toBe(true)
  await picture(practitioner, 'tray-five')
})

test('asking takes one click that moves nothing, and a usual note one more', async () => {
  const { practitioner, patient } = await meetInCall()
  await practitioner.panel.evaluate((panel) =>
    panel.setAttribute('usual-notes', 'Insurance card|Lab results'),
  )
  const asks = practitioner.button('Request patient to share files')
  const before = await asks.boundingBox()
  await asks.click()
  const asked = practitioner.button('Anna was asked')
  await asked.waitFor()
  expect(await asked.boundingBox()).toEqual(before)
  await patient.reads(/ asks you for files$/)

  await practitioner.button('Add a note').click()
  await picture(practitioner, 'asked-note')
  await practitioner.button('Insurance card').click()
  await practitioner.reads(/^You asked Anna for files at .*: “Insurance card”$/)
  await patient.reads('Insurance card')
  // What was asked can be read again and changed; what was used is usual.
  await practitioner.button('Change the note').click()
  await practitioner.button('Lab results').click()
  await patient.reads('Insurance card, Lab results')
  await practitioner.reads(/: “Insurance card, Lab results”$/)
})

test('who said no sends after all: what is chosen is kept, and both sides know', async () => {
  const { practitioner, patient } = await meetInCall()
  await practitioner.button('Request patient to share files').click()
  await patient.button('I can’t send files now').click()
  await patient.reads(/^You told .* that you can’t send files now\.$/)
  await practitioner.reads('Anna can’t send files now.')
  await practitioner.button('Ask again').waitFor()
  expect(await patient.page.getByText('You can send files when you are asked.').count()).toBe(0)
  await picture(patient, 'declined')
  await choose(patient, patient.button('Send files after all'), [pick(allowed.jpeg)])
  await patient.button('Send files').click()
  await practitioner.button(`Download ${allowed.jpeg}`).waitFor()
  expect(
    await patient.page
      .locator('[part="notice"]')
      .getByText(/^You told /)
      .count(),
  ).toBe(0)
  // The status region may still say it.
  const notice = practitioner.page.locator('[part="notice"]').getByText('Anna can’t send files now.')
  expect(await notice.count()).toBe(0)
})

/** Both in the call, one of them over a line that can be cut. */
async function meetOverLine(who: 'practitioner' | 'patient') {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const over = (one: typeof who) => (one === who ? { over: line.url } : {})
  const practitioner = await practitionerAt(world, id, over('practitioner'))
  const patient = await patientAt(world, id, over('patient'))
  await patient.button('Enter the call').click()
  await practitioner.reads('Anna is in the call')
  return { world, line, id, practitioner, patient }
}

test('without a connection a request can be taken back, also before it was sent, and its patient is asked nothing', async () => {
  const { world, line, id, practitioner, patient } = await meetOverLine('practitioner')
  line.cut()
  await practitioner.reads(/^File Transfer has no connection/)
  await practitioner.button('Request patient to share files').click()
  await practitioner.reads('Waiting for the connection')
  await picture(practitioner, 'asking-without-connection')
  await practitioner.button('Withdraw request').click()
  await practitioner.readsNoMore('Waiting for the connection')
  line.mend()
  await practitioner.readsNoMore(/^File Transfer has no connection/)
  await practitioner.button('Request patient to share files').click()
  await patient.reads(/ asks you for files$/)
  expect((await world.record(id)).filter(({ kind }) => kind === 'request-asked')).toHaveLength(1)

  line.cut()
  await practitioner.reads(/^File Transfer has no connection/)
  await practitioner.button('Withdraw request').click()
  await practitioner.reads(/^You asked Anna for files at .* Will be withdrawn when the connection is back$/)
  expect(await practitioner.button('Withdraw request').count()).toBe(0)
  line.mend()
  await patient.readsNoMore(/ asks you for files$/)
  await practitioner.button('Request patient to share files').waitFor()
})

test('without a connection a patient’s “I can’t send files now” waits, and the panel says so', async () => {
  const { line, practitioner, patient } = await meetOverLine('patient')
  await practitioner.button('Request patient to share files').click()
  await patient.reads(/ asks you for files$/)
  line.cut()
  await patient.reads(/^File Transfer has no connection/)
  await patient.button('I can’t send files now').click()
  await patient.reads('Your answer waits for the connection')
  expect(await patient.button('I can’t send files now').count()).toBe(0)
  line.mend()
  await practitioner.reads(/can’t send files now/)
})

test('that somebody is not here is said in a low window, too', async () => {
  const world = await openRealWorld()
  const practitioner = await practitionerAt(world, await world.appointment(), {
    ...phone,
    viewport: { width: 320, height: 568 },
  })
  await practitioner.reads('Anna is not here now')
})
