import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, chromium } from 'playwright-core'
import { chromiumPath, setup } from '../browser/prepare.ts'

/** What a page showed, and how long it was busy. Times in milliseconds. */
export interface Visit {
  /** From the begin of the navigation until the first row was drawn, with the scripts and the connection. */
  readonly rows: number
  /** The CPU time of its longest task: on a busy machine a task waits, too. */
  readonly task: number
  /** While it was scrolled: its frames, and how many came more than 50 ms after the one before. */
  readonly frames: number
  readonly late: number
}

/** A page with one element. */
export interface Shown {
  /** The element as HTML. */
  readonly element: string
  /** Finds its rows. */
  readonly rows: string
}

interface Looked {
  rows?: number
  frames: number[]
}

/** An event of a trace of Chromium; its CPU time is in microseconds. */
interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

const [steps, step] = [60, 400]
const late = 50

/** Opens Chromium, and builds the scripts if they are old. */
export function openBrowser(): Promise<Browser> {
  setup()
  return chromium.launch({ executablePath: chromiumPath })
}

/** Opens a page of the server that shows an element, waits for its rows, and scrolls down. */
export async function visit(browser: Browser, url: string, { element, rows }: Shown): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  try {
    const page = await context.newPage()
    const html = `<!doctype html><html lang="en"><title>Bench</title><script type="module" src="/documents.js"></script><body>${element}</body></html>`
    await page.route(`${url}/bench`, (route) => route.fulfill({ contentType: 'text/html', body: html }))
    await page.addInitScript(look, rows)
    await browser.startTracing(page, { categories: ['toplevel'] })
    await page.goto(`${url}/bench`)
    const seen = () => page.evaluate(() => (window as unknown as { looked: Looked }).looked)
    while ((await seen()).rows === undefined) await pause(20)
    await page.mouse.move(640, 400)
    const before = (await seen()).frames.length
    for (let count = 0; count < steps; count += 1) {
      await page.mouse.wheel(0, step)
      await pause(50)
    }
    const { rows: first = Number.NaN, frames } = await seen()
    const task = longestTask(await browser.stopTracing())
    const scrolled = frames.slice(before)
    return {
      ...{ rows: first, task, frames: scrolled.length },
      late: scrolled.filter((gap) => gap > late).length,
    }
  } finally {
    await context.close()
  }
}

/** The CPU time of the longest task of the pages in a trace, in ms. */
function longestTask(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] }
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`
  const pages = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(threadOf),
  )
  const tasks = traceEvents.filter((one) => /\bRunTask$/.test(one.name) && pages.has(threadOf(one)))
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1000))
}

/** Runs in the page, before anything else. Notes when the first row is drawn, and the gaps between frames. */
function look(rows: string): void {
  const looked: Looked = { frames: [] }
  Object.assign(window, { looked })
  let last = performance.now()
  const isShown = (): boolean =>
    [...document.querySelectorAll('body > *')].some((one) => one.shadowRoot?.querySelector(rows) != null)
  const frame = (): void => {
    const now = performance.now()
    looked.frames.push(now - last)
    last = now
    // What is there at the begin of a frame was drawn by the one before.
    if (looked.rows === undefined && isShown()) looked.rows = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}
