import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { type Person, picture } from './browser.ts'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The rules that the page breaks now, as axe finds them, and how often. */
export async function broken({ page }: Person): Promise<string[]> {
  // The browser runs the script itself, because the page's policy allows no foreign script.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
  return violations.map(({ id, nodes, help }) => `${id}, ${nodes.length} times: ${help}`)
}

/** Each colour scheme, language and direction once: no rule asks for two of them at the same time. */
const looks = [
  { name: 'light', colorScheme: 'light', language: 'en', rightToLeft: false },
  { name: 'dark-right-to-left', colorScheme: 'dark', language: 'sk', rightToLeft: true },
] as const

/** The same for every look of a demo page. Keeps a picture of each. */
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
    // Elements fetch a language first.
    await person.panel.locator(`[lang="${language}"]:not(:empty)`).first().waitFor({ state: 'attached' })
    if (!look) break
    for (const rule of await broken(person)) found.push(`${name}, ${look.name}: ${rule}`)
    await picture(person, `${name}-${look.name}`)
  }
  return found
}
