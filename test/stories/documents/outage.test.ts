import { openLibrary } from '@chairside/client'
import { expect, test } from 'vitest'
import { documentPages } from '../../world/documents.ts'
import { openLine } from '../../world/line.ts'
import { eva } from '../../world/people.ts'
import { serve } from '../../world/serve.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

test('a page that opens its documents during an outage asks less and less often', async () => {
  const world = await openWorld()
  const asked: number[] = []
  const { url } = await serve((request, response) => {
    if (request.url?.includes('/documents')) asked.push(Date.now())
    response.statusCode = 502
    response.end('the proxy finds no server')
  })
  const leaving = new AbortController()
  atEnd(() => leaving.abort())
  const opening = openLibrary({ url, token: await world.deskToken(eva.id), signal: leaving.signal })
  opening.catch(() => {})
  // A try is one request, sent again twice.
  await until('it has begun five tries', () => asked.length >= 13, 29_000)
  const pauseBefore = (at: number): number => (asked[at] ?? 0) - (asked[at - 1] ?? 0)
  expect(pauseBefore(12)).toBeGreaterThan(2 * pauseBefore(3))
})

test('a page that opens its documents during an outage has them once the line is back', async () => {
  const world = await openWorld()
  const line = await openLine(world.url)
  line.cut()
  const opening = documentPages(world).library({ over: line.url })
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  line.mend()
  expect((await opening).documents).toEqual([])
})
