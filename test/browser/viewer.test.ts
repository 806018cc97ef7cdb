import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { locked, lockedTrailer } from '../gate/locked.ts'
import { pdf } from '../gate/pdf.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { broken } from './axe.ts'
import { phone, picture } from './browser.ts'
import { blackFax, greyScan, pagesOf, pdfOf, streamOf, written } from './pdfs.ts'
import { openViewer } from './viewer-page.ts'

const six = pagesOf(
  'First page',
  'Second page with ferritin',
  'Third page',
  'Horváth'.normalize('NFD').replace(/\p{M}/gu, ''),
  'Fifth page, Ferritin again',
  'Last page',
)

describe('the viewer', () => {
  test('shows a document, says when its first page is on the screen, and fetches no more than it needs', async () => {
    const viewer = await openViewer(bytesOf(allowed.pdf))
    await viewer.drawn.first().waitFor()
    await expect.poll(() => viewer.fired()).toEqual(['viewer-shown'])
    await viewer.person.reads(/^1 of /)
    expect(await viewer.asked()).toEqual([`0-${Math.min(524_288, bytesOf(allowed.pdf).length)}`])
    await picture(viewer.person, 'viewer')
  })

  test('turns pages by buttons and keys, and draws only those in the window', async () => {
    const { person, page, frame, drawn } = await openViewer(six)
    await drawn.first().waitFor()
    await person.button('Next page').click()
    await person.reads('2 of 6')
    await frame.locator('#pages').press('End')
    await person.reads('6 of 6')
    await frame.getByText('Last page').waitFor()
    await expect.poll(() => drawn.count()).toBeLessThan(4)
    await frame.locator('#pages').press('ArrowLeft')
    await person.reads('5 of 6')
    await frame.locator('#pages').press('Home')
    await person.reads('1 of 6')
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('allow-scripts')
  })

  test('finds words without regard to capitals, tells how often, and goes from one to the next', async () => {
    const { person, frame, drawn, page } = await openViewer(six)
    await drawn.first().waitFor()
    await page.getByRole('textbox', { name: 'Search in the document' }).fill('FERRITIN')
    await person.reads('1 of 2')
    await person.reads('2 of 6')
    const chosen = () =>
      frame.locator('body').evaluate(() => {
        const [range] = [...(CSS.highlights.get('chosen-hit') ?? [])]
        return range instanceof Range ? range.toString() : ''
      })
    await expect.poll(chosen).toBe('ferritin')
    await person.button('Next match').click()
    await person.reads('2 of 2')
    await person.reads('5 of 6')
    await expect.poll(chosen).toBe('Ferritin')
    await page.getByRole('textbox').fill('nothing of this')
    await person.reads('Nothing found')
  })

  test('lets its text be selected, and grows and shrinks', async () => {
    const { person, frame, drawn } = await openViewer(six)
    await drawn.first().waitFor()
    const words = frame.getByText('First page')
    await words.waitFor()
    await words.dblclick()
    expect(await frame.locator('body').evaluate(() => String(getSelection()).trim())).not.toBe('')
    const width = async () => (await frame.locator('.page').first().boundingBox())?.width ?? 0
    const before = await width()
    await person.button('Larger').click()
    await person.reads('125%')
    expect(await width()).toBeGreaterThan(before * 1.2)
    await person.button('Smaller').click()
    await person.reads('100%')
    expect(await width()).toBe(before)
  })

  test('shows the outline of a document, and goes where its entries lead', async () => {
    const bytes = pdfOf(
      [{ draws: written('Title') }, { draws: written('Results') }, { draws: written('Advice') }],
      {
        root: '/Outlines 10 0 R',
        objects: [
          '<</Type/Outlines/First 11 0 R/Last 12 0 R/Count 2>>',
          '<</Title(Results of the test)/Parent 10 0 R/Next 12 0 R/Dest[15 0 R/Fit]>>',
          '<</Title(Advice)/Parent 10 0 R/Prev 11 0 R/Dest[17 0 R/Fit]>>',
        ],
      },
    )
    const { person, drawn, page, fired } = await openViewer(bytes, {}, phone)
    const outline = page.getByRole('navigation', { name: 'Outline' })
    const opens = async (): Promise<void> => {
      await person.button('More').click()
      await page.getByRole('menuitem', { name: 'Outline' }).click()
      await outline.waitFor()
    }
    await drawn.first().waitFor()
    await opens()
    await outline.getByRole('button', { name: 'Advice' }).click()
    await person.reads('3 of 3')
    await outline.waitFor({ state: 'detached' })
    // Escape leaves the outline, and the document only after it.
    await opens()
    await outline.getByRole('button', { name: 'Advice' }).press('Escape')
    await outline.waitFor({ state: 'detached' })
    expect(await fired()).toEqual(['viewer-shown'])
    await page.keyboard.press('Escape')
    await expect.poll(fired).toContain('viewer-close')
  })

  test('asks in its frame for the password of the file, and the page around learns nothing of it', async () => {
    const [, shut = ''] = locked['AES with 128 bits'] ?? []
    const { person, frame, drawn, page } = await openViewer(pdf({ more: [shut], trailer: lockedTrailer }))
    const field = frame.getByLabel('Password of the file')
    await field.fill('wrong one')
    await frame.getByRole('button', { name: 'Open' }).click()
    await frame.getByText('This password does not open the file. Check it and type it again.').waitFor()
    await picture(person, 'viewer-password')
    await field.fill('secret')
    await field.press('Enter')
    await drawn.first().waitFor()
    expect(await page.locator('chairside-viewer').getByLabel('Password of the file').count()).toBe(0)
  })

  test('shows letters of Japanese forms that bring no font along', async () => {
    const text = Buffer.from('93fa967b8cea', 'hex')
    const bytes = pdfOf(
      [
        {
          draws: Buffer.concat([
            Buffer.from('BT /F2 40 Tf 60 700 Td <'),
            Buffer.from(text.toString('hex')),
            Buffer.from('> Tj ET'),
          ]),
          more: '/Resources<</Font<</F2 10 0 R>>>>',
        },
      ],
      {
        objects: [
          '<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3-90ms-RKSJ-H/Encoding/90ms-RKSJ-H/DescendantFonts[11 0 R]>>',
          '<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>/FontDescriptor 12 0 R/DW 1000>>',
          '<</Type/FontDescriptor/FontName/HeiseiMin-W3/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 709/Descent -241/CapHeight 709/StemV 69>>',
        ],
      },
    )
    const { frame } = await openViewer(bytes)
    await frame.getByText('日本語').waitFor()
  })

  test.each([
    ['faxes (JBIG2)', blackFax(), '/Width 64/Height 8/BitsPerComponent 1/Filter/JBIG2Decode', 0],
    ['scans (JPEG 2000)', greyScan(), '/Width 64/Height 64/BitsPerComponent 8/Filter/JPXDecode', 128],
  ])('shows the pictures of %s', async (_, image, entries, grey) => {
    const bytes = pdfOf(
      [{ draws: 'q 595 0 0 842 0 0 cm /X Do Q', more: '/Resources<</XObject<</X 10 0 R>>>>' }],
      { objects: [streamOf(image, `/Type/XObject/Subtype/Image/ColorSpace/DeviceGray${entries}`)] },
    )
    const { drawn } = await openViewer(bytes)
    const middle = await drawn.locator('img').evaluate((picture) => {
      if (!(picture instanceof HTMLImageElement)) return []
      const context = document.createElement('canvas').getContext('2d')
      context?.drawImage(picture, 0, 0, 1, 1)
      return [...(context?.getImageData(0, 0, 1, 1).data ?? [])]
    })
    for (const value of middle.slice(0, 3)) expect(Math.abs(value - grey)).toBeLessThan(3)
    expect(middle.length).toBe(4)
  })

  test('on a phone has one canvas, gives back what is out of sight, and passes axe in every look', async () => {
    const { person, frame, drawn, page, fired } = await openViewer(
      six,
      { note: 'Open for 12 minutes' },
      phone,
    )
    await drawn.first().waitFor()
    await person.button('Search in the document').tap()
    await page.getByRole('textbox').fill('third')
    await person.reads('1 of 1')
    await picture(person, 'viewer-phone-search')
    // From a button of the search, too, Escape leaves only this.
    await person.button('Next match').press('Escape')
    await page.getByRole('textbox').waitFor({ state: 'hidden' })
    // And from the document.
    await person.button('Search in the document').tap()
    await page.getByRole('textbox').waitFor()
    await frame.locator('#pages').press('Escape')
    await page.getByRole('textbox').waitFor({ state: 'hidden' })
    expect(await fired()).not.toContain('viewer-close')
    for (let turn = 4; turn <= 6; turn += 1) {
      await person.button('Next page').tap()
      await person.reads(`${turn} of 6`)
    }
    await expect.poll(() => drawn.count()).toBeLessThan(4)
    expect(await frame.locator('canvas').count()).toBeLessThan(2)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await broken(person)).toEqual([])
    }
    await picture(person, 'viewer-phone')
  })

  test('speaks Slovak, and goes from right to left where the page does', async () => {
    const { person, frame, drawn, page } = await openViewer(six, { lang: 'sk', dir: 'rtl' }, phone)
    await drawn.first().waitFor()
    await person.reads('1 z 6')
    await person.button('Ďalšia strana').tap()
    await person.reads('2 z 6')
    expect(
      await frame
        .locator('html')
        .evaluate(({ ownerDocument: { documentElement: html } }) => `${html.lang} ${html.dir}`),
    ).toBe('sk rtl')
    expect(await broken(person)).toEqual([])
    expect(
      await page
        .locator('chairside-viewer')
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    ).toBe(0)
  })

  test('prints every page, and neither prints nor saves where that is not allowed', async () => {
    const printed: number[] = []
    const options = {
      before: async (page: Page) => {
        await page.exposeFunction('printed', (pictures: number) => void printed.push(pictures))
        await page.addInitScript(() => {
          const { printed } = window as unknown as { printed: (pictures: number) => void }
          window.print = () => printed?.(document.images.length)
        })
      },
    }
    const viewer = await openViewer(six, {}, options)
    await viewer.drawn.first().waitFor()
    await viewer.person.button('Print').click()
    await expect.poll(() => printed).toEqual([6])
    await viewer.person.button('Download').click()
    await expect.poll(() => viewer.fired()).toContain('viewer-save')

    const kept = await openViewer(six, { saves: false })
    await kept.drawn.first().waitFor()
    expect(await kept.person.button('Print').count()).toBe(0)
    expect(await kept.person.button('Download').count()).toBe(0)
    await kept.frame.locator('#pages').press('Control+s')
    await kept.frame.locator('#pages').press('Escape')
    await expect.poll(() => kept.fired()).toEqual(['viewer-shown', 'viewer-close'])
  })
})
