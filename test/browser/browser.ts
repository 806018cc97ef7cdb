import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'
import { output } from '../world/prepare.ts'
import { keepSecret } from '../world/secrets.ts'
import { atEnd } from '../world/until.ts'
import { chromiumPath, wholeChromiumPath } from './prepare.ts'

/** A person with a window in a real browser. */
export interface Person {
  readonly page: Page
  /** The panel or the desk of the page. */
  readonly panel: Locator
  button(name: string | RegExp): Locator
  /** Waits until these words are visible. */
  reads(words: string | RegExp): Promise<void>
  /** Waits until these words are visible nowhere. */
  readsNoMore(words: string | RegExp): Promise<void>
  /** The row of a file. */
  row(name: string): Locator
}

/** How a window is opened; `before` runs before the page loads. */
export interface WindowOptions extends BrowserContextOptions {
  readonly before?: (page: Page) => Promise<unknown>
  /** Uses Chromium with its own windows, which takes three times as long. */
  readonly whole?: boolean
  /** Gives frames of other sites a process of their own, as usual browsers with enough memory do. */
  readonly isolated?: boolean
}

const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }

/** What a browser within an app says it is: it does not save. */
export const webView =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UQ1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36'

export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
}

/** How long the page may take for each step, in ms. The promises themselves are twenty times shorter. */
const patience = 20_000

/** The browsers that run. They serve all files of this process, and end with it. */
const browsers = new Map<string, Promise<Browser>>()

async function browserAt(executablePath: string, isolated = false): Promise<Browser> {
  const key = `${executablePath} ${isolated}`
  const running = browsers.get(key)
  if (running && (await running).isConnected()) return running
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking']
  const alone = ['--disable-component-update', '--disable-sync']
  // Going back shows the page as it was left, as in a usual browser.
  const ignoreDefaultArgs = ['--disable-back-forward-cache']
  const apart = isolated ? ['--site-per-process'] : []
  const browser = chromium.launch({ executablePath, args: [...quiet, ...alone, ...apart], ignoreDefaultArgs })
  browsers.set(key, browser)
  return browser
}

/** Opens a page in a window that shares nothing with any other. An error that the page throws fails the test. */
export async function openWindow(
  url: string,
  { before, whole, isolated, ...options }: WindowOptions = {},
): Promise<Person> {
  const browser = await browserAt(whole ? wholeChromiumPath : chromiumPath, isolated)
  const context = await browser.newContext({
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...desktop,
    ...options,
  })
  const thrown: string[] = []
  atEnd(async () => {
    await context.close()
    if (thrown.length > 0) throw new Error(`the page threw: ${thrown.join('; ')}`)
  })
  context.setDefaultTimeout(patience)
  context.on('weberror', (found) => {
    thrown.push(String(found.error()))
  })
  return openTab(context, url, before)
}

/** Opens a page in another tab of an open window. */
export async function openTab(
  context: BrowserContext,
  url: string,
  before: WindowOptions['before'] = async () => {},
): Promise<Person> {
  const page = await context.newPage()
  // A listener must exist from the start. Otherwise the browser opens its own file chooser, which no test can answer.
  page.on('filechooser', () => {})
  await before(page)
  await page.goto(url)
  await page.evaluate(() => Object.assign(window, { opened: location.href }))
  return personAt(page)
}

function personAt(page: Page): Person {
  const words = (text: string | RegExp) => page.getByText(text).filter({ visible: true }).first()
  const panel = page.locator('chairside-transfer, chairside-desk').first()
  return {
    page,
    panel,
    button: (name) => page.getByRole('button', { name, exact: typeof name === 'string' }),
    reads: (text) => words(text).waitFor(),
    readsNoMore: (text) => words(text).waitFor({ state: 'detached' }),
    row: (name) => page.locator('[part="file"]').filter({ has: page.getByTitle(name, { exact: true }) }),
  }
}

/** Whether the page that was opened is still there, at the same address. A lost page would be a lost call. */
export async function stayed({ page }: Person): Promise<boolean> {
  return page.evaluate(() => 'opened' in window && window.opened === location.href)
}

/** A button to click, or a key to press where the focus is. */
type Press = Locator | 'Enter' | 'Space'

const press = (page: Page, by: Press): Promise<void> =>
  typeof by === 'string' ? page.keyboard.press(by) : by.click()

/** Presses a button that opens the file chooser, and chooses files. */
export async function choose({ page }: Person, by: Press, files: readonly File[]): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, by)])
  await chooser.setFiles(await onDisk(files))
}

/** Writes files to the disk, each into a folder of its own, because two may have the same name. Gives their paths. */
export function onDisk(files: readonly File[]): Promise<string[]> {
  return Promise.all(
    files.map(async (file) => {
      const folder = mkdtempSync(join(tmpdir(), 'chairside-picked-'))
      atEnd(() => rmSync(folder, { recursive: true, force: true }))
      const path = join(folder, file.name)
      writeFileSync(path, Buffer.from(await file.arrayBuffer()))
      return path
    }),
  )
}

/** Drags files from the desktop over `target` and drops them there, with the events of the browser itself. */
export async function drop(
  { page }: Person,
  target: Locator,
  files: readonly string[],
  hovering: () => Promise<void> = async () => {},
): Promise<void> {
  const box = await target.boundingBox()
  if (!box) throw new Error('there is nothing to drop on')
  const at = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) }
  const input = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  await input.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at, data })
  await input.send('Input.dispatchDragEvent', { type: 'dragOver', ...at, data })
  await hovering()
  await input.send('Input.dispatchDragEvent', { type: 'drop', ...at, data })
  await input.detach()
}

/** Presses a button. Gives the name and the bytes of the file that the browser saves. */
export async function saves({ page }: Person, by: Press): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, by)])
  keepSecret(new URL(download.url()).pathname.split('/').at(-1) ?? '')
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

/** The page in another size, once it has been laid out in it and has drawn what follows from that. */
export async function resize({ page }: Person, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size)
  await page.waitForFunction(({ width, height }) => innerWidth === width && innerHeight === height, size)
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
}

/** Keeps a picture of the page in test/output/screenshots, if `PICTURES` is set: each takes as long as some steps of a test. */
export async function picture({ page }: Person, name: string): Promise<void> {
  if (process.env.PICTURES === undefined) return
  const folder = join(output, 'screenshots')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}
