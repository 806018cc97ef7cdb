import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GB, type Transfer, transferPolicy } from '@chairside/protocol'
import { defaultLimits } from '../../server/src/limits.ts'
import type { Ground } from './contender.ts'
import { freePort, type Server, startServer } from './server.ts'
import { exchange, headOf, requireAnswers } from './wire.ts'
import { pdfOf } from './workload.ts'

/** The practitioner of every appointment. */
export const practitioner = { id: 'practitioner', name: 'Practitioner' }

const root = join(import.meta.dirname, '..', '..')
const main = 'server/src/main.ts'

/** The most files of one appointment, which one person then may fetch at once, and the most bytes that a party may hold. */
const held = { files: defaultLimits.downloads, bytes: GB }

/** The real server, as `npm start` runs it, with the settings of production. */
export interface Product {
  readonly server: Server
  readonly url: string
  readonly dataDir: string
  /** Registers an appointment, of the bench's practitioner or another one. */
  appointment(practitioner?: string): Promise<Appointment>
  /** Adds `count` documents of `size` bytes, all attached to an appointment. Gives their ids. */
  attach(to: Appointment, count: number, size: number): Promise<string[]>
  /** Offers `files` files of `size` bytes, in as many transfers and new appointments as the limits require. */
  offer(files: number, size: number): Promise<Offered[]>
  /** Stops the process and starts a new one on the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** An appointment with the tokens of its two participants. */
export interface Appointment {
  readonly id: string
  readonly practitioner: string
  readonly patient: string
}

/** A file that the practitioner of an appointment may now send. */
export interface Offered {
  readonly file: string
  readonly transfer: string
  readonly by: Appointment
}

export async function startProduct(
  { cores, folder }: Ground,
  settings: Readonly<Record<string, string>> = {},
): Promise<Product> {
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir, { recursive: true })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const apiKey = settings.API_KEY ?? randomBytes(32).toString('base64url')
  const env = {
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: url,
    SCANNER: 'none',
    API_KEY: apiKey,
    TOKEN_SECRET: randomBytes(32).toString('base64url'),
    ...settings,
  }
  const launch = (): Promise<Server> =>
    startServer({
      command: process.execPath,
      args: [...flagsOfStart(), main],
      isNode: true,
      port,
      core: cores?.server,
      log: join(folder, 'server.log'),
      cwd: root,
      env,
    })
  let server = await launch()

  const appointment = async (who = practitioner.id): Promise<Appointment> => {
    const id = `bench-${randomUUID()}`
    const now = Date.now()
    await ask(url, apiKey, 'PUT', `/v1/appointments/${id}`, {
      practitioner: { ...practitioner, id: who },
      patients: [{ id: 'patient', name: 'Patient' }],
      startsAt: new Date(now).toISOString(),
      endsAt: new Date(now + 3_600_000).toISOString(),
      plan: 'pro',
    })
    const token = async (participant: string): Promise<string> => {
      const path = `/v1/appointments/${id}/tokens`
      return (await ask<{ token: string }>(url, apiKey, 'POST', path, { participant })).token
    }
    return { id, practitioner: await token(who), patient: await token('patient') }
  }

  const offer = async (by: Appointment, count: number, size: number): Promise<Offered[]> => {
    const files = Array.from({ length: count }, (_, at) => ({
      id: randomUUID(),
      name: `scan ${at}.pdf`,
      size,
    }))
    const path = `/v1/appointments/${by.id}/transfers`
    const wish = { id: randomUUID(), to: 'patient', files }
    const transfer = await ask<Transfer>(url, by.practitioner, 'POST', path, wish)
    return transfer.files.map(({ id }) => ({ file: id, transfer: transfer.id, by }))
  }

  return {
    get server() {
      return server
    },
    url,
    dataDir,
    appointment,
    attach: async ({ id: appointment }, count, size) => {
      const ids = Array.from({ length: count }, () => randomUUID())
      for (const [at, id] of ids.entries()) {
        const offer = { id, name: `scan ${at}.pdf`, size, policy: 'material' }
        await ask(url, apiKey, 'POST', '/v1/documents', { ...offer, attach: { appointment } })
        const head = patchHead(server.port, `/v1/documents/${id}/upload`, apiKey, size)
        requireAnswers(
          'the server',
          (await exchange(server.port, [{ head, body: pdfOf(size) }])).answers,
          204,
        )
      }
      return ids
    },
    offer: async (files, size) => {
      const inTransfer = Math.min(transferPolicy.files, Math.floor(transferPolicy.bytes / size))
      const inAppointment = Math.min(held.files, Math.floor(held.bytes / size))
      const offered: Offered[] = []
      for (let by = await appointment(), room = inAppointment; offered.length < files; ) {
        if (room === 0) [by, room] = [await appointment(), inAppointment]
        const count = Math.min(inTransfer, room, files - offered.length)
        offered.push(...(await offer(by, count, size)))
        room -= count
      }
      return offered
    },
    restart: async () => {
      await server.stop()
      server = await launch()
    },
    stop: () => server.stop(),
  }
}

/** The flags of the start script, so that the bench measures what operators run. */
export function flagsOfStart(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  const command = scripts.start.split('&&').at(-1)?.trim() ?? ''
  const [program, ...args] = command.split(/\s+/)
  if (program !== 'node' || args.at(-1) !== main)
    throw new Error(`the start script ends in "${command}", which the bench does not understand`)
  return args.slice(0, -1)
}

/** Sends JSON to the server and gives the JSON of the answer. Throws if the server refuses. */
export async function ask<Value = unknown>(
  url: string,
  bearer: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Value> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      'tus-resumable': '1.0.0',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as Value
}

/** The head of a tus PATCH that carries a whole file. */
export function patchOf({ server }: Product, { file, by }: Offered, size: number): string {
  return patchHead(server.port, `/v1/files/${file}/upload`, by.practitioner, size)
}

function patchHead(port: number, path: string, bearer: string, size: number): string {
  return headOf('PATCH', path, port, {
    authorization: `Bearer ${bearer}`,
    'tus-resumable': '1.0.0',
    'upload-offset': 0,
    'content-type': 'application/offset+octet-stream',
    'content-length': size,
  })
}
