import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { meet, offered } from '../attacks/meeting.ts'
import { until } from '../world/until.ts'
import { openWindow } from './browser.ts'

test.each(['XMLHttpRequest', 'fetch'])(
  'rows 1 to 4: a page that is still sending a program by %s reads why it was refused',
  async (by) => {
    const meeting = await meet()
    const { world, doctor } = meeting
    const { file } = await offered(meeting, 'Mislabelled-Letter.pdf', 80 * MB)
    const { page } = await openWindow(world.url + pathOf(routes.isLive))
    const wish = { by, url: pathOf(routes.sendBytes, { id: file }), token: doctor.token, size: 80 * MB }
    const answering = page.evaluate(async ({ by, url, token, size }) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      }
      const body = new Blob(['MZ', new Uint8Array(size - 2)])
      if (by === 'fetch') {
        const response = await fetch(url, { method: 'PATCH', headers, body })
        return [response.status, await response.text()] as const
      }
      const request = new XMLHttpRequest()
      request.open('PATCH', url)
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
      await new Promise((resolve) => {
        request.onloadend = resolve
        request.send(body)
      })
      return [request.status, request.responseText] as const
    }, wish)
    let answer: Awaited<typeof answering> | undefined
    answering.then((said) => {
      answer = said
    })
    await until('the page has its answer', async () => {
      await world.clock.advance(50)
      return answer
    })
    expect(answer).toEqual([415, expect.stringContaining('"code":"TYPE_NOT_ALLOWED"')])
  },
)
