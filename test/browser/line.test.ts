import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { eva } from '../world/people.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person, picture, saves, stayed } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** Eva sends a file of 8 MB over a line that lets only the first 3 MB through. */
async function meetOnBadLine() {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  const patient = await patientAt(world, id)
  const scan = grownPdf(8 * MB, 'shoulder-scan.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [scan])
  line.hold(3 * MB)
  await practitioner.button('Send files').click()
  // All that the line lets through: after the break, nothing that came before it is told any more.
  await until('three of eight are there', async () => (await shareOf(practitioner, scan.name)) === 37)
  return { world, id, line, practitioner, patient, scan }
}

const shareOf = async (person: Person, file: string): Promise<number> => {
  const bar = person.page.getByRole('progressbar', { name: file })
  return (await bar.count()) === 0 ? 0 : Number(await bar.getAttribute('aria-valuenow'))
}

const arrives = async (practitioner: Person, patient: Person, file: File) => {
  await practitioner.row(file.name).getByText('Delivered').waitFor()
  const saved = await saves(patient, patient.button(`Download ${file.name}`))
  return saved.bytes.equals(Buffer.from(await file.arrayBuffer()))
}

test('offline in the middle of a file it says so, and back on the line goes on from where it stood', async () => {
  const { line, practitioner, patient, scan } = await meetOnBadLine()
  const context = practitioner.page.context()
  // Bytes that the system has taken from the browser, but not carried yet, are lost with the line.
  line.cut()
  await context.setOffline(true)
  await practitioner.reads('File Transfer has no connection.')
  await practitioner.reads('What was sent is safe. Sending goes on by itself.')
  await practitioner
    .row(scan.name)
    .getByText(/^Waiting for the connection · 3\d%$/)
    .waitFor()
  await patient
    .row(scan.name)
    .getByText(/^Paused · waiting for /)
    .waitFor()
  await practitioner.reads('The call is not affected.')
  await practitioner.reads('No connection to File Transfer')
  expect(await practitioner.page.getByText('Anna is').count()).toBe(0)
  await picture(practitioner, 'line-down')
  await picture(patient, 'line-down-other-side')

  line.mend()
  line.flow()
  await context.setOffline(false)
  await practitioner.reads('File Transfer is back.')
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  expect(line.offsets[0]).toBe(0)
  expect(line.offsets[1]).toBeGreaterThan(2 * MB)
  expect(line.uploaded).toBeLessThan(9 * MB)
  expect(await stayed(practitioner)).toBe(true)
})

/** Every number after "Sending on from" that the panel shows from now on. */
function sendingOn({ page }: Person) {
  return page.evaluateHandle(() => {
    const shown = new Set<string>()
    const root = document.querySelector('chairside-transfer')?.shadowRoot
    const look = () => {
      for (const [, number = ''] of (root?.textContent ?? '').matchAll(/Sending on from (\d+)%/g))
        shown.add(number)
    }
    if (root)
      new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true })
    return shown
  })
}

test('"Sending on from" is the number at the break, and stands still while more is sent', async () => {
  const { line, practitioner, patient, scan } = await meetOnBadLine()
  const context = practitioner.page.context()
  line.cut()
  await context.setOffline(true)
  await practitioner.reads('File Transfer has no connection.')
  const share = await shareOf(practitioner, scan.name)
  const shown = await sendingOn(practitioner)
  line.mend()
  line.hold(MB)
  await Promise.all([
    context.setOffline(false),
    practitioner.reads('File Transfer is back.'),
    practitioner.row(scan.name).getByText(`Sending on from ${share}%`).waitFor(),
  ])
  await until('more is sent', async () => (await shareOf(practitioner, scan.name)) > share)
  line.flow()
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  expect(await shown.evaluate((numbers) => [...numbers])).toEqual([`${share}`])
})

/** Whether a panel shows from now on any of the words that tell of a connection. */
function toldOf({ page }: Person) {
  return page.evaluateHandle(() => {
    const told = { isTold: false }
    const root = document.querySelector('chairside-transfer')?.shadowRoot
    const look = () => {
      if (/Sending on|Arriving again|[Ww]aiting for|connection|is back/.test(root?.textContent ?? ''))
        told.isTold = true
    }
    if (root)
      new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true })
    return told
  })
}

test('a break that is too short to be told leaves no word on either side', async () => {
  const { line, practitioner, patient, scan } = await meetOnBadLine()
  const told = await Promise.all([toldOf(practitioner), toldOf(patient)])
  line.cut()
  line.mend()
  line.flow()
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  expect(line.offsets.at(-1)).toBeGreaterThan(2 * MB)
  for (const one of told) expect(await one.evaluate(({ isTold }) => isTold)).toBe(false)
})

test('back on the line, one notice says that sending goes on, and the rows alone say from where', async () => {
  const { line, practitioner, patient, scan } = await meetOnBadLine()
  const context = practitioner.page.context()
  const second = grownPdf(8 * MB, 'hip-scan.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [second])
  await practitioner.button('Send files').click()
  await practitioner
    .row(second.name)
    .getByText(/^Waiting/)
    .waitFor()
  line.cut()
  await context.setOffline(true)
  await practitioner.reads('File Transfer has no connection.')
  line.mend()
  line.hold(MB)
  const notice = practitioner.page.locator('[part~="notice"]').filter({ hasText: 'is back' })
  await Promise.all([
    context.setOffline(false),
    notice.filter({ hasText: /^\s*File Transfer is back\.\s+Sending goes on\.\s*$/ }).waitFor(),
  ])
  line.flow()
  for (const file of [scan, second]) expect(await arrives(practitioner, patient, file)).toBe(true)
})

test('where nothing is being sent, nothing is said to go on by itself, and the call is said to be safe only in one', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  for (const [person, words] of [
    [practitioner, 'The call is not affected. What was sent is safe.'],
    [patient, 'What was sent is safe.'],
  ] as const) {
    await person.reads(/ is (in the|not here)/)
    await person.page.context().setOffline(true)
    const notice = person.page.locator('[part~="notice"]').filter({ hasText: 'no connection' })
    await notice.waitFor()
    expect((await notice.textContent())?.trim().replace(/\s+/g, ' ')).toBe(
      `File Transfer has no connection. ${words}`,
    )
    await person.page.context().setOffline(false)
    await person.reads('File Transfer is back.')
    expect(await person.page.getByText(/Sending (on|goes)/).count()).toBe(0)
  }
})

test('reloaded in the middle of a file the page asks for the same file and goes on from where it stood', async () => {
  const { line, practitioner, patient, scan } = await meetOnBadLine()
  await practitioner.page.reload()
  // Bytes that the system had taken from the old page, but not carried yet, are lost.
  line.cut()
  line.mend()
  await practitioner
    .row(scan.name)
    .getByText(/^Stopped at 3\d% · choose it again$/)
    .waitFor()
  await picture(practitioner, 'line-reloaded')
  const again = practitioner.button(`Choose this file again: ${scan.name}`)
  await choose(practitioner, again, [pick(allowed.pdf)])
  await practitioner
    .row(scan.name)
    .getByText(/^This is another file\./)
    .waitFor()

  line.flow()
  await choose(practitioner, again, [scan])
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  expect(line.offsets.at(-1)).toBeGreaterThan(2 * MB)
  expect(line.uploaded).toBeLessThan(9 * MB)
})

test('the demo’s own switch cuts the line of its page for ten seconds', async () => {
  const { line, practitioner, patient, scan } = await meetOnBadLine()
  await practitioner.button('Cut my line for 10 s').click()
  await practitioner.reads('File Transfer has no connection.')
  line.flow()
  await practitioner.reads('File Transfer is back.')
  expect(await arrives(practitioner, patient, scan)).toBe(true)
})

test('a new token function in the middle of a file leaves its upload alone', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  const patient = await patientAt(world, id)
  const token = await world.token(id, eva.id)
  const renew = () =>
    practitioner.panel.evaluate((panel, given) => {
      Object.assign(panel, { appointment: undefined, url: location.origin, token: () => given })
    }, token)
  await renew()
  await practitioner.reads('No files yet')
  const scan = grownPdf(8 * MB, 'shoulder-scan.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [scan])
  line.hold(3 * MB)
  await practitioner.button('Send files').click()
  await until('three of eight are there', async () => (await shareOf(practitioner, scan.name)) >= 30)
  await renew()
  line.flow()
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  expect(line.offsets).toEqual([0])
})

test('at the end of its token the panel says so, and its button comes back with a new one', async () => {
  const world = await openRealWorld({ limits: { token: 8_000, tokenTolerance: 0 } })
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  await practitioner.reads('No files yet')
  let token = await world.token(id, eva.id)
  await practitioner.page.exposeFunction('currentToken', () => token)
  await practitioner.panel.evaluate((panel) => {
    const { currentToken } = window as unknown as { currentToken: () => Promise<string> }
    Object.assign(panel, { appointment: undefined, url: location.origin, token: () => currentToken() })
  })
  await practitioner.reads('You are signed out of File Transfer.')
  await practitioner.reads('The call is not affected.')
  await picture(practitioner, 'signed-out')

  token = await world.token(id, eva.id)
  await practitioner.button('Reconnect').click()
  const notice = practitioner.page.locator('[part="notice"]')
  await notice.getByText('You are signed out of File Transfer.').waitFor({ state: 'detached' })
  await practitioner.reads('No files yet')
  expect(await stayed(practitioner)).toBe(true)
})

test('what is sent while the line is down stays in sight, and goes once when it is back', async () => {
  const { line, practitioner, patient } = await meetOnBadLine()
  const context = practitioner.page.context()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  line.cut()
  await context.setOffline(true)
  await practitioner.reads('File Transfer has no connection.')
  await practitioner.button('Send files').click()
  await practitioner.row(allowed.pdf).getByText('Waiting for the connection').waitFor()
  await practitioner.button('Send files').click({ force: true })
  await practitioner.button('Request patient to share files').click()
  await practitioner.page
    .locator('#asked')
    .getByText(/^Waiting for the /)
    .waitFor()
  await picture(practitioner, 'line-sent-while-down')

  line.mend()
  line.flow()
  await context.setOffline(false)
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  await practitioner.reads(/^You asked Anna for files at /)
  await practitioner.row(allowed.pdf).getByText('Delivered').waitFor()
  for (const person of [practitioner, patient]) expect(await person.row(allowed.pdf).count()).toBe(1)
})
