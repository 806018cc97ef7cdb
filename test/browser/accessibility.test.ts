import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { anna, peter } from '../world/people.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import { brokenInEveryLook } from './axe.ts'
import { choose, type Person, phone, picture, resize, saves } from './browser.ts'
import { listen } from './listen.ts'
import { addNote, deskAt, meetInCall, openRealWorld, patientAt, practitionerAt } from './visits.ts'

test('axe finds nothing in the practitioner’s panel: empty, asking, asked, with a tray, refused, delivered', async () => {
  const { practitioner, patient } = await meetInCall()
  const found = [await brokenInEveryLook(practitioner, 'axe-empty')]
  await practitioner.button('Request patient to share files').click()
  await practitioner.reads(/^You asked Anna for files at /)
  await practitioner.button('Add a note').click()
  found.push(await brokenInEveryLook(practitioner, 'axe-form'))
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick('animation.gif', 'holiday.jpg'),
    pick(allowed.pdf),
    pick(allowed.png),
    pick('note.txt'),
  ])
  await practitioner.button(`Remove ${allowed.png}`).click()
  found.push(await brokenInEveryLook(practitioner, 'axe-tray'))
  await practitioner.button('Send files').click()
  await practitioner.row('holiday.jpg').getByText('Refused').waitFor()
  await practitioner.row(allowed.pdf).getByText('Delivered').waitFor()
  found.push(await brokenInEveryLook(practitioner, 'axe-refused'))
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  found.push(await brokenInEveryLook(patient, 'axe-prompt'))
  await patient.button('I can’t send files now').click()
  await patient.reads(/^You told /)
  await patient.button('Add a reason').click()
  found.push(await brokenInEveryLook(patient, 'axe-decline'))
  await patient.button('Close File Transfer').click()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.docx)])
  await practitioner.button('Send files').click()
  await patient.reads(/ sent you a file$/)
  found.push(await brokenInEveryLook(patient, 'axe-toast'))
  expect(found.flat()).toEqual([])
})

test('axe finds nothing while bytes go, on either side, nor on a phone', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  const patient = await patientAt(world, id, phone)
  const found = [await brokenInEveryLook(patient, 'axe-phone-waiting')]
  await patient.button('Enter the call').tap()
  await choose(practitioner, practitioner.button('Select files to share'), [
    grownPdf(4 * MB, 'shoulder-scan.pdf'),
    grownPdf(4 * MB, 'shoulder-scan-2.pdf'),
    grownPdf(4 * MB, 'shoulder-scan-3.pdf'),
  ])
  line.hold(2 * MB)
  await practitioner.button('Send files').click()
  await patient.reads(/^3 files arriving · \d+%$/)
  found.push(await brokenInEveryLook(practitioner, 'axe-sending'))
  found.push(await brokenInEveryLook(patient, 'axe-phone-peek'))
  await patient.button('Make File Transfer taller').tap()
  found.push(await brokenInEveryLook(patient, 'axe-phone-arriving'))
  expect(found.flat()).toEqual([])
})

test('axe finds nothing on the desk: nobody there, somebody waiting, somebody chosen, on a phone too', async () => {
  const world = await openRealWorld()
  const [first, second] = [await world.appointment(), await world.appointment({ patients: [peter] })]
  const desk = await deskAt(world)
  const found = [await brokenInEveryLook(desk, 'axe-desk-empty')]
  await world.join(first, anna.id, 'waiting-room')
  const caller = await world.join(second, peter.id, 'call')
  await desk.button(`Files of ${peter.name}`).click()
  await desk.button('Request files from a patient').click()
  await desk.reads('Asked for files')
  await caller.openRequest?.answer([pick(allowed.jpeg)])
  await desk.button(`Download ${allowed.jpeg}`).waitFor()
  found.push(await brokenInEveryLook(desk, 'axe-desk'))
  await resize(desk, { width: 390, height: 844 })
  found.push(await brokenInEveryLook(desk, 'axe-desk-phone'))
  expect(found.flat()).toEqual([])
})

const sizes = [
  { name: 'large-text', size: { width: 1280, height: 800 }, text: '200%' },
  { name: 'narrow', size: { width: 320, height: 640 }, text: '100%' },
] as const

/** Counts what is cut off or scrolls sideways, in our elements and in the page around them. */
const overflow = ({ page }: Person, text: string) =>
  page.evaluate(async (fontSize) => {
    document.documentElement.style.fontSize = fontSize
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const roots: ShadowRoot[] = []
    const enter = (around: ParentNode) => {
      for (const element of around.querySelectorAll('chairside-desk, chairside-transfer')) {
        if (!element.shadowRoot) continue
        roots.push(element.shadowRoot)
        enter(element.shadowRoot)
      }
    }
    enter(document)
    const wider = (part: Element) => part.scrollWidth > part.clientWidth + 1
    const parts = roots.flatMap((root) => [...root.querySelectorAll('button, p, h2, h3, h4, label')])
    const lists = roots.flatMap((root) => [...root.querySelectorAll('[part~="list"], [part~="desk-list"]')])
    return {
      looked: parts.length > 5 && lists.length > 0,
      cut: parts.filter(wider).length,
      lists: lists.filter(wider).length,
      page: document.documentElement.scrollWidth - innerWidth,
    }
  }, text)

test('at 320 px, and with text twice as large, nothing is cut and nothing moves sideways', async () => {
  const { world, practitioner, patient } = await meetInCall()
  const note = 'The letter of your orthopaedist, and the pictures that were taken there.'
  keepSecret(note)
  await practitioner.button('Request patient to share files').click()
  await addNote(practitioner, note)
  await patient.reads(note)
  const picked = [pick(allowed.pdf), pick('note.txt')]
  await choose(practitioner, practitioner.button('Select files to share'), picked)
  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg)])
  const desk = await deskAt(world)
  await desk.button(`Files of ${anna.name}`).click()
  await desk.reads(/^You asked Anna for files at /)

  for (const [who, person] of Object.entries({ practitioner, patient, desk })) {
    for (const { name, size, text } of sizes) {
      await resize(person, size)
      const measured = await overflow(person, text)
      await picture(person, `${who}-${name}`)
      expect([who, name, measured]).toEqual([who, name, { looked: true, cut: 0, lists: 0, page: 0 }])
    }
  }
})

test('signs grow with the text', async () => {
  const { practitioner } = await meetInCall()
  const widthAt = (text: string) =>
    practitioner.button('Close File Transfer').evaluate((button, size) => {
      document.documentElement.style.fontSize = size
      return button.querySelector('.icon')?.clientWidth
    }, text)
  expect([await widthAt('100%'), await widthAt('200%'), await widthAt('50%')]).toEqual([20, 40, 20])
})

test('a screen reader hears what was chosen, what arrived, what is asked, and what went to whose device', async () => {
  const { practitioner, patient } = await meetInCall()
  const [hers, theirs] = [await listen(practitioner), await listen(patient)]
  const note = 'A photo of the rash, please.'
  keepSecret(note)
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick(allowed.pdf),
    pick('note.txt'),
  ])
  await hers.hears(/^note\.txt not added: .* Send a PDF, .* 1 file chosen, 30\sKB\.$/)
  await practitioner.button('Send files').click()
  await hers.hears(`Delivered: ${allowed.pdf}.`)
  await theirs.hears(new RegExp(`^New file from Dr\\.\\s.*: ${allowed.pdf}\\.$`))
  await practitioner.button('Request patient to share files').click()
  await addNote(practitioner, note)
  await theirs.hears(new RegExp(`^Dr\\.\\s.* asks you for files: “${note}”$`))
  await saves(patient, patient.button(`Download ${allowed.pdf}`))
  await hers.hears(`Sent to Anna’s device: ${allowed.pdf}.`)

  // The region is empty at the beginning and after its last sentence, so that no old sentence is left to be read.
  const all = await hers.heard()
  expect(all[0]).toBe('')
  await until('the region is cleared', async () => (await hers.heard()).at(-1) === '', 1_500)
  expect(await practitioner.page.getByRole('status').count()).toBe(1)
})
