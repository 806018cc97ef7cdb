import type { FrameLocator, Locator, Page } from 'playwright-core'
import { openApp } from './app.ts'
import type { Person, WindowOptions } from './browser.ts'
import { openRealWorld } from './visits.ts'

/** A viewer in a page of another app, with a document that is only in the test's memory. */
export interface ViewerPage {
  readonly person: Person
  readonly page: Page
  readonly frame: FrameLocator
  /** The events that the viewer fired, by name. */
  fired(): Promise<string[]>
  /** The ranges that the frame asked for, as `begin-end`. */
  asked(): Promise<string[]>
  /** The pages that are drawn now, by their numbers. */
  readonly drawn: Locator
}

interface Seen {
  readonly fired: string[]
  readonly asked: string[]
}

/**
 * Opens a document in the viewer. `given`: properties of the viewer. `script`: what runs in the frame in place of the drawing
 * code, as if a document had taken that over; it has the port to the page as `port`.
 */
export async function openViewer(
  bytes: Buffer,
  given: Readonly<Record<string, unknown>> = {},
  { script, ...options }: WindowOptions & { readonly script?: string } = {},
): Promise<ViewerPage> {
  const app = await openApp()
  const world = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const person = await app.open(world.url, '', options, (page) =>
    page
      .replace('/chairside.js', '/documents.js')
      .replace(/<chairside-transfer .*><\/chairside-transfer>/, '')
      .replace('<body>', '<body style="margin: 0; background: #fff">'),
  )
  const { page } = person
  if (script !== undefined)
    await page.route('**/viewer/*.js', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: { 'access-control-allow-origin': '*' },
        body: `addEventListener('message', ({ ports: [port] }) => { ${script} }, { once: true })`,
      }),
    )
  await page.evaluate(
    async ({ url, base64, given }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      await customElements.whenDefined('chairside-viewer')
      const seen: Seen = { fired: [], asked: [] }
      Object.assign(window, { seen })
      const source = {
        size: bytes.length,
        read: async (begin: number, end: number) => {
          seen.asked.push(`${begin}-${end}`)
          return bytes.slice(begin, end).buffer
        },
      }
      const viewer = Object.assign(document.createElement('chairside-viewer'), {
        ...{ url, source, name: 'Plan.pdf', saves: true },
        ...given,
      })
      for (const name of ['viewer-close', 'viewer-save', 'viewer-act', 'viewer-shown', 'viewer-failed'])
        viewer.addEventListener(name, () => seen.fired.push(name))
      Object.assign(viewer.style, { position: 'fixed', inset: '0' })
      document.body.append(viewer)
    },
    { url: world.url, base64: bytes.toString('base64'), given },
  )
  const frame = page.frameLocator('iframe[sandbox]')
  return {
    person,
    page,
    frame,
    fired: () => page.evaluate(() => (window as unknown as { seen: Seen }).seen.fired),
    asked: () => page.evaluate(() => (window as unknown as { seen: Seen }).seen.asked),
    drawn: frame.locator('.page:has(> img)'),
  }
}
