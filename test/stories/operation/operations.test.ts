import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathOf, routes } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { installClamd, prepareClamd } from '../../services/clamd.ts'
import { openDoor } from '../../services/door.ts'
import { installNginx, openNginx } from '../../services/nginx.ts'
import { ask } from '../../world/http.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

beforeAll(() => Promise.all([installNginx(), installClamd()]), 240_000)

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', '..', '..', 'operations', name), 'utf8')

test('operations/nginx.conf keeps connections to the nodes, and leaves a node that stops without an error', async () => {
  const one = await openWorld({ env: { DRAIN_SECONDS: '60' } })
  const other = await openWorld()
  const doors = [await openDoor(one.url), await openDoor(other.url)] as const
  const conf = read('nginx.conf')
  const servers = [...conf.matchAll(/^ *server (node-\d:8080) resolve max_fails=0;$/gm)]
  expect(servers.map(([, name]) => name)).toEqual(['node-1:8080', 'node-2:8080'])
  expect(conf).toMatch(/^ *zone .*;$/m)
  // The nginx of Debian is older than 1.27.3 and can look no names up while it runs: that part is not tried here.
  const older = doors.reduce(
    (text, door, at) => text.replace(`node-${at + 1}:8080 resolve`, new URL(door.url).host),
    conf.replace(/^ *resolver .*$/m, '').replace('listen 80;', 'listen 443 ssl;'),
  )
  const url = (await openNginx(older)) + pathOf(routes.isLive)
  const askTen = async () => {
    const said: number[] = []
    for (let at = 0; at < 10; at += 1) said.push((await ask(url, 'GET')).status)
    return said
  }
  const ten = Array.from({ length: 10 }, () => 200)

  expect(await askTen()).toEqual(ten)
  expect(doors.map(({ requests }) => requests.length)).toEqual([5, 5])
  expect(doors.map(({ open }) => open)).toEqual([1, 1])

  const left = one.chairside.leave()
  expect(await askTen()).toEqual(ten)
  await until('the node that leaves has no connection', () => doors[0].open === 0)
  expect(doors[1].open).toBe(1)
  await one.clock.advance(5000)
  expect(await askTen()).toEqual(ten)
  await left
})

test('a real clamd takes operations/clamd.conf, which also says what the image expects of it', async () => {
  const lines = [...read('clamd.conf').matchAll(/^([A-Z][A-Za-z0-9]+) (.+)$/gm)]
  const { User, LocalSocket, TCPSocket, TCPAddr, DatabaseDirectory, ...others } = Object.fromEntries(
    lines.map(([, name = '', value = '']) => [name, value]),
  )
  // The image waits for one of two sockets, ends without it after 30 minutes, and starts clamd as root.
  expect({ User, LocalSocket, TCPSocket, TCPAddr, DatabaseDirectory }).toEqual({
    User: 'clamav',
    LocalSocket: '/tmp/clamd.sock',
    TCPSocket: '3310',
    TCPAddr: '0.0.0.0',
    DatabaseDirectory: '/var/lib/clamav',
  })
  await (await prepareClamd({ settings: others })).start()
})
