import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { createLog } from '../../../server/src/log.ts'
import { openLine } from '../../world/line.ts'
import { anna, eva } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

test('a server that stops while everything runs ends it all quietly, and the next one goes on', async () => {
  const said: string[] = []
  const world = await openWorld({
    overrides: { log: createLog('warn', { write: (line) => said.push(line) }) },
  })
  const id = await world.appointment()
  const line = await openLine(world.url)
  const practitioner = await world.join(id, eva.id, 'call', line.url)
  const patient = await world.join(id, anna.id)
  await practitioner.send([grownPdf(48 * MB, 'Wirbelsäule Łukaszewicz.pdf')])
  const first = await until('the first file is ready', () => patient.prompts[0], 3000)
  const { url } = await first.ticket('download')
  keepSecret(url)
  const download = (await fetch(url)).body?.getReader()
  await download?.read()

  const file = grownPdf(6 * MB, 'Hüftgelenk Łukaszewicz.pdf')
  line.hold(3 * MB)
  const transfer = await practitioner.send([file])
  await until('bytes of the second come', () => transfer.files[0]?.bytes)
  const withdrawn = await practitioner.send([grownPdf(MB, 'Irrtum Łukaszewicz.pdf')])
  await Promise.all([withdrawn.withdraw(), world.restart()])
  await world.clock.advance(60_000)
  line.flow()

  const second = await until(
    'the second file is ready',
    () => patient.prompts.find(({ size }) => size === file.size),
    3000,
  )
  expect((await saved(second)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  await until('the third is withdrawn', () => withdrawn.files[0]?.state === 'withdrawn')
  const failures = said.filter((text) => (JSON.parse(text) as { level: number }).level >= 50)
  expect(failures.map((text) => (JSON.parse(text) as { msg: string }).msg)).toEqual([])
  await download?.cancel().catch(() => undefined)
})

test('a server that gets SIGTERM as soon as it listens stops cleanly, with code 0', async () => {
  // Outside production the server opens its demo only after it listens, so a client may send before that.
  const server = await openServer({ NODE_ENV: 'development' })
  expect(await server.stop()).toBe(0)
})

test('a server that lets its people go takes nobody new, lets a running download finish, and ends with 0', async () => {
  const server = await openServer({ DRAIN_SECONDS: '60' })
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id)
  const patient = await server.join(appointment, anna.id)
  const file = grownPdf(48 * MB, 'Schulterblatt Łukaszewicz.pdf')
  await practitioner.send([file])
  const prompt = await until('the file is ready', () => patient.prompts[0], 3000)
  const { url } = await prompt.ticket('download')
  keepSecret(url)
  const reader = (await fetch(url)).body?.getReader()
  const parts = [(await reader?.read())?.value ?? new Uint8Array()]
  const stopped = server.stop()
  await until('the page has lost its socket', () => patient.connection.state !== 'up', 1000)
  await expect(fetch(`${server.url}/health/live`)).rejects.toThrow()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done || value === undefined) break
    parts.push(value)
  }
  expect(Buffer.concat(parts).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  expect(await stopped).toBe(0)
})

test('what a server keeps cannot be read by anybody else on its machine', async () => {
  const server = await openServer()
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id)
  await practitioner.send([grownPdf(MB, 'Befund Quintavalle.pdf')])
  await until('it is stored', () => server.stored('sealed').length > 0)
  const kept = readdirSync(server.dataDir, { recursive: true, withFileTypes: true })
  const open = kept.filter((entry) => (statSync(join(entry.parentPath, entry.name)).mode & 0o077) !== 0)
  expect(kept.map(({ name }) => name)).toContain('records.sqlite')
  expect(open.map(({ name }) => name)).toEqual([])
})
