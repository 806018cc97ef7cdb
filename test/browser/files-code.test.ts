import { expect, test } from 'vitest'
import { documentAudit, otherThan, withdraw } from '../world/sharing.ts'
import { broken } from './axe.ts'
import { phone, picture } from './browser.ts'
import { openCodeFiles } from './code-files-page.ts'
import { drawnPages } from './link-visit.ts'

test('a sensitive document among the patient’s files opens in its place with its code, and closes when it is withdrawn', async () => {
  const { meeting, link, person, field, newCode } = await openCodeFiles(phone)
  const code = await newCode()
  await person.reads('Opens with your code')
  await person.button('Open Sensitive-Letter.pdf').tap()
  await field.fill('1')
  await field.press('Enter')
  await person.reads('A code has six digits. Check it and type it again.')
  await field.fill(otherThan(code))
  await field.press('Enter')
  await person.reads(/^This code is not right\. .* 9 tries left\.$/)
  expect(await broken(person)).toEqual([])
  await picture(person, 'files-code')
  await person.page.locator('.code-row .main:not([aria-disabled])').waitFor()
  await field.fill(code)
  await field.press('Enter')
  await drawnPages(person).first().waitFor()
  await picture(person, 'files-code-open')
  await expect
    .poll(async () => (await documentAudit(meeting, link.document, ['document-viewed'])).length)
    .toBe(1)
  await person.button('Back').tap()
  await person.page.locator('chairside-viewer').waitFor({ state: 'detached' })
  await person.button('Open Sensitive-Letter.pdf').tap()
  await drawnPages(person).first().waitFor()
  await withdraw(meeting, link)
  await person.page.locator('chairside-viewer').waitFor({ state: 'detached' })
})

test('a document that was opened by its code is seen again without it, and after a reload by the same code', async () => {
  const { meeting, link, person, field, newCode } = await openCodeFiles()
  const code = await newCode()
  await person.button('Open Sensitive-Letter.pdf').click()
  await field.fill(code)
  await field.press('Enter')
  for (let turn = 0; turn < 2; turn += 1) {
    await drawnPages(person).first().waitFor()
    await person.button('Back').click()
    await person.page.locator('chairside-viewer').waitFor({ state: 'detached' })
    await person.button('Open Sensitive-Letter.pdf').click()
  }
  await drawnPages(person).first().waitFor()
  const opened = () => documentAudit(meeting, link.document, ['access-opened', 'access-closed'])
  expect((await opened()).map(({ kind }) => kind)).toEqual(['access-opened'])
  await person.page.reload()
  await person.button('Open Sensitive-Letter.pdf').click()
  await field.fill(code)
  await field.press('Enter')
  await drawnPages(person).first().waitFor()
})

test('a patient without a code says so in the row', async () => {
  const { meeting, link, person } = await openCodeFiles()
  await person.button('Open Sensitive-Letter.pdf').click()
  await person.button('I have no code').click()
  await person.reads('Your practitioner was told. The code comes another way.')
  expect(await documentAudit(meeting, link.document, ['code-asked'])).toHaveLength(1)
})
