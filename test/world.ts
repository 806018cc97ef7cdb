import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Appointment, type Desk, joinAppointment, openDesk } from '@chairside/client'
import type { Place, RegisteredAppointment, Registration } from '@chairside/protocol'
import { destination } from 'pino'
import { type Chairside, type Overrides, startChairside } from '../server/src/chairside.ts'
import { type Config, defaultLimits, readConfig } from '../server/src/config.ts'
import { createLog } from '../server/src/log.ts'
import { createManualClock, type ManualClock } from './clock.ts'
import { anna, eva } from './people.ts'
import { output } from './prepare.ts'
import { keepSecret } from './secrets.ts'
import { atEnd } from './until.ts'

/** A real server with a clock that the test moves, an embedding backend, and people who join. */
export interface World {
  readonly url: string
  readonly clock: ManualClock
  readonly dataDir: string
  readonly apiKey: string
  readonly chairside: Chairside
  /** Asks the server as the embedding backend. */
  backend(method: string, path: string, body?: unknown): Promise<Response>
  /** Registers an appointment of Eva and Anna, 14:00 to 14:30, unless told otherwise. */
  appointment(change?: Registration): Promise<string>
  token(appointment: string, participant: string): Promise<string>
  deskToken(practitioner: string): Promise<string>
  join(appointment: string, participant: string, place?: Place): Promise<Appointment>
  desk(practitioner: string): Promise<Desk>
  /** Stops the server and starts another one on the same data folder and port. */
  restart(): Promise<void>
}

export async function openWorld(
  settings: { env?: Record<string, string>; limits?: Partial<Config['limits']>; overrides?: Overrides } = {},
): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  const clock = createManualClock()
  const log = createLog(
    'debug',
    destination({ dest: join(output, 'server.log'), append: true, sync: true, mkdir: true }),
  )
  const start = (port: number): Promise<Chairside> => {
    const config = readConfig({ DATA_DIR: dataDir, PORT: String(port), ...settings.env })
    return startChairside(
      { ...config, limits: { ...defaultLimits, ...settings.limits } },
      { clock, log, ...settings.overrides },
    )
  }
  let chairside = await start(0)
  atEnd(async () => {
    await chairside.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const { url, apiKey } = chairside
  keepSecret(apiKey)

  const backend: World['backend'] = async (method, path, body) =>
    fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const issue = async (path: string, body: unknown): Promise<string> => {
    const response = await backend('POST', path, body)
    const answer = (await response.json()) as { token?: string; error?: { code: string } }
    if (answer.token === undefined) throw new Error(`no token: ${answer.error?.code}`)
    keepSecret(answer.token)
    return answer.token
  }

  const world: World = {
    url,
    clock,
    dataDir,
    apiKey,
    get chairside() {
      return chairside
    },
    backend,
    appointment: async (change = {}) => {
      const id = `a-${randomUUID().slice(0, 8)}`
      const registration: Registration = {
        practitioner: eva,
        patients: [anna],
        startsAt: '2026-11-20T14:00:00Z',
        endsAt: '2026-11-20T14:30:00Z',
        plan: 'pro',
        ...change,
      }
      const response = await backend('PUT', `/v1/appointments/${id}`, registration)
      if (!response.ok) throw new Error(`not registered: ${response.status}`)
      const { practitioner, patients, staff } = (await response.json()) as RegisteredAppointment
      keepSecret(
        practitioner.name,
        ...patients.map((person) => person.name),
        ...staff.map((person) => person.name),
      )
      return id
    },
    token: (appointment, participant) => issue(`/v1/appointments/${appointment}/tokens`, { participant }),
    deskToken: (practitioner) => issue(`/v1/practitioners/${practitioner}/tokens`, {}),
    join: async (appointment, participant, place = 'call') => {
      const joined = await joinAppointment({ url, token: () => world.token(appointment, participant), place })
      atEnd(() => joined.close())
      return joined
    },
    desk: async (practitioner) => {
      const desk = await openDesk({ url, token: () => world.deskToken(practitioner) })
      atEnd(() => desk.close())
      return desk
    },
    restart: async () => {
      const port = Number(new URL(url).port)
      await chairside.stop()
      chairside = await start(port)
    },
  }
  return world
}
