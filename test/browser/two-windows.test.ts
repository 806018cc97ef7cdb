import { MB, socketPath } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { bring } from '../world/party.ts'
import { eva } from '../world/people.ts'
import { allowed, bytesOf, grownPdf, pick, sentBytesOf } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import { choose, drop, onDisk, picture, saves, stayed } from './browser.ts'
import { addNote, meetInCall, openRealWorld, patientAt, practitionerAt } from './visits.ts'

test('a practitioner drops files and picks others, takes one back, sends, and the patient saves them byte for byte', async () => {
  const { practitioner, patient } = await meetInCall()
  const dropped = [pick(allowed.pdf, 'Plan cvičení.pdf'), pick(allowed.jpeg)]
  const picked = [pick(allowed.docx), pick(allowed.png)]

  await drop(practitioner, practitioner.panel, await onDisk(dropped), async () => {
    await practitioner.reads('Drop to add. You press “Send files” afterwards.')
    await picture(practitioner, 'practitioner-drop')
  })
  await practitioner.reads(/^2 of 5 files · /)
  await choose(practitioner, practitioner.button('Add more'), picked)
  await practitioner.reads(/^4 of 5 files · /)

  const gone = practitioner.button(`Remove ${allowed.png}`)
  await gone.click()
  await practitioner.reads(/^3 of 5 files · /)
  await practitioner.button(`Undo: ${allowed.png}`).click()
  await practitioner.reads(/^4 of 5 files · /)
  await gone.click()
  await picture(practitioner, 'practitioner-tray')
  await practitioner.button('Send files').click()

  for (const file of [...dropped, ...picked.slice(0, 1)]) {
    await practitioner.row(file.name).getByText('Delivered').waitFor()
    const saved = await saves(patient, patient.button(`Download ${file.name}`))
    expect(saved.name === file.name).toBe(true)
    expect(saved.bytes.equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
    await practitioner
      .row(file.name)
      .getByText(/^Sent to Anna’s device at \d\d:\d\d$/)
      .waitFor()
  }
  await picture(practitioner, 'practitioner-downloaded')

  const again = await saves(patient, patient.button(`Save ${allowed.jpeg} again`))
  expect(again.bytes.equals(bytesOf(allowed.jpeg))).toBe(true)
  expect(await patient.row(allowed.png).count()).toBe(0)
  for (const person of [practitioner, patient]) expect(await stayed(person)).toBe(true)
})

test('both windows show the same share of a file while its bytes go', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  const patient = await patientAt(world, id)
  const scan = grownPdf(4 * MB, 'shoulder-scan.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [scan])
  line.hold(2 * MB)
  await practitioner.button('Send files').click()

  const share = (words: RegExp) => async (person: typeof patient) =>
    words.exec((await person.row(scan.name).locator('[part="file-state"]').textContent()) ?? '')?.[1]
  const [sent, arrived] = [share(/Sending · (\d+)% of 4\sMB/), share(/Arriving · (\d+)% of 4\sMB/)]
  const percent = await until('both windows say how far it is', async () => {
    const [mine, theirs] = [await sent(practitioner), await arrived(patient)]
    // Where the line stands: 2 of 4 MB, less the head of the request.
    return mine !== undefined && mine === theirs && Number(mine) >= 49 && mine
  })
  const bars = [practitioner, patient].map((person) =>
    person.page.getByRole('progressbar', { name: scan.name }),
  )
  for (const bar of bars) expect(await bar.getAttribute('aria-valuenow')).toBe(percent)
  await picture(practitioner, 'practitioner-sending')
  await picture(patient, 'patient-arriving')

  line.flow()
  await practitioner.row(scan.name).getByText('Delivered').waitFor()
  await patient.row(scan.name).getByText('4 MB · New').waitFor()
  const saved = await saves(patient, patient.button(`Download ${scan.name}`))
  expect(saved.bytes.equals(Buffer.from(await scan.arrayBuffer()))).toBe(true)
})

test('a file never stands in both lists: from the first event that tells of it on it is in the list of what is sent', async () => {
  const world = await openRealWorld()
  const practitioner = await practitionerAt(world, await world.appointment())
  const late: (() => void)[] = []
  await practitioner.page.routeWebSocket(
    (url) => url.pathname.startsWith(socketPath),
    (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => server.send(message))
      // An answer begins with 43 (https://socket.io/docs/v4/socket-io-protocol), an event with 42.
      server.onMessage((message) => {
        if (String(message).startsWith('43')) late.push(() => socket.send(message))
        else socket.send(message)
      })
    },
  )
  await practitioner.page.reload()
  await practitioner.reads('No files yet')
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await until('the offer is answered, and the page does not know', () => late.length > 0)
  const row = practitioner.row(allowed.pdf)
  await row.getByText('Ready for Anna').waitFor()
  expect(await row.count()).toBe(1)
  for (const answer of late) answer()
  expect(await row.count()).toBe(1)
})

test('a page takes no press of a button before its script has come, and loses none afterwards', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  const late = Promise.withResolvers<void>()
  await patient.page.route('**/chairside.js', async (route) => {
    await late.promise
    await route.continue()
  })
  await patient.page.reload()
  const enter = patient.page.locator('#enter')
  await expect(enter.click({ trial: true, timeout: 500 })).rejects.toThrow()
  late.resolve()
  await enter.click()
  await practitioner.reads('Anna is in the call')
})

test('with the panel closed the patient gets a toast and a badge, and saves from there', async () => {
  const { practitioner, patient } = await meetInCall()
  await patient.button('Close File Transfer').click()
  const badge = patient.button('My Apps, 1 new')
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()

  await patient.reads(/ sent you a file$/)
  await badge.waitFor()
  await picture(patient, 'patient-toast')
  const saved = await saves(patient, patient.button(`Download ${allowed.pdf}`))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  await patient.readsNoMore(/ sent you a file$/)
  await badge.waitFor({ state: 'detached' })
  await practitioner
    .row(allowed.pdf)
    .getByText(/^Sent to Anna’s device at /)
    .waitFor()

  await choose(practitioner, practitioner.button('Select files to share'), [
    pick(allowed.jpeg),
    pick(allowed.png),
  ])
  await practitioner.button('Send files').click()
  await patient.reads(/ sent you 2 files$/)
  await patient.button('Show').click()
  await patient.button(`Download ${allowed.png}`).waitFor()
  expect(await stayed(patient)).toBe(true)
})

test('a practitioner asks with a note, the patient answers with files, and the practitioner saves them', async () => {
  const { practitioner, patient } = await meetInCall()
  const note = 'A photo of the rash, and your insurance card.'
  keepSecret(note)
  await drop(patient, patient.panel, await onDisk([pick(allowed.pdf)]), () =>
    patient.reads(/ needs to ask first\.$/),
  )
  expect(await patient.page.getByText('Ready to send').count()).toBe(0)

  await practitioner.button('Request patient to share files').click()
  await practitioner.button('Anna was asked').waitFor()
  await addNote(practitioner, note)
  await picture(practitioner, 'practitioner-ask')
  await practitioner.reads(/^You asked Anna for files at /)
  await patient.reads(/ asks you for files$/)
  await patient.reads(note)
  await picture(patient, 'patient-prompt')

  await choose(patient, patient.button('Select files to share'), [
    pick('rash-photo-gps.jpg', 'image.jpg'),
    pick(allowed.jpeg, 'image.jpg'),
  ])
  await patient.button('Send files').click()
  await practitioner.reads(/^you asked at /)
  for (const [name, sample] of [
    ['image.jpg', 'rash-photo-gps.jpg'],
    ['image (2).jpg', allowed.jpeg],
  ] as const) {
    keepSecret(name)
    const saved = await saves(practitioner, practitioner.button(`Download ${name}`))
    expect(saved.name === name && saved.bytes.equals(await sentBytesOf(sample))).toBe(true)
    await patient
      .row(name)
      .getByText(/^Sent to .*’s device at /)
      .waitFor()
  }
  expect(await patient.page.getByText(/ asks you for files$/).count()).toBe(0)
  await picture(patient, 'patient-answered')
  for (const person of [practitioner, patient]) expect(await stayed(person)).toBe(true)
})

test('the patient declines with a reason, and the practitioner takes a second request back', async () => {
  const { practitioner, patient } = await meetInCall()
  const reason = 'The card is in my other bag.'
  keepSecret(reason)
  const ask = async () => {
    await practitioner.button('Request patient to share files').click()
    await patient.reads(/ asks you for files$/)
  }
  await ask()
  await patient.button('I can’t send files now').click()
  await practitioner.reads('Anna can’t send files now.')
  await patient.button('Add a reason').click()
  await patient.page.getByRole('textbox', { name: /^Add a reason/ }).fill(reason)
  await patient.button('Add').click()
  await picture(patient, 'patient-decline')
  await practitioner.reads(`Anna can’t send files now: “${reason}”`)
  await patient.readsNoMore(/ asks you for files$/)

  await ask()
  await practitioner.button('Withdraw request').click()
  await patient.readsNoMore(/ asks you for files$/)
  await practitioner.readsNoMore(/^You asked Anna for files at /)
})

test('a refused file says why on both sides, its sibling arrives, and another one is chosen in its place', async () => {
  const { practitioner, patient } = await meetInCall()
  const wrong = pick('animation.gif', 'holiday.jpg')
  await choose(practitioner, practitioner.button('Select files to share'), [
    wrong,
    pick(allowed.pdf),
    pick('note.txt'),
  ])
  await practitioner.row('note.txt').getByText('Not sent').waitFor()
  await practitioner
    .row('note.txt')
    .getByText(/Send a PDF, JPG, PNG, Word, PowerPoint or Excel file\.$/)
    .waitFor()
  await picture(practitioner, 'practitioner-not-sent')
  await practitioner.button('Send files').click()

  await practitioner.row(wrong.name).getByText('Refused').waitFor()
  await practitioner
    .row(wrong.name)
    .getByText(/the content is a GIF picture/)
    .waitFor()
  await patient
    .row(wrong.name)
    .getByText(/ file was refused: did not pass the check$/)
    .waitFor()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  await picture(practitioner, 'practitioner-refused')
  await picture(patient, 'patient-refused')

  await choose(practitioner, practitioner.button(/^Choose another file/), [pick(allowed.jpeg)])
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.jpeg}`).waitFor()
})

test('what is long over is shown when somebody asks for it, and the focus stays at the button while there is more', async () => {
  const world = await openRealWorld({ limits: { toldOver: 1 } })
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const names = ['Oldest-Plan.pdf', 'Older-Plan.pdf', 'Newest-Plan.pdf']
  for (const name of names) {
    const { id: transfer } = await doctor.offer([{ name, size: 9 }])
    await (await doctor.connect()).command('transfer:withdraw', { id: transfer })
  }
  const practitioner = await practitionerAt(world, id)
  const rows = () => practitioner.page.locator('[part="file"]').count()
  const focused = () =>
    practitioner.panel.evaluate((element) => element.shadowRoot?.activeElement?.id ?? 'nothing of the panel')
  await practitioner.row('Newest-Plan.pdf').waitFor()
  expect(await rows()).toBe(1)
  await practitioner.button('Show earlier files').press('Enter')
  await practitioner.row('Older-Plan.pdf').waitFor()
  await until('the focus is at the button', async () => (await focused()) === 'earlier')
  await picture(practitioner, 'earlier')
  await practitioner.button('Show earlier files').press('Enter')
  await practitioner.row('Oldest-Plan.pdf').waitFor()
  await until('the focus is at the title', async () => (await focused()) === 'title')
  expect(await practitioner.button('Show earlier files').count()).toBe(0)
  expect(await rows()).toBe(3)
})
