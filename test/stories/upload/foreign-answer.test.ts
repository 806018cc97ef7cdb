import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { anna, eva } from '../../world/people.ts'
import { allowed, grownPdf, pick, saved } from '../../world/samples.ts'
import { passUpgrade, serve } from '../../world/serve.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/** A proxy between a page and the server that answers in the server's place, as an ingress does during a restart. */
async function openIngress(server: string) {
  let left = { method: '', status: 0, times: 0, body: '<html>nothing here</html>', strips: false }
  let answered = 0
  const { url, server: proxy } = await serve(async (request, response) => {
    if ([request.method, 'any'].includes(left.method) && left.times > 0) {
      left.times -= 1
      answered += 1
      request.resume()
      response.writeHead(left.status, { 'content-type': 'text/html', connection: 'close' })
      response.end(left.body)
      return
    }
    const { host: _, connection: __, ...headers } = request.headers
    if (left.strips) delete headers['x-http-method-override']
    const body =
      request.method === 'GET' || request.method === 'HEAD' ? {} : { body: request, duplex: 'half' }
    const answer = await fetch(server + request.url, {
      ...(request.method === undefined ? {} : { method: request.method }),
      headers: headers as Record<string, string>,
      ...(body as object),
    }).catch(() => undefined)
    if (answer === undefined) return response.destroy()
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  proxy.on('upgrade', (...upgrade) => passUpgrade(server, ...upgrade))
  return {
    url,
    get answered() {
      return answered
    },
    /** The proxy itself answers the next `times` requests of this method. */
    answer: (method: string, status: number, times = 1, body = left.body) => {
      left = { ...left, method, status, times, body }
    },
    /** From now on the proxy takes away the header that names a method. */
    strip: () => {
      left.strips = true
    },
  }
}

async function meetBehind() {
  const world = await openWorld()
  const id = await world.appointment()
  const ingress = await openIngress(world.url)
  const practitioner = await world.join(id, eva.id, 'call', ingress.url)
  return { world, ingress, practitioner, patient: await world.join(id, anna.id) }
}

const answers = ['HEAD', 'PATCH'].flatMap((method) =>
  [200, 400, 401, 403, 404, 405, 409, 410, 411, 413, 415, 422, 429, 500, 502, 503, 504].map(
    (status) => [method, status] as const,
  ),
)

test.each(answers)('an upload whose %s a proxy answers with %d goes on by itself', async (method, status) => {
  const { ingress, practitioner, patient } = await meetBehind()
  const file = grownPdf(MB, 'Umleitung Łukaszewicz.pdf')
  ingress.answer(method, status)
  await practitioner.send([file])
  const prompt = await until('it is ready', () => patient.prompts[0], 1500)
  expect(ingress.answered).toBe(1)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  expect(practitioner.transfers[0]?.files[0]?.problem).toBeUndefined()
})

test.each([400, 403, 404, 405, 410, 411, 413])(
  'while a proxy answers everything with %d, in words like ours, an upload waits, and then goes on by itself',
  async (status) => {
    const { ingress, practitioner, patient } = await meetBehind()
    const file = grownPdf(MB, 'Umbau Łukaszewicz.pdf')
    const [body] = ['NOT_FOUND', 'FILE_TOO_LARGE', 'CONFLICT'].map((code) => ({
      error: { code, message: '' },
    }))
    const sent = practitioner.send([file])
    ingress.answer('any', status, Number.POSITIVE_INFINITY, JSON.stringify(body))
    await sent
    await until('it was refused a few times', () => ingress.answered > 2, 1500)
    expect(practitioner.transfers[0]?.files[0]?.problem).toBeUndefined()
    ingress.answer('any', 0, 0)
    const prompt = await until('it is ready', () => patient.prompts[0], 1500)
    expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  },
)

test('an upload goes on by itself where a proxy refuses a method for a while, and lets no other name of it pass', async () => {
  for (const method of ['HEAD', 'PATCH']) {
    const { ingress, practitioner, patient } = await meetBehind()
    ingress.strip()
    ingress.answer(method, 405, 3)
    await practitioner.send([grownPdf(MB, 'Umweg Łukaszewicz.pdf')])
    await until('it is ready', () => patient.prompts[0], 1500)
    expect(ingress.answered).toBe(3)
    expect(practitioner.transfers[0]?.files[0]?.problem).toBeUndefined()
  }
})

test('a ticket that a proxy answers for is asked for again, and at last fails as if the line were down', async () => {
  const { ingress, practitioner, patient } = await meetBehind()
  await practitioner.send([pick(allowed.pdf)])
  await until('it is ready', () => patient.prompts[0])
  const mine = practitioner.transfers[0]?.files[0]
  ingress.answer('POST', 404, 2)
  expect((await mine?.ticket('view'))?.url).toContain('/v1/content/')
  for (const status of [200, 404, 410, 502]) {
    ingress.answer('POST', status, 9)
    await expect(mine?.ticket('view')).rejects.toMatchObject({ code: 'LINE_DOWN' })
  }
})
