import { expect, test } from 'vitest'
import { meetInCall } from './visits.ts'

test('a page gives the panel its font and its brand by custom properties, and styles a part', async () => {
  const { patient } = await meetInCall()
  const { page, panel } = patient
  const looks = () =>
    panel.evaluate((element) => {
      const title = element.shadowRoot?.querySelector('[part~="title"]') ?? element
      const button = element.shadowRoot?.querySelector('button') ?? element
      return [title, button].map((one) => getComputedStyle(one).fontFamily)
    })
  expect((await looks()).every((font) => font.startsWith('system-ui'))).toBe(true)
  await page.evaluate(() => {
    const rules = new CSSStyleSheet()
    rules.replaceSync('body { font-family: Georgia } chairside-transfer::part(title) { letter-spacing: 3px }')
    document.adoptedStyleSheets.push(rules)
  })
  // The font of the page alone changes nothing.
  expect((await looks()).every((font) => font.startsWith('system-ui'))).toBe(true)
  await page.evaluate(() => document.body.style.setProperty('--chairside-font', 'Courier, monospace'))
  expect(await looks()).toEqual(['Courier, monospace', 'Courier, monospace'])
  const spacing = await panel.evaluate((element) => {
    const title = element.shadowRoot?.querySelector('[part~="title"]')
    return title ? getComputedStyle(title).letterSpacing : ''
  })
  expect(spacing).toBe('3px')
})
