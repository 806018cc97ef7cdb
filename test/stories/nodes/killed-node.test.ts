import { createHash } from 'node:crypto'
import type { Appointment } from '@chairside/client'
import { MB } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { installNginx, openNginx, passSockets } from '../../services/nginx.ts'
import { useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import { freePort } from '../../world/port.ts'
import { openServer } from '../../world/process.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'

const services = useNodes()
beforeAll(installNginx, 120_000)

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const count = 4
const size = 8 * MB

/** Waits until a patient has all files, and compares their bytes with those that were sent. */
async function allArrive(patient: Appointment, files: readonly File[]): Promise<void> {
  const prompts = await until(
    'all are ready',
    () => patient.prompts.length === count && patient.prompts,
    9000,
  )
  const digests = await Promise.all(prompts.map(async (file) => sha256(await saved(file))))
  const wanted = await Promise.all(files.map(async (file) => sha256(Buffer.from(await file.arrayBuffer()))))
  expect(digests.sort()).toEqual(wanted.sort())
}

/** Two nodes as processes of their own behind nginx, which sends each request to whichever it likes. */
async function openNodes() {
  const ports = [await freePort(), await freePort()]
  const upstream = ports.map((port) => `server 127.0.0.1:${port} max_fails=0;`).join(' ')
  const url = await openNginx(`
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    upstream nodes { ${upstream} }
    server { listen 443 ssl; location / {
      proxy_pass http://nodes; ${passSockets}
      client_max_body_size 0; proxy_request_buffering off; proxy_buffering off; proxy_connect_timeout 1s;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    } }`)
  const env = { ...(await services.env()), PUBLIC_URL: url, TRUST_PROXY: 'true' }
  const start = (port = 0) => openServer({ ...env, PORT: String(port) })
  return { first: await start(ports[0]), second: await start(ports[1]), url }
}

test('a node is killed while files are on their way through two: each file arrives once and whole, and nobody reads an error', {
  timeout: 180_000,
}, async () => {
  const { first, second } = await openNodes()
  const meetings = await Promise.all(
    [1, 2].map(async (number) => {
      const id = await first.backend.appointment()
      const practitioner = await first.join(id, eva.id)
      const patient = await first.join(id, anna.id)
      const files = Array.from({ length: count }, (_, at) => grownPdf(size, `Kubistova ${number}-${at}.pdf`))
      return { id, practitioner, patient, files, errors: [] as unknown[] }
    }),
  )
  for (const { practitioner, patient, errors } of meetings)
    for (const page of [practitioner, patient]) page.on('error', (error) => errors.push(error))
  const transfers = await Promise.all(meetings.map(({ practitioner, files }) => practitioner.send(files)))
  const bytes = () => transfers.flatMap(({ files }) => files).reduce((sum, file) => sum + file.bytes, 0)
  await until('some of the bytes are stored', () => bytes() > 10 * MB, 3000)
  await first.kill()
  const begun = performance.now()
  for (const { patient, files } of meetings) {
    await allArrive(patient, files)
  }
  console.log(
    `All ${2 * count} files of 8 MB were ready and saved ${Math.round(performance.now() - begun)} ms after the kill.`,
  )
  for (const { id, patient, practitioner, errors } of meetings) {
    expect(errors).toEqual([])
    await until(
      'both see each other',
      () =>
        [patient, practitioner].every(({ participants }) =>
          participants.every((one) => one.role === 'staff' || one.presence),
        ),
      3000,
    )
    const facts = (await second.record(id)).filter(({ kind }) => kind === 'file-ready')
    expect(facts).toHaveLength(count)
  }
  await first.start()
  const again = await first.join(meetings[0]?.id ?? '', anna.id)
  expect(again.transfers).toHaveLength(1)
})

test('two nodes are restarted one after the other while files are on their way: each ends with 0, and nobody is asked twice', {
  timeout: 180_000,
}, async () => {
  const { first, second } = await openNodes()
  const id = await first.backend.appointment()
  const practitioner = await first.join(id, eva.id)
  const patient = await first.join(id, anna.id)
  const errors: unknown[] = []
  const asked: string[] = []
  for (const page of [practitioner, patient]) page.on('error', (error) => errors.push(error))
  patient.on('prompt', ({ id }) => asked.push(id))
  const files = Array.from({ length: count }, (_, at) => grownPdf(size, `Rovnakova ${at}.pdf`))
  const transfer = await practitioner.send(files)
  const bytes = () => transfer.files.reduce((sum, file) => sum + file.bytes, 0)
  for (const [node, some] of [
    [first, 3 * MB],
    [second, 12 * MB],
  ] as const) {
    await until('some of the bytes are stored', () => bytes() > some, 3000)
    expect(await node.stop()).toBe(0)
    await node.start()
  }
  await allArrive(patient, files)
  expect(errors).toEqual([])
  expect(new Set(asked).size).toBe(asked.length)
})
