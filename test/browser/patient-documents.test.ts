import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { filesToken } from '../world/documents.ts'
import { ask } from '../world/http.ts'
import { openPage } from '../world/page.ts'
import { anna, eva as doctor } from '../world/people.ts'
import { view } from '../world/profiles.ts'
import { allowed, bytesOf, grownPdf, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { otherThan } from '../world/sharing.ts'
import { until } from '../world/until.ts'
import { choose, type Person, picture, saves, stayed } from './browser.ts'
import { openPatientDocumentsApp, paper } from './patient-documents-page.ts'

/* A practitioner's documents of one patient, in a page of the app. */

/** Chooses an act from the menu of a document. */
async function act(person: Person, name: string, what: string): Promise<void> {
  await person.button(`More for ${name}`).click()
  await person.page.getByRole('menuitem', { name: what }).click()
}

test('a PDF is uploaded with its sensitivity, its last day and its place; sharing is the step after', async () => {
  const app = await openPatientDocumentsApp()
  const eva = await app.open()
  await eva.reads('No documents yet')
  await eva.reads('Add a PDF for Anna.')
  await picture(eva, 'profile-empty')
  await eva.button('Upload Document').first().click()
  await eva.page.getByRole('dialog', { name: 'Upload Document' }).waitFor()
  expect(await eva.button('Upload').getAttribute('aria-disabled')).toBe('true')
  await picture(eva, 'profile-upload-empty')
  await choose(eva, eva.button('Select PDF'), [pick(allowed.pdf, 'Výsledky.pdf')])
  expect(await eva.page.getByRole('radio', { name: /^Sensitive/ }).isChecked()).toBe(true)
  await eva.page.getByLabel(/^Expires/).fill('2001-01-01')
  await eva.button('Upload').click()
  await eva.reads('This day has passed. Choose a later one, or none.')
  await picture(eva, 'profile-upload-past')
  const year = new Date().getFullYear() + 1
  await eva.page.getByLabel(/^Expires/).fill(`${year}-12-18`)
  await eva.page.getByRole('radio', { name: /^An appointment/ }).check()
  await eva.page.getByLabel('Appointment', { exact: true }).selectOption({ index: 0 })
  await picture(eva, 'profile-upload')
  await eva.button('Upload').click()
  await eva.reads('Uploaded.')
  await picture(eva, 'profile-uploaded')
  await eva.button('Share link').last().click()
  await eva.page.getByRole('dialog', { name: 'Share with Anna' }).waitFor()
  await eva.reads('Anna needs the link and a code. Send them separately.')
  const one = await until('the other page has it, too', () => app.list.documents[0])
  expect(one.onProfile).toBe(false)
  expect(one.document.places.map(({ appointment }) => appointment)).toEqual([app.id])
  // The end of that day, in the zone of the practitioner.
  const ends = await eva.page.evaluate(
    (at) => new Date(at).toString(),
    one.document.expiresAt?.toISOString() ?? '',
  )
  expect(ends).toContain(`Dec 18 ${year} 23:59:59`)
  expect(await stayed(eva)).toBe(true)
})

test('a Word file and a PDF with a byte too much are refused before anything leaves, with what to do', async () => {
  const app = await openPatientDocumentsApp()
  const eva = await app.open()
  await eva.button('Upload Document').first().click()
  await choose(eva, eva.button('Select PDF'), [pick(allowed.docx, 'List.docx')])
  await eva.reads('Documents are PDF files. Save this one as PDF and choose that.')
  await picture(eva, 'profile-upload-word')
  await choose(eva, eva.button('Choose another'), [grownPdf(10 * MB + 1, 'Large.pdf')])
  await eva.reads(/^This file has 10,485,761.*10,485,760/)
  await choose(eva, eva.button('Choose another'), [pick(allowed.pdf, 'Letter-now.pdf')])
  await eva.page.getByRole('radio', { name: /^Normal/ }).check()
  await eva.button('Upload').click()
  await eva.button('Done').click()
  await eva.button('Letter-now.pdf').waitFor()
  const one = await until('the other page has it, too', () => app.list.documents[0])
  expect(one.document.sensitivity).toBe('normal')
})

test('a content that is no PDF is refused by the check, in the dialog', async () => {
  const app = await openPatientDocumentsApp()
  const eva = await app.open()
  await eva.button('Upload Document').first().click()
  await choose(eva, eva.button('Select PDF'), [new File([bytesOf(allowed.docx)], 'Disguised.pdf')])
  await eva.button('Upload').click()
  await eva.reads(/^Not uploaded/)
  await picture(eva, 'profile-upload-refused')
  await eva.button('Cancel').click()
  await eva.reads('No documents yet')
})

test('link and code are two deliveries: each is copied by itself, the code hides after a while and is not shown again', async () => {
  const app = await openPatientDocumentsApp()
  await app.put(['MRI report.pdf'], 'sensitive')
  const eva = await app.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  const copied = () => eva.page.evaluate(() => navigator.clipboard.readText())
  await eva.button('Share link: MRI report.pdf').click()
  await eva.reads('Not copied yet')
  await eva.reads('Anna has no code yet')
  await picture(eva, 'profile-share')
  await eva.button('Copy the link').click()
  await eva.reads(/^Copied at/)
  const link = await copied()
  expect(link).toMatch(/\/d#[\w-]{22}$/)
  expect(await eva.page.getByRole('dialog').textContent()).not.toContain(link)
  await eva.button('Show the code').click()
  const code = ((await eva.page.locator('#code [aria-hidden]').textContent()) ?? '').replace(' ', '')
  expect(code).toMatch(/^\d{6}$/)
  await eva.reads(/^Hides in \d+ seconds$/)
  await picture(eva, 'profile-share-code')
  await eva.button('Copy the code').click()
  await until('the code was copied', async () => (await copied()) === code)
  await eva.button('Keep showing').click()
  await eva.readsNoMore(/^Hides in/)
  await eva.button('Done').click()
  await eva.reads(/^Shared \d/)
  // Opened again, it tells that there is one, and not which.
  await act(eva, 'MRI report.pdf', 'Share link')
  await eva.reads(/not used yet$/)
  await eva.reads('A code is shown once. A new one makes the old one stop working.')
  expect(await eva.page.getByRole('dialog').textContent()).not.toContain(code)
  await picture(eva, 'profile-share-made')
})

test('where the browser does not copy, the link can be selected by hand', async () => {
  const app = await openPatientDocumentsApp()
  await app.put(['Plan.pdf'])
  const eva = await app.open({
    before: (page) =>
      page.addInitScript(() =>
        Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }),
      ),
  })
  await eva.button('Share link: Plan.pdf').click()
  await eva.reads('Whoever has the link can open it.')
  await eva.button('Copy the link').click()
  await eva.reads('Your browser did not copy it. Select and copy it here:')
  expect(await eva.page.getByLabel(/^Your browser did not copy it/).inputValue()).toContain('/d#')
  await picture(eva, 'profile-share-by-hand')
})

test('a withdrawn link comes back within 8 seconds, or a new one is made', async () => {
  const app = await openPatientDocumentsApp()
  await app.put(['Plan.pdf'])
  const [one] = app.list.documents
  const before = (await one?.share())?.link
  const eva = await app.open()
  await act(eva, 'Plan.pdf', 'Withdraw the link')
  await eva.reads(/^You withdrew it at/)
  await picture(eva, 'profile-withdrawn')
  await eva.button('Undo').click()
  await eva.reads('Whoever has the link can open it.')
  await until('it is shared', () => one?.link?.state === 'shared')
  expect((await one?.share())?.link).toBe(before)
  await eva.button('Close').last().click()
  await act(eva, 'Plan.pdf', 'Withdraw the link')
  await paper(eva, 'Plan.pdf').getByText('Withdrawn').waitFor()
  expect(await paper(eva, 'Plan.pdf').getByText('No link given yet').count()).toBe(0)
  await eva.button('Make a new link').click()
  await until('it is shared', () => one?.link?.state === 'shared')
  expect((await one?.share())?.link).not.toBe(before)
})

test('from Sensitive to Normal it asks in place; the other way it does not', async () => {
  const app = await openPatientDocumentsApp()
  await app.put(['Plan.pdf'])
  const eva = await app.open()
  await act(eva, 'Plan.pdf', 'Make it Sensitive')
  await paper(eva, 'Plan.pdf').getByText('Sensitive', { exact: true }).waitFor()
  await act(eva, 'Plan.pdf', 'Make it Normal')
  await eva.reads('Make it Normal?')
  await picture(eva, 'profile-make-normal')
  await eva.button('Keep Sensitive').click()
  await eva.readsNoMore('Make it Normal?')
  await until('it is sensitive', () => app.list.documents[0]?.document.sensitivity === 'sensitive')
  await eva.button('Close').last().click()
  await act(eva, 'Plan.pdf', 'Make it Normal')
  await eva.button('Make it Normal').click()
  await until('it is normal', () => app.list.documents[0]?.document.sensitivity === 'normal')
})

test('views are counted live and unfold; what was not viewed can be shown alone, and the app is asked to remind', async () => {
  const app = await openPatientDocumentsApp()
  await app.put(['Seen.pdf'])
  await app.put(['Unseen.pdf'])
  const [unseen, seen] = app.list.documents
  for (const one of [unseen, seen]) await one?.share()
  const eva = await app.open({}, 'reminds')
  await paper(eva, 'Seen.pdf').getByText('Not yet viewed').waitFor()
  await view(app, seen?.id ?? '', { userAgent: 'Mozilla/5.0 (iPhone)' })
  await eva.button('Viewed once: Seen.pdf').click()
  await eva.reads('Opened by Anna')
  await eva.reads('own page · iPhone')
  await eva.reads('Your own openings are not counted.')
  await paper(eva, 'Seen.pdf')
    .getByText(/^Viewed this minute/)
    .waitFor()
  await picture(eva, 'profile-views')
  await eva.page.evaluate(() => {
    addEventListener('chairside-remind', (event) =>
      Object.assign(window, { reminded: (event as CustomEvent).detail }),
    )
  })
  await eva.button('Remind Anna: Unseen.pdf').click()
  await eva.reads('You asked to remind Anna')
  expect(await eva.page.evaluate(() => (window as { reminded?: object }).reminded)).toMatchObject({
    document: unseen?.id,
  })
  await eva.page.locator('[part="filter"]').click()
  await eva.button('Seen.pdf').waitFor({ state: 'detached' })
  await eva.button('Unseen.pdf').waitFor()
})

test('the name opens the file; its day is changed, it is taken off and put back, and deleted with how many can open it', async () => {
  const app = await openPatientDocumentsApp()
  await app.put(['Plan.pdf'])
  const eva = await app.open()
  const saved = await saves(eva, eva.button('Plan.pdf'))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  await act(eva, 'Plan.pdf', 'Change the date')
  const year = new Date().getFullYear() + 1
  await eva.page.getByLabel(/^Expires/).fill(`${year}-02-03`)
  await until('the day is saved', () => app.list.documents[0]?.document.expiresAt?.getFullYear() === year)
  await picture(eva, 'profile-date')
  await eva.button('Close').click()
  await act(eva, 'Plan.pdf', 'Remove from the profile of Anna')
  await eva.reads('“Plan.pdf” is not on the profile any more. It stays in your documents.')
  await eva.button('Undo').click()
  await eva.button('Plan.pdf').waitFor()
  await act(eva, 'Plan.pdf', 'Delete')
  await eva.reads('Delete for everyone? 1 person can open it now.')
  await eva.button('Delete Plan.pdf').click()
  await eva.reads('“Plan.pdf” was deleted. Nobody can open it. Its record stays.')
})

test('wrong codes stand in a band with a new code one tap away; a used up one says so, and a missing one is heard of at once', async () => {
  const app = await openPatientDocumentsApp({ limits: { wrongCodes: 2, codeWaits: [0] } })
  await app.put(['MRI report.pdf'], 'sensitive')
  const [one] = app.list.documents
  const { link = '', code } = (await one?.share()) ?? {}
  const secret = link.split('#')[1] ?? ''
  keepSecret(secret)
  const right = (await code?.())?.code ?? ''
  const eva = await app.open()
  await eva.button('MRI report.pdf').waitFor()
  await ask(app.world.url + pathOf(routes.askForLinkCode), 'POST', { json: { secret } })
  await eva.reads(/^Anna has no code and asked for it: today/)
  await picture(eva, 'profile-band-wanted')
  const page = await openPage(app.world)
  for (const by of [1, 2]) await page.open(secret, otherThan(right, by))
  await eva.reads('2 wrong codes. The code is used up; the link still waits for a new one.')
  await picture(eva, 'profile-band')
  await eva.button('Share link: MRI report.pdf').click()
  await eva.reads(/^Used up after 2 wrong codes|^Asked for it/)
  await picture(eva, 'profile-share-used-up')
  await eva.button('Close').last().click()
  await eva.button('New code: MRI report.pdf').click()
  await eva.page.locator('#code').waitFor()
  await until('the band is gone', () => one?.link?.code.state === 'made' && one.link.wrong === 0)
  await eva.button('Close').first().click()
  await eva.readsNoMore(/^2 wrong codes/)
  // Also when the link was withdrawn: the new code comes with a new link.
  await one?.withdraw()
  await ask(app.world.url + pathOf(routes.askForDocumentCode, { id: one?.id ?? '' }), 'POST', {
    token: await filesToken(app.world, anna.id),
  })
  await eva.reads(/^Anna has no code and asked for it: today/)
  await eva.button('New code: MRI report.pdf').click()
  await eva.page.locator('#code').waitFor()
  await until('it is shared anew', () => one?.link?.state === 'shared' && one.link.code.state === 'made')
})

test('while both are in the appointment, a sensitive document is unlocked for this call', async () => {
  const app = await openPatientDocumentsApp()
  await app.put(['MRI report.pdf'], 'sensitive')
  await app.list.documents[0]?.share()
  const eva = await app.open()
  await eva.button('Share link: MRI report.pdf').click()
  await eva.reads('Anna has no code yet')
  await eva.readsNoMore('You are both in the appointment')
  for (const person of [doctor, anna]) await app.world.join(app.id, person.id)
  await eva.reads('You are both in the appointment')
  await picture(eva, 'profile-share-both')
  await eva.button('Unlock for this call').click()
  await eva.reads('Unlocked. The page of Anna opens by itself.')
})

test('a long list says how many there are, and shows more of them on demand', async () => {
  const { list, open } = await openPatientDocumentsApp({ limits: { profilePage: 2 } })
  list.upload(
    ['First paper.pdf', 'Second paper.pdf', 'Third paper.pdf'].map((name) => pick(allowed.pdf, name)),
  )
  await until('all are ready', () => list.total === 3, 2_000)
  const doctor = await open()
  await doctor.reads(/^3 documents · PDF/)
  const rows = doctor.page.getByRole('listitem')
  expect(await rows.count()).toBe(2)
  await doctor.button('Show more').click()
  await rows.nth(2).waitFor()
  await doctor.readsNoMore('Show more')
})
