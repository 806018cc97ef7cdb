import { expect, test } from 'vitest'
import { view } from '../world/profiles.ts'
import { until } from '../world/until.ts'
import { broken } from './axe.ts'
import { type Person, phone, picture } from './browser.ts'
import { openPatientDocumentsApp } from './patient-documents-page.ts'

/* A patient's documents on a phone, by keyboard, in the dark, in Slovak, and from right to left. */

const focused = ({ page }: Person): Promise<string> =>
  page.evaluate(() => {
    const inner = document.activeElement?.shadowRoot?.activeElement
    return inner?.getAttribute('aria-label') ?? inner?.textContent?.trim() ?? ''
  })

test('everything is done by the keyboard alone: sharing, the code, closing, and the focus comes back', async () => {
  const app = await openPatientDocumentsApp()
  await app.put(['Plan.pdf'], 'sensitive')
  const eva = await app.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  const { keyboard } = eva.page
  await eva.button('Plan.pdf').focus()
  await keyboard.press('Tab')
  expect(await focused(eva)).toBe('Share link: Plan.pdf')
  await keyboard.press('Enter')
  await eva.page.getByRole('dialog', { name: 'Share with Anna' }).waitFor()
  for (const name of ['Close', 'Copy the link']) {
    await keyboard.press('Tab')
    expect(await focused(eva)).toBe(name)
  }
  await keyboard.press('Enter')
  await eva.reads(/^Copied at/)
  await keyboard.press('Tab')
  expect(await focused(eva)).toBe('Show the code')
  await keyboard.press('Enter')
  await eva.button('Keep showing').waitFor()
  expect(await focused(eva)).toBe('Copy the code')
  await keyboard.press('Escape')
  await eva.page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await focused(eva)).toBe('Share link: Plan.pdf')
  // The menu, and the question before it is deleted.
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await keyboard.press('End')
  await keyboard.press('Enter')
  await eva.reads('Delete for everyone? 1 person can open it now.')
  await until('the focus is on the safe answer', async () => (await focused(eva)) === 'Keep Plan.pdf')
  await keyboard.press('Enter')
  expect(await focused(eva)).toBe('More for Plan.pdf')
})

test('on a phone, in the dark, in Slovak and from right to left it is whole, and breaks no rule of accessibility', async () => {
  const app = await openPatientDocumentsApp()
  const long = 'Recommendations for the neck, shoulders and upper back after the third week.pdf'
  await app.put([long])
  await app.put(['MRI report.pdf'], 'sensitive')
  await app.put(['Consent.pdf'])
  const [consent, mri] = app.list.documents
  await consent?.share()
  await mri?.share()
  await view(app, consent?.id ?? '')
  await consent?.setExpiry(new Date(Date.now() + 3_000))
  await until('it has expired', () => (consent?.document.expiresAt?.getTime() ?? 0) < Date.now())
  const english = {
    lang: 'en',
    dir: 'ltr',
    share: 'Share link: MRI report.pdf',
    viewed: 'Viewed once: Consent.pdf',
    add: 'Upload Document',
    code: 'Show the code',
    close: 'Close',
  }
  const slovak = {
    lang: 'sk',
    share: 'Zdieľať odkaz: MRI report.pdf',
    viewed: 'Zobrazené raz: Consent.pdf',
    add: 'Nahrať dokument',
    code: 'Zobraziť kód',
    close: 'Zavrieť',
  }
  const looks = [
    { name: 'wide', options: {}, ...english },
    { name: 'phone-dark', options: { ...phone, colorScheme: 'dark' }, ...english, code: '' },
    {
      name: 'phone-small-sk',
      options: { ...phone, viewport: { width: 320, height: 568 } },
      ...slovak,
      dir: 'ltr',
      code: '',
    },
    { name: 'wide-rtl', options: { colorScheme: 'dark' }, ...slovak, dir: 'rtl', code: '' },
  ] as const
  for (const look of looks) {
    const eva = await app.open(look.options, `lang="${look.lang}" dir="${look.dir}"`)
    await eva.button(look.viewed).click()
    await eva.page.locator('[part="views-list"]').waitFor()
    const rules = await broken(eva)
    await picture(eva, `profile-${look.name}`)
    await eva.button(look.share).click()
    await eva.page.getByRole('dialog').waitFor()
    if (look.code) {
      await eva.button(look.code).click()
      await eva.page.locator('#code').waitFor()
    }
    await picture(eva, `profile-${look.name}-share`)
    rules.push(...(await broken(eva)))
    await eva.button(look.close).first().click()
    await eva.button(look.add).click()
    await eva.page.getByRole('dialog').waitFor()
    await picture(eva, `profile-${look.name}-upload`)
    rules.push(...(await broken(eva)))
    const wide = await eva.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect([look.name, wide, ...rules]).toEqual([look.name, 0])
    await eva.page.close()
  }
})
