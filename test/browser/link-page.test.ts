import { pathOf, routes } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { ask } from '../world/http.ts'
import { eva } from '../world/people.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { comeIn, documentAudit, issueCode, otherThan, withdraw } from '../world/sharing.ts'
import { broken } from './axe.ts'
import { phone, picture, saves } from './browser.ts'
import { documentName, drawnPages, type SharedDocument, sharedDocument, type, visit } from './link-visit.ts'
import { pagesOf } from './pdfs.ts'

const openings = async ({ meeting, link }: SharedDocument): Promise<string[]> => {
  const facts = await documentAudit(meeting, link.document, [
    'access-opened',
    'document-viewed',
    'code-wrong',
  ])
  return facts.map(({ kind }) => kind)
}

const sensitive = { sensitivity: 'sensitive' } as const

describe('a link to a normal document', () => {
  test('tells nothing before the click but whose documents these are, and shows the document by one', async () => {
    const shared = await sharedDocument({}, {}, undefined, { APP_NAME: 'Lake & Clinic' })
    const anna = await visit(shared)
    await anna.reads('Documents from Lake & Clinic')
    await anna.page.getByRole('heading', { name: 'A document for you' }).waitFor()
    await anna.reads(`From ${eva.name}.`)
    expect(await anna.page.content()).not.toContain(documentName)
    // The secret has left the address bar, and is in no address that the page asks for.
    expect(anna.page.url()).toBe(`${shared.meeting.world.url}/d`)
    expect(await openings(shared)).toEqual([])
    await picture(anna, 'link-normal')
    await anna.button('Open document').click()
    await drawnPages(anna).first().waitFor()
    await anna.reads(documentName)
    await expect.poll(() => openings(shared)).toEqual(['access-opened', 'document-viewed'])
    await anna.button('Back').click()
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
    await anna.page.getByRole('button', { name: 'View document' }).click()
    await drawnPages(anna).first().waitFor()
    expect(await openings(shared)).toEqual(['access-opened', 'document-viewed'])
  })

  test('is downloaded as it is', async () => {
    const shared = await sharedDocument()
    const anna = await visit(shared)
    await anna.button('Open document').click()
    await drawnPages(anna).first().waitFor()
    const saved = await saves(anna, anna.button('Download'))
    expect(saved.name === documentName && saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  })

  test('that is a picture shows it in place, and draws it no larger than the window', async () => {
    const bytes = bytesOf(allowed.jpeg)
    const shared = await sharedDocument({ name: 'Card-Secret-Name.jpg' }, {}, bytes)
    const anna = await visit(shared, phone)
    await anna.button('Open document').tap()
    const drawn = anna.page.locator('chairside-viewer canvas')
    await drawn.waitFor()
    await anna.reads('1 of 1')
    const colours = await drawn.evaluate((canvas: HTMLCanvasElement) => {
      const all = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      return new Set(all).size
    })
    expect(colours).toBeGreaterThan(10)
    expect((await drawn.boundingBox())?.width).toBeLessThanOrEqual(390)
    expect(await broken(anna)).toEqual([])
    await picture(anna, 'viewer-picture')
    await expect.poll(() => openings(shared)).toEqual(['access-opened', 'document-viewed'])
    await anna.button('Back').tap()
    const saved = await saves(anna, anna.button('Download'))
    expect(saved.bytes.equals(bytes)).toBe(true)
  })

  test('that cannot be shown is offered to download, and counts as viewed once that has begun', async () => {
    const bytes = bytesOf(allowed.docx)
    const shared = await sharedDocument({ name: 'Form-Secret-Name.docx' }, {}, bytes)
    const anna = await visit(shared)
    await anna.button('Open document').click()
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
    expect(await anna.button('View document').count()).toBe(0)
    expect(await openings(shared)).toEqual(['access-opened'])
    // What has not begun does not count.
    await anna.page.route('**/ticket', (route) => route.abort())
    await anna.button('Download').click()
    await anna.reads('The document could not be downloaded. Try again.')
    expect(await openings(shared)).toEqual(['access-opened'])
    await anna.page.unroute('**/ticket')
    const saved = await saves(anna, anna.button('Download'))
    expect(saved.bytes.equals(bytes)).toBe(true)
    await expect.poll(() => openings(shared)).toEqual(['access-opened', 'document-viewed'])
  })

  test('is neither counted nor used up by what loads the page without a click', async () => {
    const shared = await sharedDocument()
    for (const method of ['GET', 'HEAD'])
      expect((await ask(shared.address.split('#')[0] ?? '', method)).status).toBe(200)
    // A program that scans mails and runs scripts.
    const scanner = await visit(shared)
    await scanner.button('Open document').waitFor()
    await scanner.page.reload()
    await scanner.button('Open document').waitFor()
    expect(await openings(shared)).toEqual([])
    const anna = await visit(shared)
    await anna.button('Open document').click()
    await drawnPages(anna).first().waitFor()
  })
})

describe('a link to a sensitive document', () => {
  test('asks for the code in one field, takes it pasted with blanks, and asks no more while it is open', async () => {
    const shared = await sharedDocument(sensitive)
    const code = await issueCode(shared.meeting, shared.link)
    const anna = await visit(shared, phone)
    await anna.page.getByRole('heading', { name: 'Enter your code' }).waitFor()
    expect(await anna.page.content()).not.toContain(documentName)
    const field = anna.page.getByLabel('Access code')
    expect(await field.getAttribute('inputmode')).toBe('numeric')
    expect(await field.getAttribute('autocomplete')).toBe('one-time-code')
    await picture(anna, 'link-code')
    await field.fill(code)
    expect(await field.inputValue()).toBe(`${code.slice(0, 3)} ${code.slice(3)}`)
    await field.fill(` ${code.slice(0, 3)} - ${code.slice(3)} `)
    await anna.button('Open document').tap()
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
    await anna.reads(/^Open for 15 more minutes, until /)
    await picture(anna, 'link-open')
    for (let turn = 0; turn < 2; turn += 1) {
      await anna.page.getByRole('button', { name: 'View document' }).tap()
      await drawnPages(anna).first().waitFor()
      await anna.button('Back').tap()
    }
    await expect.poll(() => openings(shared)).toEqual(['access-opened', 'document-viewed'])
    await anna.page.reload()
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
  })

  test('says how many tries are left after a wrong code, and counts the wait down', async () => {
    const shared = await sharedDocument(sensitive, { codeWaits: [8000, 60_000] })
    const code = await issueCode(shared.meeting, shared.link)
    const anna = await visit(shared)
    await type(anna, '12')
    await anna.reads('A code has six digits. Check it and type it again.')
    expect(await openings(shared)).toEqual([])
    await type(anna, otherThan(code))
    await anna.reads(/You can try again in [1-8] seconds?\. You have 9 tries left\.$/)
    expect(await anna.button('Open document').getAttribute('aria-disabled')).toBe('true')
    await picture(anna, 'link-pause')
    await anna.reads('This code is not right. Check it and type it again. You have 9 tries left.')
    await picture(anna, 'link-wrong')
    await type(anna, code)
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
    expect(await openings(shared)).toEqual(['code-wrong', 'access-opened'])
  })

  test('says when a code is used up, and takes a new one in the same page', async () => {
    const shared = await sharedDocument(sensitive, { codeWaits: [0], wrongCodes: 2 })
    const code = await issueCode(shared.meeting, shared.link)
    const anna = await visit(shared)
    await type(anna, otherThan(code))
    await anna.reads(/You have 1 try left\.$/)
    await type(anna, otherThan(code, 2))
    await anna.page.getByRole('heading', { name: 'This code no longer works' }).waitFor()
    await picture(anna, 'link-used-up')
    const other = await issueCode(shared.meeting, shared.link)
    await anna.page.getByRole('heading', { name: 'Enter your code' }).waitFor()
    await type(anna, other)
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
  })

  test('tells the practitioner that there is no code, and opens by itself once it is unlocked in the call', async () => {
    const shared = await sharedDocument(sensitive)
    const { meeting, link } = shared
    const anna = await visit(shared)
    await anna.button('I have no code').click()
    await anna.page.getByRole('heading', { name: `${eva.name} was told` }).waitFor()
    await picture(anna, 'link-no-code')
    await comeIn(meeting, meeting.patient)
    await comeIn(meeting, meeting.doctor)
    const said = await ask(meeting.world.url + pathOf(routes.unlockLink, { id: link.id }), 'POST', {
      token: meeting.doctor.token,
    })
    expect(said.status).toBe(200)
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
  })

  test('is unlocked for the page in which the patient asked, and for no other that has the link and waits', async () => {
    const shared = await sharedDocument(sensitive)
    const { meeting, link } = shared
    const other = await visit(shared)
    await other.page.getByLabel('Access code').waitFor()
    const anna = await visit(shared)
    await anna.button('I have no code').click()
    await anna.page.getByRole('heading', { name: `${eva.name} was told` }).waitFor()
    // A reload loses neither that they asked nor the key by which they did.
    await anna.page.reload()
    await anna.page.getByRole('heading', { name: `${eva.name} was told` }).waitFor()
    const asked: string[] = []
    other.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await comeIn(meeting, meeting.patient)
    await comeIn(meeting, meeting.doctor)
    // Anna's page has no connection meanwhile: the other one would be first.
    await anna.page.context().setOffline(true)
    const said = await ask(meeting.world.url + pathOf(routes.unlockLink, { id: link.id }), 'POST', {
      token: meeting.doctor.token,
    })
    expect(said.status).toBe(200)
    const looks = asked.length
    await expect.poll(() => asked.length, { timeout: 8000 }).toBeGreaterThan(looks + 1)
    expect(new Set(asked)).toEqual(new Set([routes.lookAtLink.path]))
    await other.page.getByRole('heading', { name: 'Enter your code' }).waitFor()
    await other.button('I have no code').waitFor()
    await anna.page.context().setOffline(false)
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
  })

  test('stays open over a reload without a connection, and by a clock that is wrong', async () => {
    const shared = await sharedDocument(sensitive)
    const code = await issueCode(shared.meeting, shared.link)
    const anna = await visit(shared)
    await type(anna, code)
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
    const calls = '**/v1/**'
    await anna.page.route(calls, (route) => route.abort())
    await anna.page.reload()
    await anna.page.getByRole('heading', { name: 'No connection' }).waitFor()
    await anna.page.unroute(calls)
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
    // Ten minutes ahead of the server: it takes proofs of the last minute alone.
    await anna.page.addInitScript(() => {
      const { now } = Date
      Date.now = () => now() + 600_000
    })
    await anna.page.reload()
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
    expect(await openings(shared)).toEqual(['access-opened'])
  })

  test('opens again by the same code in a page that was loaded anew after the time was over', async () => {
    const shared = await sharedDocument(sensitive, { access: 1500, accessMost: 1500 })
    const code = await issueCode(shared.meeting, shared.link)
    const anna = await visit(shared)
    await type(anna, code)
    await anna.page.getByRole('heading', { name: 'Closed again' }).waitFor()
    for (let turn = 0; turn < 2; turn += 1) {
      await anna.page.reload()
      await anna.page.getByRole('heading', { name: 'Closed again' }).waitFor()
    }
    await type(anna, code)
    await expect.poll(() => openings(shared)).toEqual(['access-opened', 'access-opened'])
  })

  test('that is forwarded opens nothing: the code serves the page that typed it first', async () => {
    const shared = await sharedDocument(sensitive)
    const code = await issueCode(shared.meeting, shared.link)
    const anna = await visit(shared)
    await type(anna, code)
    await anna.page.getByRole('heading', { name: 'Your document is open' }).waitFor()
    // Everything that the page keeps in its storage, and the whole link.
    const kept = await anna.page.evaluate(() => Object.entries(sessionStorage))
    const other = await visit(shared)
    await other.page.evaluate((entries) => {
      for (const [name, value] of entries) sessionStorage.setItem(name, value)
    }, kept)
    await other.page.reload()
    await other.page.getByLabel('Access code').waitFor()
    await type(other, code)
    await other.reads('This code was used already, in another page. Ask for a new one.')
    expect(await other.page.content()).not.toContain(documentName)
  })

  test('offers to stay before its time is over, and asks for the code again afterwards, where it was read', async () => {
    const shared = await sharedDocument(
      sensitive,
      { access: 15_000, accessMost: 18_000 },
      pagesOf('First page', 'Second page', 'Third page'),
    )
    const code = await issueCode(shared.meeting, shared.link)
    const anna = await visit(shared, phone)
    await type(anna, code)
    await anna.page.getByRole('button', { name: 'View document' }).tap()
    await drawnPages(anna).first().waitFor()
    await anna.button('Next page').tap()
    await anna.reads('2 of 3')
    await anna.button('Stay').tap()
    await picture(anna, 'viewer-ending')
    await anna.page.getByRole('heading', { name: 'Closed again' }).waitFor()
    await anna.reads('The time is over. Type your code again to go on reading on page 2.')
    expect(await anna.page.locator('iframe').count()).toBe(0)
    const facts = await documentAudit(shared.meeting, shared.link.document, ['access-stayed'])
    expect(facts.length).toBe(1)
    await type(anna, code)
    await drawnPages(anna).first().waitFor()
    await anna.reads('2 of 3')
  })

  test('closes within a second when it is withdrawn', async () => {
    const shared = await sharedDocument(sensitive)
    const code = await issueCode(shared.meeting, shared.link)
    const anna = await visit(shared)
    await type(anna, code)
    await anna.page.getByRole('button', { name: 'View document' }).click()
    await drawnPages(anna).first().waitFor()
    await withdraw(shared.meeting, shared.link)
    await anna.page.locator('chairside-viewer').waitFor({ state: 'detached', timeout: 10_000 })
    await anna.page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
    await picture(anna, 'link-withdrawn')
  })
})

describe('a link that opens nothing', () => {
  test('looks the same whether it is unknown or withdrawn', async () => {
    const shared = await sharedDocument()
    await withdraw(shared.meeting, shared.link)
    const pages = await Promise.all(
      [shared.address, `${shared.address.slice(0, -4)}AAAA`].map((address) => visit({ address })),
    )
    const texts = []
    for (const person of pages) {
      await person.page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
      texts.push(await person.page.locator('chairside-link').innerText())
    }
    expect(texts[0]).toBe(texts[1])
  })

  test('says until when it worked and whom to ask once it is expired', async () => {
    const shared = await sharedDocument()
    const anna = await visit(shared)
    await anna.button('Open document').waitFor()
    const expiresAt = new Date(Date.now() + 2500).toISOString()
    await shared.meeting.world.backend('PATCH', pathOf(routes.changeDocument, { id: shared.link.document }), {
      expiresAt,
    })
    await anna.button('Open document').click()
    await anna.page.getByRole('heading', { name: 'This link has expired' }).waitFor()
    await anna.reads(`Ask ${eva.name} for a new one.`)
    await picture(anna, 'link-expired')
  })

  test('without its end asks for the whole link, and takes it pasted', async () => {
    const shared = await sharedDocument()
    const anna = await visit({ address: shared.address.split('#')[0] ?? '' })
    await anna.page.getByRole('heading', { name: 'Open the link from the message itself' }).waitFor()
    await picture(anna, 'link-incomplete')
    await anna.page.getByLabel('The whole link').fill('https://files.example/d')
    await anna.button('Open').click()
    await anna.reads('This is not a whole link. It ends with # and letters.')
    await anna.page.getByLabel('The whole link').fill(shared.address)
    await anna.button('Open').click()
    await anna.button('Open document').waitFor()
    expect(anna.page.url()).toBe(`${shared.meeting.world.url}/d`)
  })

  test('for want of a connection says so, and goes on by itself', async () => {
    const shared = await sharedDocument(sensitive)
    const anna = await visit(shared)
    await anna.page.getByLabel('Access code').waitFor()
    await anna.page.context().setOffline(true)
    await anna.page.getByRole('heading', { name: 'No connection' }).waitFor()
    await picture(anna, 'link-no-connection')
    await anna.page.context().setOffline(false)
    await anna.page.getByLabel('Access code').waitFor()
  })
})

describe('the page of links', () => {
  test('is framed by no other, kept by no cache, found by no search, and loads nothing of others', async () => {
    const { meeting } = await sharedDocument()
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await ask(`${meeting.world.url}/d`, method)
      expect(status).toBe(200)
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
      })
      const policy = String(headers['content-security-policy'])
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';/)
      expect(policy).toContain("frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
      expect(policy).not.toMatch(/unsafe|\*|https?:/)
    }
    const { headers } = await ask(`${meeting.world.url}/viewer`, 'GET')
    expect(String(headers['content-security-policy'])).toMatch(/^sandbox allow-scripts; default-src 'none'/)
  })

  test.each([
    ['small phone', { viewport: { width: 320, height: 568 } }],
    ['phone', { viewport: { width: 390, height: 844 } }],
    ['sideways', { viewport: { width: 844, height: 390 } }],
    ['dark', { colorScheme: 'dark' }],
    ['slovak', { locale: 'sk-SK' }],
  ] as const)('passes axe and fits in every state: %s', async (name, options) => {
    const shared = await sharedDocument(sensitive)
    const code = await issueCode(shared.meeting, shared.link)
    const anna = await visit(shared, options)
    const { page } = anna
    const check = async (state: string): Promise<void> => {
      expect(await broken(anna), state).toEqual([])
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(await wide(), state).toBeLessThanOrEqual(0)
      await page.evaluate(() => {
        document.documentElement.dir = 'rtl'
        document.documentElement.style.fontSize = '200%'
      })
      expect(await wide(), `${state}, right to left and twice as large`).toBeLessThanOrEqual(0)
      await picture(anna, `link-${state}-${name}-large`)
      await page.evaluate(() => {
        document.documentElement.dir = ''
        document.documentElement.style.fontSize = ''
      })
      await picture(anna, `link-${state}-${name}`)
    }
    const field = page.getByRole('textbox')
    await field.waitFor()
    await check('code')
    await field.fill(otherThan(code))
    await field.press('Enter')
    await page.getByRole('alert').filter({ hasText: '9' }).first().waitFor()
    await check('wrong')
    await page.locator('.button.main[aria-disabled]').waitFor({ state: 'detached' })
    await field.fill(code)
    await field.press('Enter')
    await page.locator('#view').waitFor()
    // The focus follows the act, and everything goes by the keyboard.
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.id)).toBe(
      'door-title',
    )
    await check('open')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await drawnPages(anna).first().waitFor()
    expect(await broken(anna)).toEqual([])
    await page.keyboard.press('Escape')
    await page.locator('#view').waitFor()
  })
})
