import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person, phone, picture, resize } from './browser.ts'
import { listen } from './listen.ts'
import { meetInCall, openRealWorld, patientAt, practitionerAt } from './visits.ts'

const notSent = ({ page }: Person) => page.locator('[part~="not-sent"]')

/** Whether a small picture of a file is drawn: not all of it is of one colour. */
const isPictured = (person: Person, name: string) =>
  until('its picture is drawn', () =>
    person
      .row(name)
      .locator('canvas')
      .evaluate((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) return false
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {
          data: [],
        }
        return new Set(data).size > 2
      }),
  )

test('what cannot be sent stays as a group of its own, also after sending, until it is dismissed', async () => {
  const { practitioner, patient } = await meetInCall()
  const { hears, heard } = await listen(practitioner)
  const bad = [1, 2, 3, 4, 5, 6].map((number) => pick('note.txt', `note-${number}.txt`))
  await choose(practitioner, practitioner.button('Select files to share'), [
    ...bad.slice(0, 3),
    pick(allowed.jpeg),
    pick(allowed.png),
    ...bad.slice(3),
  ])
  await practitioner.reads('Ready to send to Anna')
  expect(await notSent(practitioner).locator('[part="file"]').count()).toBe(6)
  const places = await practitioner.page
    .locator('[part~="group"]')
    .evaluateAll((groups) => groups.map((group) => group.getAttribute('part')))
  expect(places).toEqual(['group tray', 'group not-sent'])
  // Six refusals are one short message.
  await hears(/^6 files not added\. 2 files chosen, /)
  for (const name of [allowed.jpeg, allowed.png]) await isPictured(practitioner, name)
  await picture(practitioner, 'tray-not-sent')

  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.jpeg}`).waitFor()
  await practitioner.reads(/2 sent, 6 not sent$/)
  await hears('Sending 2 files, 6 not sent.')
  expect(await notSent(practitioner).locator('[part="file"]').count()).toBe(6)
  await practitioner
    .row('note-1.txt')
    .getByText(/Send a PDF, JPG, PNG, Word, PowerPoint or Excel file\.$/)
    .waitFor()
  for (const name of [allowed.jpeg, allowed.png]) await isPictured(practitioner, name)
  await picture(practitioner, 'sent-not-sent')

  await practitioner.button('Dismiss note-1.txt').click()
  await practitioner.button('Undo: note-1.txt').click()
  await practitioner.button('Dismiss all').click()
  await notSent(practitioner).waitFor({ state: 'detached' })
  expect((await heard()).join(' ')).not.toContain('note-1.txt')
})

test('on a phone the last refused row is above the bar', async () => {
  const world = await openRealWorld()
  const practitioner = await practitionerAt(world, await world.appointment(), {
    ...phone,
    viewport: { width: 320, height: 568 },
  })
  const bad = [1, 2, 3, 4].map((number) => pick('note.txt', `note-${number}.txt`))
  await choose(practitioner, practitioner.button('Select files to share'), [...bad, pick(allowed.pdf)])
  const last = practitioner.row('note-4.txt')
  await last.scrollIntoViewIfNeeded()
  await until('the row is all above the bar', async () => {
    await practitioner.page.locator('[part="list"]').evaluate((list) => list.scrollBy(0, 80))
    const [row, bar] = [
      await last.boundingBox(),
      await practitioner.page.locator('[part="actions"]').boundingBox(),
    ]
    return row && bar && row.y + row.height <= bar.y
  })
  await picture(practitioner, 'phone-320-refused')
})

test('a sixth file is named and kept, and is on top where there is room again', async () => {
  const { practitioner, patient } = await meetInCall()
  const six = [1, 2, 3, 4, 5, 6].map((page) => pick(allowed.pdf, `referral-page-${page}.pdf`))
  await choose(practitioner, practitioner.button('Select files to share'), six)
  await practitioner.reads('Goes next: referral-page-6.pdf.')
  await practitioner.reads('5 files go at once; it is here when these are sent.')
  await practitioner.reads(/^5 of 5 files · /)
  expect(await practitioner.row('referral-page-6.pdf').count()).toBe(0)
  await picture(practitioner, 'practitioner-six')

  // Where one of the five goes, the sixth takes its place; and gives it back.
  await practitioner.button('Remove referral-page-2.pdf').click()
  await practitioner.button('Remove referral-page-6.pdf').waitFor()
  await practitioner.button('Undo: referral-page-2.pdf').click()
  await practitioner.reads('Goes next: referral-page-6.pdf.')

  await practitioner.button('Send files').click()
  await patient.button('Download referral-page-5.pdf').waitFor()
  await practitioner.row('referral-page-6.pdf').waitFor()
  const first = practitioner.page.locator('[part="list"] [part="file"]').first()
  expect(await first.textContent()).toContain('referral-page-6.pdf')
  await practitioner.button('Send files').click()
  await patient.button('Download referral-page-6.pdf').waitFor()
})

test('what is being sent without a connection can be taken back into the tray', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  const patient = await patientAt(world, id)
  line.cut()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await practitioner.button('Cancel sending').click()
  await practitioner.button(`Remove ${allowed.pdf}`).waitFor()
  line.mend()
  await practitioner.reads('Ready to send to Anna')
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor({ timeout: 20_000 })
  expect(await patient.row(allowed.pdf).count()).toBe(1)
})

test('what is chosen comes into view, also where new files stand above it', async () => {
  const { practitioner, patient } = await meetInCall()
  await resize(practitioner, { width: 320, height: 568 })
  await practitioner.button('Request patient to share files').click()
  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg), pick(allowed.png)])
  await patient.button('Send files').click()
  await practitioner.button('Download all').waitFor()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.docx)])
  await practitioner.button('Send files').waitFor()
  const list = practitioner.page.locator('[part="list"]')
  await until('its row is in view', async () => {
    const [row, bounds] = [await practitioner.row(allowed.docx).boundingBox(), await list.boundingBox()]
    return row && bounds && row.y >= bounds.y && row.y < bounds.y + bounds.height - 20
  })
})

test('“1 sent, 1 not sent” is said of the files that were sent with what was refused, and of no others', async () => {
  const { practitioner, patient } = await meetInCall()
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick(allowed.pdf),
    pick('animation.gif', 'holiday.gif'),
  ])
  await practitioner.button('Send files').click()
  await practitioner.reads(/1 sent, 1 not sent$/)
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick('note.txt'),
    pick(allowed.png),
  ])
  await practitioner.button('Send files').click()
  const partly = practitioner.page.getByText(/1 sent, 1 not sent$/)
  await until('both say what went with them', async () => (await partly.count()) === 2)
  await patient.button(`Download ${allowed.png}`).waitFor()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.jpeg)])
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.jpeg}`).waitFor()
  await practitioner.row(allowed.jpeg).getByText('Delivered').waitFor()
  expect(await partly.count()).toBe(2)
  await practitioner.button(`Withdraw ${allowed.png}`).click()
  await until('nothing of it was sent', async () => (await partly.count()) === 1)
})

test('nothing is said to be sent while it still is being sent', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const practitioner = await practitionerAt(world, await world.appointment(), { over: line.url })
  await choose(practitioner, practitioner.button('Select files to share'), [
    grownPdf(4 * MB, 'shoulder-scan.pdf'),
    pick('animation.gif', 'holiday.gif'),
  ])
  line.hold(2 * MB)
  await practitioner.button('Send files').click()
  await practitioner.reads(/^0 of 1 delivered · [1-9]\d?%$/)
  line.flow()
  await practitioner.reads(/1 sent, 1 not sent$/)
})

test('what was chosen when an appointment ends is not said to be kept for a request', async () => {
  const { world, id, practitioner } = await meetInCall()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').waitFor()
  await world.end(id)
  await practitioner.page.getByRole('heading', { name: 'Not sent' }).waitFor()
  expect(await practitioner.page.getByText('Kept for the next request').count()).toBe(0)
})
