import { expect, test } from 'vitest'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import { choose, type Person, picture, saves } from './browser.ts'
import { meetInCall } from './visits.ts'

/** The name of the element with the focus, in any shadow root, and whether its focus is visible. */
const focus = ({ page }: Person) =>
  page.evaluate(() => {
    let at = document.activeElement
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    if (!at || at === document.body) return { name: undefined, seen: false }
    const labels = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at.labels : null
    const name = (at.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? at.textContent ?? '').trim()
    const { outlineStyle, outlineWidth } = getComputedStyle(at)
    const { top, bottom, width } = at.getBoundingClientRect()
    const inView = width > 0 && top >= 0 && bottom <= innerHeight
    return { name, seen: inView && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 }
  })

/** Presses Tab until the element with this name has the focus. Throws if the focus is lost or invisible on the way. */
async function tabTo(person: Person, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let steps = 0; steps < 40; steps += 1) {
    const { name: at, seen } = await focus(person)
    if (steps > 0 && at === undefined) throw new Error('the focus is lost')
    if (steps > 0 && !seen) throw new Error('the focus cannot be seen')
    if (at !== undefined && (typeof name === 'string' ? at === name : name.test(at))) return
    await person.page.keyboard.press(key)
  }
  throw new Error('Tab does not get there')
}

/** Waits until the element with this name has the focus, without a key. */
const focusComesTo = (person: Person, name: string | RegExp) =>
  until('the focus comes there', async () => {
    const { name: at } = await focus(person)
    return at !== undefined && (typeof name === 'string' ? at === name : name.test(at))
  })

const isLost = async (person: Person): Promise<boolean> => (await focus(person)).name === undefined

test('files are sent and saved with the keyboard alone', async () => {
  const { practitioner, patient } = await meetInCall()
  await tabTo(practitioner, 'Select files to share')
  const files = [pick(allowed.pdf), pick(allowed.jpeg), pick(allowed.png)]
  await choose(practitioner, 'Enter', files)
  await practitioner.reads(/^3 of 5 files · /)
  await focusComesTo(practitioner, 'Send files')

  await tabTo(practitioner, `Remove ${allowed.pdf}`, 'Shift+Tab')
  await practitioner.page.keyboard.press('Enter')
  await practitioner.reads(/^2 of 5 files · /)
  await focusComesTo(practitioner, `Remove ${allowed.jpeg}`)
  await tabTo(practitioner, `Remove ${allowed.png}`)
  await practitioner.page.keyboard.press('Space')
  await practitioner.reads(/^1 of 5 files · /)
  await until('the focus is somewhere', async () => !(await isLost(practitioner)))
  await picture(practitioner, 'keyboard-tray')
  await tabTo(practitioner, 'Send files')
  await practitioner.page.keyboard.press('Space')
  await practitioner.row(allowed.jpeg).getByText('Delivered').waitFor()
  await until('the focus is somewhere', async () => !(await isLost(practitioner)))

  await tabTo(patient, `Download ${allowed.jpeg}`)
  const saved = await saves(patient, 'Enter')
  expect(saved.bytes.equals(bytesOf(allowed.jpeg))).toBe(true)
  await focusComesTo(patient, `Save ${allowed.jpeg} again`)
  await practitioner
    .row(allowed.jpeg)
    .getByText(/^Sent to Anna’s device at /)
    .waitFor()
  expect(await isLost(practitioner)).toBe(false)
})

test('a request is made, reconsidered, answered and declined with the keyboard alone', async () => {
  const { practitioner, patient } = await meetInCall()
  const note = 'Your last two blood counts.'
  keepSecret(note)
  await tabTo(practitioner, 'Request patient to share files')
  await practitioner.page.keyboard.press('Enter')
  await focusComesTo(practitioner, 'Anna was asked')
  await tabTo(practitioner, 'Add a note', 'Shift+Tab')
  await practitioner.page.keyboard.press('Space')
  await focusComesTo(practitioner, /^Add a note Optional/)
  await practitioner.page.keyboard.type(note)
  await practitioner.page.keyboard.press('Escape')
  await focusComesTo(practitioner, 'Add a note')
  await practitioner.page.keyboard.press('Space')
  // What was typed before Escape is still there.
  await focusComesTo(practitioner, /^Add a note Optional/)
  await tabTo(practitioner, 'Add')
  await practitioner.page.keyboard.press('Enter')
  await patient.reads(note)
  await focusComesTo(practitioner, 'Change the note')

  await tabTo(patient, 'Select files to share')
  await choose(patient, 'Space', [pick(allowed.xlsx)])
  await patient.row(allowed.xlsx).waitFor()
  await until('the focus is somewhere', async () => !(await isLost(patient)))
  await tabTo(patient, 'Send files', 'Shift+Tab')
  await patient.page.keyboard.press('Enter')
  await practitioner.button(`Download ${allowed.xlsx}`).waitFor()
  await until('the focus is somewhere', async () => !(await isLost(patient)))

  await tabTo(practitioner, `Download ${allowed.xlsx}`)
  const saved = await saves(practitioner, 'Enter')
  expect(saved.bytes.equals(bytesOf(allowed.xlsx))).toBe(true)

  await tabTo(practitioner, 'Request patient to share files')
  await practitioner.page.keyboard.press('Enter')
  await patient.reads(/ asks you for files$/)
  await tabTo(patient, 'I can’t send files now')
  await patient.page.keyboard.press('Enter')
  await practitioner.reads('Anna can’t send files now.')
  // The other page may hear it first; a Tab before the own page has drawn it would leave the page.
  await focusComesTo(patient, 'File Transfer')
  await tabTo(patient, 'Send files after all')
  await choose(patient, 'Enter', [pick(allowed.docx)])
  await focusComesTo(patient, 'Send files')
  await patient.page.keyboard.press('Enter')
  await practitioner.button(`Download ${allowed.docx}`).waitFor()
  await until('the focus is somewhere', async () => !(await isLost(patient)))
})

test('the toast is the next stop after the opener of the closed panel, and gives the focus back', async () => {
  const { practitioner, patient } = await meetInCall()
  await tabTo(patient, 'Close File Transfer')
  await patient.page.keyboard.press('Enter')
  await focusComesTo(patient, 'My Apps')
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await patient.reads(/ sent you a file$/)
  expect((await focus(patient)).name).toBe('My Apps, 1 new')

  await patient.page.keyboard.press('Tab')
  await focusComesTo(patient, `Download ${allowed.pdf}`)
  await picture(patient, 'keyboard-toast')
  const saved = await saves(patient, 'Enter')
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  await focusComesTo(patient, 'My Apps')

  await patient.page.keyboard.press('Enter')
  await patient.page.keyboard.press('Tab')
  await focusComesTo(patient, 'File Transfer')
  await patient.page.keyboard.press('Enter')
  await patient.button('Close File Transfer').waitFor()
  await tabTo(patient, `Save ${allowed.pdf} again`)
})

test('Enter held down on “Send files” sends, and takes nothing back', async () => {
  const { practitioner, patient } = await meetInCall()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await practitioner.row(allowed.pdf).getByText('Delivered').waitFor()
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick(allowed.png),
    pick('note.txt'),
  ])
  await practitioner.button('Send files').focus()
  for (let held = 0; held < 20; held += 1) await practitioner.page.keyboard.down('Enter')
  await practitioner.page.keyboard.up('Enter')
  await practitioner.row(allowed.png).getByText('Delivered').waitFor()
  await focusComesTo(practitioner, 'You sent')
  for (const file of [allowed.pdf, allowed.png]) await patient.button(`Download ${file}`).waitFor()
  expect(await practitioner.page.getByText(/withdrew this file|was withdrawn/).count()).toBe(0)
})

test('Enter held down on “Remove” removes one file, not all of them', async () => {
  const { practitioner } = await meetInCall()
  const files = [pick(allowed.pdf), pick(allowed.jpeg), pick(allowed.png)]
  await choose(practitioner, practitioner.button('Select files to share'), files)
  await practitioner.button(`Remove ${allowed.pdf}`).focus()
  for (let held = 0; held < 20; held += 1) await practitioner.page.keyboard.down('Enter')
  await practitioner.page.keyboard.up('Enter')
  await focusComesTo(practitioner, `Remove ${allowed.jpeg}`)
  await practitioner.reads(/^2 of 5 files · /)
})
