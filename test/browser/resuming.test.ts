import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { grownPdf } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person, saves, stayed, type WindowOptions } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** Eva sends a file over a line that lets only the first 3 MB through. */
async function meetOnBadLine(
  size: number,
  prepare: (page: Person['page']) => Promise<void>,
  options: WindowOptions = {},
) {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url, ...options })
  const patient = await patientAt(world, id)
  await practitioner.reads('No files yet')
  await prepare(practitioner.page)
  const scan = grownPdf(size, 'Hüftaufnahme Quintavalle.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [scan])
  line.hold(3 * MB)
  await practitioner.button('Send files').click()
  const bar = practitioner.page.getByRole('progressbar', { name: scan.name })
  await until('the first three are there', async () => {
    return (
      (await bar.count()) > 0 &&
      Number(await bar.getAttribute('aria-valuenow')) >= Math.floor((2.9 * MB * 100) / size)
    )
  })
  return { world, line, practitioner, patient, scan }
}

const arrives = async (practitioner: Person, patient: Person, file: File) => {
  await practitioner.row(file.name).getByText('Delivered').waitFor()
  const saved = await saves(patient, patient.button(`Download ${file.name}`))
  return saved.bytes.equals(Buffer.from(await file.arrayBuffer()))
}

/** Keeps every request of the page from now on. A test aborts one, as Safari does when a phone changes its network. */
const keepRequests = (page: Person['page']) =>
  page.evaluate(() => {
    const requests: XMLHttpRequest[] = []
    const { send } = XMLHttpRequest.prototype
    XMLHttpRequest.prototype.send = function (body) {
      requests.push(this)
      send.call(this, body)
    }
    Object.assign(window, { requests })
  })

test('an abort that nobody asked for is an error of the line: the file goes on from where it stood', async () => {
  const { line, practitioner, patient, scan } =
    await // More than what the system takes from the page at once.
    meetOnBadLine(40 * MB, keepRequests)
  const aborted = await practitioner.page.evaluate(() => {
    const { requests } = window as unknown as { requests: XMLHttpRequest[] }
    const running = requests.filter(({ readyState }) => readyState !== XMLHttpRequest.DONE)
    for (const request of running) request.abort()
    return running.length
  })
  expect(aborted).toBe(1)
  line.flow()
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  expect(line.offsets.at(-1)).toBeGreaterThan(2 * MB)
  expect(await stayed(practitioner)).toBe(true)
})

/**
 * Aborts the page's next HEAD of an upload, as Safari does. Also disables `setInterval`, so that no watchdog starts the
 * upload again.
 */
const abortNextQuestion = (page: Person['page']) =>
  page.evaluate(() => {
    const { open } = XMLHttpRequest.prototype
    XMLHttpRequest.prototype.open = function (method: string, url: string | URL) {
      open.call(this, method, url, true)
      if (method !== 'HEAD') return
      XMLHttpRequest.prototype.open = open
      Object.assign(window, { question: this })
      queueMicrotask(() => this.abort())
    }
    Object.assign(window, { setInterval: () => 0 })
  })

test('an abort of the question where the upload stands is an error of the line, too: the file is sent', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  await practitioner.reads('No files yet')
  await abortNextQuestion(practitioner.page)
  const scan = grownPdf(MB, 'Hüftaufnahme Quintavalle.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [scan])
  await practitioner.button('Send files').click()
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  const aborted = await practitioner.page.evaluate(
    () => (window as unknown as { question: XMLHttpRequest }).question.status === 0,
  )
  expect(aborted).toBe(true)
})

/** Lets a test stop the page's timers from now on. What still happens then has an event as its cause. */
const holdTimers = (page: Person['page']) =>
  page.evaluate(() => {
    const { setTimeout } = window
    const timers = { stopped: false, held: [] as (() => void)[] }
    const start = (work: () => void, wait?: number) =>
      setTimeout(() => (timers.stopped ? void timers.held.push(work) : work()), wait)
    Object.assign(window, { timers, setTimeout: start })
  })

type Timers = { readonly timers: { stopped: boolean; readonly held: (() => void)[] } }

/** Stops the timers and waits until no request runs. From then on nothing begins by itself. */
const stopTimers = async ({ page }: Person) => {
  await page.evaluate(() => {
    ;(window as unknown as Timers).timers.stopped = true
  })
  await until('no request is under way', () =>
    page.evaluate(() =>
      (window as unknown as { requests: XMLHttpRequest[] }).requests.every(
        ({ readyState }) => readyState === XMLHttpRequest.DONE || readyState === XMLHttpRequest.UNSENT,
      ),
    ),
  )
}

const startTimers = ({ page }: Person) =>
  page.evaluate(() => {
    const { timers } = window as unknown as Timers
    timers.stopped = false
    for (const work of timers.held.splice(0)) work()
  })

test.each(['online', 'visibilitychange', 'pageshow'])(
  '"%s" goes on at once, whatever wait the page was in',
  async (name) => {
    const { line, practitioner, patient, scan } = await meetOnBadLine(8 * MB, async (page) => {
      await holdTimers(page)
      await keepRequests(page)
    })
    line.cut()
    await practitioner.reads('File Transfer has no connection.')
    await stopTimers(practitioner)
    line.flow()
    line.mend()
    // The page tries nothing before an event says that the line may be back.
    await practitioner.page.evaluate(() => fetch('/health/live').then(({ ok }) => ok))
    expect(line.offsets.filter((offset) => offset > 0)).toEqual([])
    await practitioner.page.evaluate((event) => {
      const target = event === 'visibilitychange' ? document : window
      target.dispatchEvent(new Event(event))
    }, name)
    await until('bytes go again', () => line.offsets.some((offset) => offset > 2 * MB), 1000)
    await startTimers(practitioner)
    expect(await arrives(practitioner, patient, scan)).toBe(true)
  },
)

test('a page that was left and comes back as it was goes on from where the file stood', async () => {
  const { world, line, practitioner, patient, scan } = await meetOnBadLine(
    8 * MB,
    (page) =>
      page.evaluate(() =>
        addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted })),
      ),
    { whole: true },
  )
  const { page } = practitioner
  await page.goto(world.url + pathOf(routes.isLive))
  line.cut()
  line.mend()
  line.flow()
  await page.evaluate(() => history.back())
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  expect(await page.evaluate(() => 'persisted' in window && window.persisted)).toBe(true)
  expect(line.offsets.at(-1)).toBeGreaterThan(2 * MB)
})
