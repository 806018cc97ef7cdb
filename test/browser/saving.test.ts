import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { anna, eva } from '../world/people.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { openApp } from './app.ts'
import { choose, phone, picture, saves, stayed, type WindowOptions, webView } from './browser.ts'
import { openRealWorld } from './visits.ts'

/** Eva has sent Anna a file, which Anna's page shows in a browser that does not save. */
async function received(options: WindowOptions, change?: (page: string) => string) {
  const app = await openApp()
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const id = await server.appointment()
  const practitioner = await app.open(server.url, await server.token(id, eva.id))
  const patient = await app.open(
    server.url,
    await server.token(id, anna.id),
    { ...phone, ...options },
    change,
  )
  await practitioner.reads('Anna is in the call')
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  const downloads: string[] = []
  patient.page.on('download', (download) => void downloads.push(download.suggestedFilename()))
  return { practitioner, patient, downloads }
}

const shares = (page: Page) =>
  page.addInitScript(() => {
    Object.defineProperty(navigator, 'standalone', { value: true })
    const shared: { name: string; type: string; bytes: number[] }[] = []
    Object.assign(window, { shared, sheets: 0 })
    Object.defineProperties(navigator, {
      canShare: { value: () => true },
      share: {
        value: async ({ files: [file] }: { files: File[] }) => {
          if (!navigator.userActivation.isActive) throw new DOMException('no tap', 'NotAllowedError')
          const state = window as unknown as { sheets: number }
          if (state.sheets++ === 0) throw new DOMException('closed', 'AbortError')
          if (!file) throw new TypeError('nothing to share')
          const bytes = [...new Uint8Array(await file.arrayBuffer())]
          shared.push({ name: file.name, type: file.type, bytes })
        },
      },
    })
  })

test('on the home screen of an iPhone a file is fetched by the first tap and shared by the second', async () => {
  const { patient, downloads } = await received({ before: shares })
  await patient.button(`Download ${allowed.pdf}`).tap()
  await patient.reads('The file is ready. Press the button once more to save or share it.')
  await picture(patient, 'saving-share')
  const share = patient.button(`Save or share ${allowed.pdf}`)
  // The person closes the sheet, and opens it again.
  await share.tap()
  await expect.poll(() => patient.page.evaluate(() => 'sheets' in window && window.sheets)).toBe(1)
  await share.tap()
  await patient.readsNoMore('The file is ready. Press the button once more to save or share it.')
  const shared = await patient.page.evaluate(
    () => (window as unknown as { shared: { name: string; type: string; bytes: number[] }[] }).shared,
  )
  expect(shared.map(({ name, type }) => [name, type])).toEqual([[allowed.pdf, 'application/pdf']])
  expect(Buffer.from(shared[0]?.bytes ?? []).equals(bytesOf(allowed.pdf))).toBe(true)
  expect(downloads).toEqual([])
  expect(await stayed(patient)).toBe(true)
})

test('the toast leads to the row where a file is shared by a second tap', async () => {
  const { practitioner, patient } = await received({ before: shares }, (page) =>
    page.replace('<chairside-transfer ', '<chairside-transfer closable '),
  )
  await patient.button('Close File Transfer').tap()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.docx)])
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.docx}`).tap()
  await patient.reads('The file is ready. Press the button once more to save or share it.')
  // The bytes are in the page, and not on the device yet.
  expect(await patient.page.getByText(/^Sent to your device/).count()).toBe(0)
  await picture(patient, 'saving-toast')
  await patient.button('Show').tap()
  await patient.button(`Save or share ${allowed.docx}`).waitFor()
})

test('in a browser within an app that cannot share, the row gives the address to open elsewhere', async () => {
  const { patient, downloads } = await received({
    userAgent: webView,
    permissions: ['clipboard-read', 'clipboard-write'],
    before: (page) => page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'canShare')),
  })
  await patient.page.evaluate(() => history.replaceState(null, '', '?ticket=secret#token=secret'))
  const address = await patient.page.evaluate(() => location.origin + location.pathname)
  await patient.button(`Download ${allowed.pdf}`).tap()
  await patient.reads(`This app can’t save files. Open ${address} in a browser.`)
  await picture(patient, 'saving-elsewhere')
  await patient.button('Copy the address').tap()
  await patient.reads('The address is copied. Open it in a browser.')
  expect(await patient.page.evaluate(() => navigator.clipboard.readText())).toBe(address)
  expect(downloads).toEqual([])
})

test('an app whose web view saves says so, and gets the download', async () => {
  const { patient } = await received({ userAgent: webView }, (page) =>
    page.replace('<chairside-transfer ', '<chairside-transfer app-saves '),
  )
  const saved = await saves(patient, patient.button(`Download ${allowed.pdf}`))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
})
