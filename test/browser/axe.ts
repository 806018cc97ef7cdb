import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { type Person, picture } from './browser.ts'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on the page as it stands: the rules that are broken, and how often. */
export async function broken({ page }: Person): Promise<string[]> {
  // Given to the page by the browser itself: the page's own policy lets no foreign script in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
  return violations.map(({ id, nodes, help }) => `${id}, ${nodes.length} times: ${help}`)
}

const looks = [
  { name: 'light', colorScheme: 'light', language: 'en', rightToLeft: false },
  { name: 'dark', colorScheme: 'dark', language: 'en', rightToLeft: false },
  { name: 'slovak', colorScheme: 'light', language: 'sk', rightToLeft: false },
  { name: 'right-to-left', colorScheme: 'dark', language: 'sk', rightToLeft: true },
] as const

/** The same in every look of a demo page; of each a picture is kept. */
export async function brokenInEveryLook(person: Person, name: string): Promise<string[]> {
  const { page } = person
  const found: string[] = []
  const toggle = page.locator('#bar-toggle')
  const folds = await toggle.isVisible()
  for (const look of [...looks, undefined]) {
    const { colorScheme, language, rightToLeft } = look ?? looks[0]
    await page.emulateMedia({ colorScheme })
    if (folds) await toggle.click()
    await page.locator('#language').selectOption(language)
    await page.locator('#right-to-left').setChecked(rightToLeft)
    if (folds) await toggle.click()
    if (!look) break
    for (const rule of await broken(person)) found.push(`${name}, ${look.name}: ${rule}`)
    await picture(person, `${name}-${look.name}`)
  }
  return found
}
