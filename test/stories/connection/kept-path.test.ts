import { pathOf, routes } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { installNginx, openNginx, passSockets, serverOf } from '../../services/nginx.ts'
import { ask } from '../../world/http.ts'
import { anna, eva } from '../../world/people.ts'
import { freePort } from '../../world/port.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

beforeAll(installNginx, 120_000)

/** A server whose `PUBLIC_URL` has this path, and an nginx with this place before it. */
async function mount(path: string, place: (behind: string) => string) {
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}${path}`
  const world = await openWorld({ env: { PUBLIC_URL: publicUrl } })
  const { listening } = world.chairside
  await openNginx(serverOf('http://127.0.0.1:9', '', place(listening)), port)
  return { world, publicUrl, listening }
}

/** Eva sends a file through nginx, and Anna saves it. */
async function carry({ world, publicUrl }: Awaited<ReturnType<typeof mount>>) {
  const id = await world.appointment()
  const doctor = await world.join(id, eva.id, 'call', publicUrl)
  const patient = await world.join(id, anna.id, 'call', publicUrl)
  for (const { connection } of [doctor, patient])
    expect([connection.state, 'polling' in connection]).toEqual(['up', false])
  await doctor.send([pick(allowed.pdf, 'mounted-letter.pdf')])
  const file = await until('it prompts', () => patient.prompts[0], 2000)
  expect((await saved(file)).equals(bytesOf(allowed.pdf))).toBe(true)
}

test.each(['/apps/files', '/v1'])(
  'below the path %s of PUBLIC_URL, which the proxy keeps, sockets and files pass',
  async (path) => {
    const kept = (behind: string) => `location ${path}/ { proxy_pass ${behind}; ${passSockets} }`
    const mounted = await mount(path, kept)
    await carry(mounted)
    const { publicUrl, listening } = mounted
    const live = pathOf(routes.isLive)
    expect((await ask(publicUrl + live, 'GET')).status).toBe(200)
    expect((await ask(`${publicUrl}/openapi.json`, 'GET')).status).toBe(200)
    // A program beside the server still asks it without the path.
    expect((await ask(listening + live, 'GET')).status).toBe(200)
    expect((await ask(`${listening}/elsewhere${live}`, 'GET')).error?.code).toBe('UNKNOWN_COMMAND')
    expect((await ask(`${publicUrl}${path}${live}`, 'GET')).error?.code).toBe('UNKNOWN_COMMAND')
  },
)

test('below a path that looks like one of the server’s own, and that the proxy takes away, the same', async () => {
  const path = '/v1'
  await carry(await mount(path, (behind) => `location ${path}/ { proxy_pass ${behind}/; ${passSockets} }`))
})
