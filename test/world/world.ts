import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Appointment, type Desk, joinAppointment, openDesk } from '@chairside/client'
import { type AuditEntry, type Place, pathOf, type Registration, routes } from '@chairside/protocol'
import { destination } from 'pino'
import { type Chairside, type Overrides, startChairside } from '../../server/src/chairside.ts'
import { type Config, readConfig } from '../../server/src/config.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { createLog } from '../../server/src/log.ts'
import { asking, createBackend } from './backend.ts'
import { createManualClock, type ManualClock } from './clock.ts'
import { exchangeOf, linesOf } from './exchange.ts'
import { openGround } from './ground.ts'
import { anna, eva } from './people.ts'
import { output } from './prepare.ts'
import { atEnd } from './until.ts'

/** A real server in this process, with a clock that the test moves, and the calls of an embedding backend. */
export interface World {
  readonly url: string
  readonly clock: ManualClock
  readonly dataDir: string
  readonly apiKey: string
  readonly chairside: Chairside
  /** Asks the server as the embedding backend. */
  backend(method: string, path: string, body?: unknown): Promise<Response>
  /** Asks the server as the participant whom a token names. */
  as(token: string, ...wish: Parameters<World['backend']>): Promise<Response>
  /** Registers an appointment of Eva and Anna, 14:00 to 14:30, unless `change` differs. Gives its id. */
  appointment(change?: Registration): Promise<string>
  /** Ends an appointment as the backend does. Gives the answer, whatever it is. */
  end(appointment: string): Promise<Response>
  token(appointment: string, participant: string): Promise<string>
  deskToken(practitioner: string): Promise<string>
  /** Joins by the SDK. `over`: the address to use instead of the server's, such as that of a line. */
  join(appointment: string, participant: string, place?: Place, over?: string): Promise<Appointment>
  desk(practitioner: string): Promise<Desk>
  /** An appointment's audit, oldest first. */
  audit(appointment: string): Promise<AuditEntry[]>
  /** The lines of the audit about the exchange, without those about access. */
  record(appointment: string): Promise<AuditEntry[]>
  /** The sizes of all contents on the disk, in bytes, smallest first. Thumbnails are drawn meanwhile, and not among them. */
  stored(): number[]
  /** How many thumbnails lie on the disk. */
  thumbnails(): number
  /** Stops the server, moves the clock by `after` ms, and starts a new server on the same data folder and port. */
  restart(after?: number): Promise<void>
}

let opened: ReturnType<typeof destination> | undefined

/** The file of what all servers of this process log. */
export function serverLog() {
  opened ??= destination({ dest: join(output, 'server.log'), append: true, sync: true, mkdir: true })
  return opened
}

export async function openWorld(
  settings: {
    env?: Record<string, string>
    limits?: Partial<Config['limits']>
    overrides?: Overrides
    /** Fills the data folder before the first start. */
    fill?: (dataDir: string) => void
  } = {},
): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  settings.fill?.(dataDir)
  const clock = createManualClock()
  const log = createLog('debug', serverLog())
  const ground = await openGround()
  const start = (port: number): Promise<Chairside> => {
    const config = readConfig({ DATA_DIR: dataDir, PORT: String(port), ...ground.env, ...settings.env })
    return startChairside(
      // The clock stands still, so that nothing could wait for the next multiple of a time.
      { ...config, limits: { ...defaultLimits, refusalStep: 0, ...settings.limits } },
      { clock, log, ...settings.overrides },
    )
  }
  let chairside = await start(0)
  atEnd(async () => {
    await chairside.stop()
    await ground.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const { url, apiKey } = chairside
  const { ask, appointment, end, token, deskToken } = createBackend(
    url,
    apiKey,
    (settings.overrides?.clock ?? clock).now(),
  )

  const world: World = {
    url,
    clock,
    dataDir,
    apiKey,
    get chairside() {
      return chairside
    },
    backend: ask,
    as: (token, method, path, body) => asking(url, token)(method, path, body),
    appointment,
    end,
    token,
    deskToken,
    join: async (appointment, participant, place = 'call', over = url) => {
      const token = (): Promise<string> => world.token(appointment, participant)
      const joined = await joinAppointment({ url: over, token, place })
      atEnd(() => joined.close())
      return joined
    },
    desk: async (practitioner) => {
      const desk = await openDesk({ url, token: () => world.deskToken(practitioner) })
      atEnd(() => desk.close())
      return desk
    },
    audit: async (appointment) => linesOf(await ask('GET', pathOf(routes.readAudit, { id: appointment }))),
    record: async (appointment) => exchangeOf(await world.audit(appointment)),
    stored: () =>
      objectsIn(dataDir)
        .flatMap(({ size, isThumbnail }) => (isThumbnail ? [] : size))
        .sort((one, other) => one - other),
    thumbnails: () => objectsIn(dataDir).filter(({ isThumbnail }) => isThumbnail).length,
    restart: async (after = 0) => {
      const port = Number(new URL(url).port)
      await chairside.stop()
      await clock.advance(after)
      chairside = await start(port)
    },
  }
  return world
}

/** Opens a world with one appointment, and joins Eva and Anna in its call. */
export async function meet(change: Registration = {}, settings: Parameters<typeof openWorld>[0] = {}) {
  const world = await openWorld(settings)
  const id = await world.appointment(change)
  const practitioner = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id)
  return { world, id, practitioner, patient }
}

/** The objects on the disk. No test here sends a WebP picture, so each is a thumbnail. */
function objectsIn(dataDir: string): { size: number; isThumbnail: boolean }[] {
  const folder = join(dataDir, 'objects')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const path = join(folder, name)
    try {
      if (!statSync(path).isFile()) return []
      const head = Buffer.alloc(12)
      const file = openSync(path, 'r')
      readSync(file, head)
      closeSync(file)
      return { size: statSync(path).size, isThumbnail: /^RIFF.{4}WEBP/s.test(head.toString('latin1')) }
    } catch (error) {
      // It was moved or removed meanwhile.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  })
}
