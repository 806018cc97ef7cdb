import { expect, test } from 'vitest'
import { openWorld } from '../world/world.ts'
import { broken } from './axe.ts'
import { openWindow, phone, picture, type WindowOptions } from './browser.ts'

const looks: readonly [string, WindowOptions][] = [
  ['wide', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', phone],
]

test.each(looks)(
  'the reference is one page that asks no other host, and axe finds no fault: %s',
  async (name, look) => {
    const { url } = await openWorld()
    const asked: string[] = []
    const before: WindowOptions['before'] = async (page) => {
      page.on('request', (request) => asked.push(request.url()))
    }
    const reader = await openWindow(`${url}/reference`, { ...look, before })
    const { page } = reader
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Chairside reference')
    await picture(reader, `reference-${name}`)
    await page.evaluate(() => {
      for (const id of [
        'registerAppointment',
        'message-transfer.offer',
        'schema-Registration',
        'error-NOT_FOUND',
      ])
        document.getElementById(id)?.setAttribute('open', '')
    })
    await page.locator('#registerAppointment').scrollIntoViewIfNeeded()
    await picture(reader, `reference-${name}-open`)
    await page.locator('#message-transfer\\.offer').scrollIntoViewIfNeeded()
    await picture(reader, `reference-${name}-socket`)
    expect(await broken(reader)).toEqual([])
    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(width).toBeLessThanOrEqual(0)
    expect(asked.filter((address) => !address.startsWith(url))).toEqual([])
  },
)

test('words in the filter leave what holds them all, and an address with a name opens it', async () => {
  const { url } = await openWorld()
  const { page } = await openWindow(`${url}/reference#issueToken`)
  await page.locator('#issueToken[open]').waitFor()
  const shown = page.locator('details:not([hidden])')
  const all = await shown.count()
  expect(all).toBeGreaterThan(150)
  await page.getByRole('searchbox').fill('webhook put')
  await page.locator('#putWebhook').waitFor()
  expect(await shown.count()).toBeLessThan(5)
  expect(await page.getByRole('status').innerText()).toMatch(/^\d+ entr(y|ies)$/)
  await page.evaluate(() => location.assign('#error-CODE_WRONG'))
  await page.locator('#error-CODE_WRONG[open]').waitFor()
  expect(await shown.count()).toBe(all)
})
