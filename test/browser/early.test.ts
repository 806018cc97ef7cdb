import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { meet, offered } from '../attacks/meeting.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import { choose, openWindow } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

test.each(['XMLHttpRequest', 'fetch'])(
  'rows 1 to 4: a page that is still sending a program by %s reads why it was refused',
  async (by) => {
    const meeting = await meet()
    const { world, doctor } = meeting
    const { file } = await offered(meeting, 'Mislabelled-Letter.pdf', 80 * MB)
    // Any page of the origin would do. The policy of this one forbids requests, so the test bypasses it.
    const { page } = await openWindow(world.url + pathOf(routes.isLive), { bypassCSP: true })
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

test('rows 1 to 4: the panel asks once, sends a program once, and says why it was refused', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  const name = 'Mislabelled-Letter.pdf'
  keepSecret(name)
  const requests: string[] = []
  practitioner.page.on('request', (request) => {
    if (request.url().endsWith('/upload')) requests.push(request.method())
  })
  const program = new File(['MZ', new Uint8Array(80 * MB - 2)], name)
  await choose(practitioner, practitioner.button('Select files to share'), [program])
  await practitioner.button('Send files').click()
  await practitioner
    .row(name)
    .getByText(/the content is a program/)
    .waitFor()
  await patient
    .row(name)
    .getByText(/ file was refused: /)
    .waitFor()
  expect(requests).toEqual(['HEAD', 'PATCH'])
})
