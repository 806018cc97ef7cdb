import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { until } from '../world/until.ts'
import { broken } from './axe.ts'
import { type Person, picture, saves } from './browser.ts'
import { cardAt, rowOf } from './cards.ts'
import { drawnPicture, minute, openClinic, prepared } from './files-page.ts'

/* What the lightbox says of a picture that it does not show, and what counts as opened. */

const pictures = (...names: string[]): Promise<File[]> =>
  Promise.all(names.map((name) => drawnPicture(name, '#335577')))

/** The picture that the lightbox shows. */
const shown = ({ page }: Person) => page.locator('dialog .picture > *')

test('a picture that is fetched ahead counts as opened once the client comes to it', async () => {
  const { world, open } = await openClinic()
  const names = ['first.jpg', 'second.jpg', 'third.jpg']
  const { id, session, idOf } = await prepared(world, 20 * minute, await pictures(...names))
  const card = await cardAt(world, id)
  const opened = (name: string) =>
    rowOf(card, name)
      .getByText(/opened by /)
      .waitFor()
  const counts = () =>
    names.map((name) => session.documents.find(({ document }) => document.name === name)?.openedBy)
  /** Waits until the bytes of a picture went out ahead. */
  const came = (name: string) =>
    until('it was fetched ahead', async () => {
      const audit = await world.backend('GET', pathOf(routes.readDocumentAudit, { id: idOf(name) }))
      return (await audit.text()).includes('"ahead":true')
    })
  const client = await open()
  await client.button('Open first.jpg').click()
  await shown(client).waitFor()
  await came('second.jpg')
  await opened('first.jpg')
  await until('the first is counted', () => counts()[0] === 1)
  expect(counts()).toEqual([1, 0, 0])
  expect(
    await rowOf(card, 'second.jpg')
      .getByText(/not opened yet/)
      .count(),
  ).toBe(1)

  await client.button('Next picture').click()
  await shown(client).waitFor()
  await came('third.jpg')
  await opened('second.jpg')
  await until('the second is counted', () => counts()[1] === 1)
  expect(counts()).toEqual([1, 1, 0])
})

test('a picture says how far it is until it is here', async () => {
  const { world, open } = await openClinic()
  await prepared(world, 20 * minute, await pictures('slow.jpg'))
  const client = await open()
  const { page } = client
  await page.locator('[part="tile"] img, [part="tile"] canvas').first().waitFor()
  const late = Promise.withResolvers<void>()
  await page.route('**/v1/content/**', async (route) => {
    await late.promise
    await route.continue()
  })
  await client.button('Open slow.jpg').click()
  await client.reads(/^Loading · 0% of /)
  expect(await page.getByRole('progressbar', { name: 'slow.jpg' }).count()).toBe(1)
  // Its thumbnail stands in for it.
  await page.locator('dialog .dim > *').first().waitFor()
  expect(await broken(client)).toEqual([])
  await picture(client, 'files-lightbox-loading')
  late.resolve()
  await shown(client).waitFor()
  await client.readsNoMore(/^Loading/)
})

test('a picture that this browser cannot show says so, and is saved', async () => {
  const { world, open } = await openClinic()
  const scan = new File(['\0\0\0\u0018ftypheic\0\0\0\0mif1heic'], 'plate.heic')
  await prepared(world, 20 * minute, [scan])
  const client = await open()
  await client.button('Open plate.heic').click()
  await client.reads('This picture cannot be shown here.')
  expect(await broken(client)).toEqual([])
  await picture(client, 'files-lightbox-cannot')
  const saved = await saves(client, client.button('Download'))
  expect(saved.bytes.equals(Buffer.from(await scan.arrayBuffer()))).toBe(true)
})

test('without a connection the picture waits, and comes when it is tried again', async () => {
  const { world, open } = await openClinic()
  await prepared(world, 20 * minute, await pictures('first.jpg', 'second.jpg'))
  const client = await open()
  await client.page.route('**/v1/content/**', (route) => route.abort())
  await client.button('Open first.jpg').click()
  await client.reads('No connection. It comes by itself when you are back.')
  await picture(client, 'files-lightbox-waits')
  // What could not be fetched ahead is asked for again when it is wanted.
  await client.page.unroute('**/v1/content/**')
  await client.button('Next picture').click()
  await shown(client).waitFor()
  await client.button('Previous picture').click()
  await client.button('Try again').click()
  await shown(client).waitFor()
})

test('a picture that is taken away while it is looked at is gone from the lightbox, and the others stay', async () => {
  const { world, open } = await openClinic()
  const { session, idOf } = await prepared(world, 20 * minute, await pictures('taken.jpg', 'stays.jpg'))
  const client = await open()
  await client.button('Open taken.jpg').click()
  await shown(client).waitFor()
  await session.remove(idOf('taken.jpg'))
  await client.reads('This picture is not available any more.')
  await shown(client).waitFor({ state: 'detached' })
  await picture(client, 'files-lightbox-gone')
  await client.button('Next picture').click()
  await shown(client).waitFor()
})
