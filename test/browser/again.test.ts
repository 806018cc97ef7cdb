import { appendFileSync } from 'node:fs'
import { MB, pathOf, routes } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { reregister } from '../world/party.ts'
import { anna, eva, otherDoctor } from '../world/people.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import type { World } from '../world/world.ts'
import { choose, onDisk, type Person, phone, picture, saves } from './browser.ts'
import { deskAt, openRealWorld, patientAt, practitionerAt } from './visits.ts'

const bytesOf = async (file: File): Promise<Buffer> => Buffer.from(await file.arrayBuffer())

/** What the tab's own storage holds, as text. */
const remembered = ({ page }: Pick<Person, 'page'>): Promise<string> =>
  page.evaluate(() =>
    JSON.stringify(Object.entries(sessionStorage).filter(([key]) => key.startsWith('chairside:'))),
  )

/** Loses all that the page sends from now on. */
const sayNothing = ({ page }: Person): Promise<void> =>
  page.evaluate(() => {
    WebSocket.prototype.send = () => {}
  })

/** Lets the person choose in one go. */
async function chooseAll({ page }: Person, button: string, paths: readonly string[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ])
  await chooser.setFiles([...paths])
}

test('a phone that reloads while it sends three files tells both sides at once, and takes all three in one go', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id, { over: line.url, ...phone })
  await patient.button('Enter the call').click()
  await practitioner.reads('Anna is in the call')
  await practitioner.button('Request patient to share files').click()
  const names = ['Überweisung Okubo.pdf', 'Befund Quintavalle.pdf', 'Röntgen Okubo.pdf']
  const scans = names.map((name, at) => grownPdf((4 + at) * MB, name))
  line.hold(3 * MB)
  await choose(patient, patient.button('Select files to share'), scans)
  await patient.button('Send files').click()
  const [, , third] = scans
  if (!third) throw new Error('three files')
  // Two files go at once; one may take the whole line.
  const begun = await until('one of them arrives', async () => {
    for (const file of scans) {
      const arriving = practitioner.row(file.name).getByText(/^Arriving · [1-9]/)
      if ((await arriving.count()) > 0) return file
    }
    return undefined
  })
  await patient.page.reload()
  line.cut()
  line.mend()
  line.flow()

  await patient.reads('Choose your 3 files again.')
  await patient.reads(/This page was loaded anew and can no longer read them\./)
  const status = patient.page.locator('chairside-transfer').getByRole('status')
  await until('it is said', async () => /Choose your 3 files again/.test((await status.textContent()) ?? ''))
  await practitioner.row(begun.name).getByText('Paused. Anna needs to choose it again').waitFor()
  await picture(patient, 'again-phone')
  await picture(practitioner, 'again-other-side')

  const stranger = pick(allowed.pdf, 'Etwas anderes.pdf')
  await chooseAll(patient, 'Choose the files again', await onDisk([third, stranger, ...scans.slice(0, 2)]))
  await patient.reads('Etwas anderes.pdf is another file. It was not sent.')
  for (const file of scans) {
    await practitioner.button(`Download ${file.name}`).waitFor()
    const saved = await saves(practitioner, practitioner.button(`Download ${file.name}`))
    expect(saved.bytes.equals(await bytesOf(file))).toBe(true)
  }
  expect(await practitioner.row(stranger.name).count()).toBe(0)
  await until('nothing is remembered', async () => (await remembered(patient)) === '[]')
})

test('a second device of a person does not say that the first, which is only offline, needs to choose its file again', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const patient = await patientAt(world, id)
  const first = await practitionerAt(world, id, { over: line.url })
  const scan = grownPdf(6 * MB, 'Röntgen Okubo.pdf')
  line.hold(3 * MB)
  await choose(first, first.button('Select files to share'), [scan])
  await first.button('Send files').click()
  await patient
    .row(scan.name)
    .getByText(/^Arriving · [1-9]/)
    .waitFor()
  line.cut()
  const second = await practitionerAt(world, id)
  // It waits for bytes for five seconds.
  await second.button('Choose the file again').waitFor({ timeout: 20_000 })
  await second.reads(/^Choose your file again. The page that was sending it is closed, or has no connection./)
  // What the second device has said until now comes before this.
  await choose(second, second.button('Select files to share'), [pick(allowed.pdf)])
  await second.button('Send files').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  await patient
    .row(scan.name)
    .getByText(/^Paused · waiting for /)
    .waitFor()
  line.mend()
  line.flow()
  await patient.button(`Download ${scan.name}`).waitFor()
})

test('what was sent while nothing came through is there after a reload as not sent yet, and goes once it is chosen', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  await practitioner.reads('No files yet')
  const plan = pick(allowed.pdf, 'Übungsplan Kjærsgård.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [plan])
  await sayNothing(practitioner)
  await practitioner.button('Send files').click()
  await until('the tab remembers it', async () => (await remembered(practitioner)).includes('Kjærsgård'))
  expect(practitioner.page.url()).not.toContain('Kj')
  await practitioner.page.reload()
  await practitioner.reads('Not sent yet')
  await practitioner.reads('Choose your file again.')
  await practitioner.reads(/This page was loaded anew before it could be sent\./)
  await picture(practitioner, 'again-unsent')
  expect(await patient.row(plan.name).count()).toBe(0)

  await chooseAll(practitioner, 'Choose the file again', await onDisk([plan]))
  await patient.button(`Download ${plan.name}`).waitFor()
  await practitioner.readsNoMore('Not sent yet')
  for (const person of [practitioner, patient]) expect(await person.row(plan.name).count()).toBe(1)
  await until('nothing is remembered', async () => (await remembered(practitioner)) === '[]')
})

/** Eva's page after a reload; nothing of the file that she sent reached the server. */
async function unsentAt(world: World, id: string): Promise<Person> {
  const practitioner = await practitionerAt(world, id)
  await practitioner.reads('No files yet')
  const plan = pick(allowed.pdf, 'Übungsplan Kjærsgård.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [plan])
  await sayNothing(practitioner)
  await practitioner.button('Send files').click()
  await until('the tab remembers it', async () => (await remembered(practitioner)).includes('Kjærsgård'))
  await practitioner.page.reload()
  await practitioner.reads('Not sent yet')
  return practitioner
}

describe.each([
  ['was taken out', (world: World, id: string) => reregister(world, id, { practitioner: otherDoctor })],
  ['was erased', (world: World) => world.backend('DELETE', pathOf(routes.erasePerson, { sub: eva.id }))],
  ['has an appointment that is over', (world: World, id: string) => world.end(id)],
])('the tab of somebody who %s', (_, change) => {
  test('remembers no name of an unsent file, where the page is open', async () => {
    const world = await openRealWorld()
    const id = await world.appointment()
    const practitioner = await unsentAt(world, id)
    await change(world, id)
    await until('nothing is remembered', async () => (await remembered(practitioner)) === '[]')
  })

  test('remembers none, where the page was away and comes back', async () => {
    const world = await openRealWorld()
    const id = await world.appointment()
    const practitioner = await unsentAt(world, id)
    const address = practitioner.page.url()
    await practitioner.page.goto(`${world.url}/health/live`)
    expect(await remembered(practitioner)).toContain('Kjærsgård')
    await change(world, id)
    await practitioner.page.goto(address)
    await until('nothing is remembered', async () => (await remembered(practitioner)) === '[]')
  })
})

test('the tab of somebody who comes back as staff, who send nothing, remembers no name of an unsent file', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const { page } = await unsentAt(world, id)
  await page.goto(`${world.url}/health/live`)
  await reregister(world, id, { practitioner: otherDoctor, staff: [eva] })
  await page.goto(`${world.url}/demo/practitioner.html#token=${await world.token(id, eva.id)}`)
  await until('nothing is remembered', async () => (await remembered({ page })) === '[]')
})

test('a desk’s tab forgets the name of an unsent file when another practitioner gets its appointment', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  await world.join(id, anna.id, 'waiting-room')
  const desk = await deskAt(world)
  const open = () => desk.button(`Files of ${anna.name}`).click()
  await open()
  await choose(desk, desk.button('Select files'), [pick(allowed.pdf, 'Übungsplan Kjærsgård.pdf')])
  await sayNothing(desk)
  await desk.button('Send files').click()
  await until('the tab remembers it', async () => (await remembered(desk)).includes('Kjærsgård'))
  await desk.page.reload()
  await open()
  await desk.reads('Not sent yet')
  await reregister(world, id, { practitioner: otherDoctor })
  await until('nothing is remembered', async () => (await remembered(desk)) === '[]')
})

test('what is not sent yet can be let go of', async () => {
  const world = await openRealWorld()
  const practitioner = await unsentAt(world, await world.appointment())
  await practitioner.button('Do not send Übungsplan Kjærsgård.pdf').click()
  await practitioner.readsNoMore('Not sent yet')
  expect(await remembered(practitioner)).toBe('[]')
})

/** Counts the files that the page has read whole. */
const countCopies = ({ page }: Person): Promise<void> =>
  page.evaluate(() => {
    const { arrayBuffer } = Blob.prototype
    Object.assign(window, { copies: 0 })
    Blob.prototype.arrayBuffer = async function () {
      const bytes = await arrayBuffer.call(this)
      if (this instanceof File)
        Object.assign(window, { copies: 1 + (window as unknown as { copies: number }).copies })
      return bytes
    }
  })

const copied = ({ page }: Person) =>
  until('it is copied', () => page.evaluate(() => 'copies' in window && window.copies === 1))

/** Changes the file on the disk, as a phone may by itself: the browser then refuses to read the old file. */
const touch = (path: string): void => appendFileSync(path, ' ')

test('a small file that the device changes after it was chosen goes as it was chosen', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  await practitioner.reads('No files yet')
  const photo = pick(allowed.pdf, 'Foto Okubo.pdf')
  const [path = ''] = await onDisk([photo])
  await countCopies(practitioner)
  await chooseAll(practitioner, 'Select files to share', [path])
  await practitioner.row(photo.name).waitFor()
  await copied(practitioner)
  touch(path)
  await practitioner.button('Send files').click()
  await patient.button(`Download ${photo.name}`).waitFor()
  const saved = await saves(patient, patient.button(`Download ${photo.name}`))
  expect(saved.bytes.equals(await bytesOf(photo))).toBe(true)
})

test('a large file that the device changes is asked for once, and then goes from a copy', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  await practitioner.reads('No files yet')
  const film = grownPdf(9 * MB, 'Aufnahme Okubo.pdf')
  const [path = ''] = await onDisk([film])
  await chooseAll(practitioner, 'Select files to share', [path])
  await practitioner.row(film.name).waitFor()
  touch(path)
  await practitioner.button('Send files').click()
  await practitioner.reads(/^This file changed on your device after it was chosen\. Choose it again/)
  const [again = ''] = await onDisk([film])
  await countCopies(practitioner)
  await chooseAll(practitioner, 'Select files to share', [again])
  await practitioner.button('Send files').waitFor()
  await copied(practitioner)
  touch(again)
  await practitioner.button('Send files').click()
  await patient.button(`Download ${film.name}`).waitFor()
})

test('a page that alone has bytes asks before it is left, unless it sets that off', async () => {
  const world = await openRealWorld()
  const practitioner = await practitionerAt(world, await world.appointment())
  const { page, panel } = practitioner
  await practitioner.reads('No files yet')
  const asks = (): Promise<boolean> =>
    page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))
  expect(await asks()).toBe(false)
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.row(allowed.pdf).waitFor()
  expect(await asks()).toBe(true)
  await panel.evaluate((element) => element.setAttribute('warn-on-leave', 'false'))
  await until('it is off', async () => !(await asks()))
  await panel.evaluate((element) => element.removeAttribute('warn-on-leave'))
  await until('it is on again', asks)
  const dialog = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  const asked = await dialog
  expect(asked.type()).toBe('beforeunload')
  await asked.dismiss()
  await practitioner.button(`Remove ${allowed.pdf}`).click()
  await until('there is nothing to lose', async () => !(await asks()))
})

test('a page in which a refusal or a withdrawal waits for the connection asks before it is left', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  await practitioner.button('Request patient to share files').click()
  await patient.button('Select files to share').waitFor()
  const acts = [
    [practitioner, `Withdraw ${allowed.pdf}`],
    [patient, 'I can’t send files now'],
  ] as const
  for (const [{ page, button, reads }, act] of acts) {
    const asks = (): Promise<boolean> =>
      page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))
    await until('nothing waits', async () => !(await asks()))
    await page.context().setOffline(true)
    await reads('File Transfer has no connection.')
    await button(act).click()
    await until('it would be lost', asks)
    await page.context().setOffline(false)
    await until('the server knows it', async () => !(await asks()))
  }
  await practitioner.reads('Anna can’t send files now.')
})

test('what a person refused or withdrew, and the server never heard, is said after a reload', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  await practitioner.button('Request patient to share files').click()
  await patient.button('Select files to share').waitFor()
  for (const [person, act, command] of [
    [patient, 'I can’t send files now', 'request:decline'],
    [practitioner, `Withdraw ${allowed.pdf}`, 'file:withdraw'],
  ] as const) {
    await sayNothing(person)
    await person.button(act).click()
    const isRemembered = async () => (await remembered(person)).includes(command)
    await until('this tab remembers it', isRemembered)
    person.page.once('dialog', (asked) => asked.accept())
    await person.page.reload()
    await until('nothing is left to say', async () => !(await isRemembered()))
  }
  await practitioner.reads('Anna can’t send files now.')
  await patient.button(`Download ${allowed.pdf}`).waitFor({ state: 'detached' })
  const kinds = (await world.record(id)).map(({ kind }) => kind)
  for (const kind of ['request-declined', 'file-withdrawn'] as const)
    expect(kinds.filter((one) => one === kind)).toHaveLength(1)
})

test('a reason that waits for the connection is guarded by the page, and is never in the memory of the tab', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  await practitioner.button('Request patient to share files').click()
  await patient.button('I can’t send files now').click()
  await patient.button('Add a reason').click()
  const { page } = patient
  const asks = (): Promise<boolean> =>
    page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))
  await until('nothing waits', async () => !(await asks()))
  await page.context().setOffline(true)
  await patient.reads('File Transfer has no connection.')
  await page.locator('#words').fill('my arm is in plaster')
  await patient.button('Add').click()
  await until('the page asks', asks)
  expect(await remembered(patient)).toContain('request:decline')
  expect(await remembered(patient)).not.toContain('plaster')
  await page.context().setOffline(false)
  await practitioner.reads('Anna can’t send files now: “my arm is in plaster”')
  await until('there is nothing to lose', async () => !(await asks()))
  expect(await remembered(patient)).toBe('[]')
})
