import { MB, socketPath } from '@chairside/protocol'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { lockedPdf } from '../gate/locked.ts'
import { startImpostor } from '../services/impostor.ts'
import { documentPages } from '../world/documents.ts'
import { openLine } from '../world/line.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, picture } from './browser.ts'
import { cardAt, namesOn, rowOf } from './cards.ts'
import { openRealWorld } from './visits.ts'

const withoutSocket = (page: Page) =>
  page.routeWebSocket(
    ({ pathname }) => pathname.startsWith(socketPath),
    (socket) => socket.close(),
  )

test('a file pauses and goes on, and after a reload in the middle it is chosen again and goes on from there', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const eva = await cardAt(world, id, { over: line.url })
  const film = grownPdf(8 * MB, 'whole-lesson.pdf')
  line.hold(3 * MB)
  await choose(eva, eva.button('Select files'), [film, pick(allowed.png, 'positions.png')])
  const row = rowOf(eva, film.name)
  await row.getByText(/^Uploading · \d+% of 8\sMB$/).waitFor()
  await picture(eva, 'session-card-uploading')
  await eva.button(`Pause ${film.name}`).click()
  await row.getByText(/^Paused at \d+%$/).waitFor()
  await eva.button(`Resume ${film.name}`).click()
  await row.getByText(/^Uploading · \d+% of 8\sMB$/).waitFor()

  await eva.page.reload()
  await row.getByText(/^Stopped at [1-9]\d*% · choose the file again$/).waitFor()
  await picture(eva, 'session-card-reloaded')
  line.flow()
  await choose(eva, eva.button(`Choose the file again: ${film.name}`), [film])
  await eva.button(`More for ${film.name}`).waitFor()
  expect(line.begins.some(({ offset }) => offset > 0)).toBe(true)
  // The other one was held too, and is chosen again if the reload came before its end.
  const again = eva.button('Choose the file again: positions.png')
  if (await again.isVisible()) await choose(eva, again, [pick(allowed.png, 'positions.png')])
  await eva.button('More for positions.png').waitFor()
  expect(await namesOn(eva)).toEqual([film.name, 'positions.png'])
})

test('without a WebSocket the bar says what the server has, too', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const eva = await cardAt(world, id, { over: line.url, before: withoutSocket })
  const film = grownPdf(8 * MB, 'whole-lesson.pdf')
  line.hold(4 * MB)
  await choose(eva, eva.button('Select files'), [film])
  await rowOf(eva, film.name)
    .getByText(/^Uploading · [34]\d% of 8\sMB$/)
    .waitFor()
  line.flow()
  await eva.button(`More for ${film.name}`).waitFor()
})

test('without a WebSocket the end of a check is seen that takes longer than the page waits before it asks', async () => {
  const checked = Promise.withResolvers<void>()
  const scanner = await startImpostor((line) => void checked.promise.then(() => line.end('stream: OK\0')))
  const world = await openRealWorld({ env: { CLAMD_URL: `tcp://127.0.0.1:${scanner.port}` } })
  const eva = await cardAt(world, await world.appointment(), { before: withoutSocket })
  const asked = eva.page.waitForResponse(
    async (answer) =>
      /\/v1\/documents\/[^/]+$/.test(answer.url()) && (await answer.text()).includes('"checking"'),
  )
  await choose(eva, eva.button('Select files'), [pick(allowed.pdf, 'plan.pdf')])
  await asked
  checked.resolve()
  await eva.button('More for plan.pdf').waitFor()
})

test('rows are dragged to another place', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const material = await documentPages(world).session(id)
  material.upload([
    pick(allowed.pdf, 'first.pdf'),
    pick(allowed.png, 'second.png'),
    pick(allowed.docx, 'third.docx'),
  ])
  await until('all are attached', () => material.documents.length === 3, 5000)
  const eva = await cardAt(world, id)
  const target = rowOf(eva, 'third.docx')
  await target.waitFor()
  const { height = 0 } = (await target.boundingBox()) ?? {}
  const options = { sourcePosition: { x: 30, y: 30 }, targetPosition: { x: 30, y: height - 6 } }
  await rowOf(eva, 'first.pdf').dragTo(target, options)
  await until('it stands last', async () => (await namesOn(eva)).join() === 'second.png,third.docx,first.pdf')
  await until('others see that', () => material.documents[2]?.document.name === 'first.pdf')
})

test('the practitioner decides about a file that the check could not look into', async () => {
  const scanner = await startImpostor((line) => void line.end('stream: Heuristics.Encrypted.PDF FOUND\0'))
  const world = await openRealWorld({ env: { CLAMD_URL: `tcp://127.0.0.1:${scanner.port}` } })
  const id = await world.appointment()
  const eva = await cardAt(world, id)
  const plan = new File([Buffer.from(lockedPdf())], 'locked-plan.pdf')
  await choose(eva, eva.button('Select files'), [plan])
  const row = rowOf(eva, 'locked-plan.pdf')
  await row.getByText('Waiting for your decision').waitFor()
  await picture(eva, 'session-card-undecided')
  await eva.button('Add it anyway: locked-plan.pdf').click()
  await eva.button('More for locked-plan.pdf').waitFor()
})
