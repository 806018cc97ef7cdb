import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
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
import { inFolder, openGround } from './ground.ts'
import { anna, eva } from './people.ts'
import { output } from './prepare.ts'
import { atEnd, until } from './until.ts'

/**
 * A real server in this process, with a clock that the test moves, and the calls of an embedding backend. In the project
 * `nodes` of vitest.config.ts the server is two nodes: they share that clock, a database, a bucket, a Redis, and their secrets;
 * each has a data folder and an address of its own. Patients use the second one, everybody else the first.
 */
export interface World {
  readonly url: string
  /** The address that patients use. Without a second node it is `url`. */
  readonly patientUrl: string
  /** The one of these two that a person uses. The ids of patients begin with `c-`. */
  urlOf(person: string): string
  readonly clock: ManualClock
  /** Of the first node. */
  readonly dataDir: string
  readonly apiKey: string
  /** The server: all its nodes. */
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
  /** The sizes of all stored contents, in bytes, smallest first. Thumbnails are drawn meanwhile, and not among them. */
  stored(): Promise<number[]>
  /** How many contents are stored that have not wholly come. */
  arriving(): Promise<number>
  /** How many thumbnails are stored. */
  thumbnails(): Promise<number>
  /** Loses all contents that are ready, as a broken store does. */
  loseContents(): Promise<void>
  /** Writes a state into the records that nothing here brings about. `?` in the text stands for the id. */
  write(text: string, id: string): Promise<void>
  /** Stops the server, moves the clock by `after` ms, and starts a new server on the same data and port. */
  restart(after?: number): Promise<void>
}

let opened: ReturnType<typeof destination> | undefined

/** The file of what all servers of this process log. */
export function serverLog() {
  opened ??= destination({ dest: join(output, 'server.log'), append: true, sync: true, mkdir: true })
  return opened
}

type Nodes = readonly [Chairside, ...Chairside[]]

/** What differs from the settings, limits and parts of every test. */
interface WorldSettings {
  readonly env?: Record<string, string>
  readonly limits?: Partial<Config['limits']>
  readonly overrides?: Overrides
  /** Fills the data folder before the first start. */
  readonly fill?: (dataDir: string) => void
}

export async function openWorld(settings: WorldSettings = {}): Promise<World> {
  const { overrides = {} } = settings
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  settings.fill?.(dataDir)
  const clock = createManualClock()
  const log = createLog('debug', serverLog())
  const ground = bringsParts(settings) ? inFolder(dataDir) : await openGround(dataDir)
  const secondDir = ground.nodes === 2 ? mkdtempSync(join(tmpdir(), 'chairside-second-')) : undefined
  const unhurried = ground.nodes === 2 ? { nodeSilence: Number.POSITIVE_INFINITY } : {}
  const startNode = (dataDir: string, port: number): Promise<Chairside> => {
    const config = readConfig({ DATA_DIR: dataDir, ...ground.env, ...settings.env, PORT: String(port) })
    return startChairside(
      // The clock stands still, so that nothing could wait for the next multiple of a time. When it is moved by hours, these
      // pass within moments, in which no node can beat.
      { ...config, limits: { ...defaultLimits, refusalStep: 0, ...unhurried, ...settings.limits } },
      { clock, log, ...overrides },
    )
  }
  const start = async ([port = 0, secondPort = 0]: readonly number[] = []): Promise<Nodes> => {
    const first = await startNode(dataDir, port)
    if (secondDir === undefined) return [first]
    shareSecrets(dataDir, secondDir)
    return [first, await startNode(secondDir, secondPort)]
  }
  let nodes = await start([Number(settings.env?.PORT ?? 0)])
  atEnd(async () => {
    await together(nodes).stop()
    await ground.close()
    for (const folder of [dataDir, secondDir]) if (folder) rmSync(folder, { recursive: true, force: true })
  })
  const { url, apiKey } = nodes[0]
  const patientUrl = nodes[1]?.url ?? url
  const urlOf = (person: string): string => (person.startsWith('c-') ? patientUrl : url)
  const { ask, appointment, end, token, deskToken } = createBackend(
    url,
    apiKey,
    (overrides.clock ?? clock).now(),
  )

  const world: World = {
    url,
    patientUrl,
    urlOf,
    clock,
    dataDir,
    apiKey,
    get chairside() {
      return together(nodes)
    },
    backend: ask,
    as: (token, method, path, body) => asking(urlOf(personIn(token)), token)(method, path, body),
    appointment,
    end,
    token,
    deskToken,
    join: async (appointment, participant, place = 'call', over = urlOf(participant)) => {
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
    stored: async () =>
      (await ground.lying())
        .flatMap(({ size, isThumbnail }) => (isThumbnail ? [] : size))
        .sort((one, other) => one - other),
    arriving: async () => (await ground.lying()).filter(({ isSealed }) => !isSealed).length,
    thumbnails: async () => (await ground.lying()).filter(({ isThumbnail }) => isThumbnail).length,
    loseContents: ground.lose,
    write: ground.write,
    restart: async (after = 0) => {
      const ports = nodes.map((node) => Number(new URL(node.listening).port))
      await together(nodes).stop()
      await clock.advance(after)
      nodes = await start(ports)
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

/** A store, a database or data of the test's own: two nodes could not share them. */
function bringsParts({ env = {}, overrides = {}, fill }: WorldSettings): boolean {
  const names = ['DATABASE_URL', 'S3_BUCKET', 'REDIS_URL']
  return (
    names.some((name) => name in env) || 'store' in overrides || 'database' in overrides || fill !== undefined
  )
}

/** Gives the second node the made-up secrets of the first one, as operators set the same for all. */
function shareSecrets(from: string, to: string): void {
  for (const name of readdirSync(from).filter((name) => name.endsWith('.secret')))
    cpSync(join(from, name), join(to, name))
}

/** All nodes, to sweep and to be stopped as one server. */
function together(nodes: Nodes): Chairside {
  const all = async (act: (node: Chairside) => Promise<void>): Promise<void> => {
    await Promise.all(nodes.map((node) => act(node)))
  }
  return {
    ...nodes[0],
    sweep: async () => {
      // A sweep of another node may have begun before that which it shall see. Each removes the contents that it was asked to.
      for (const node of nodes) await until('the node has swept', () => node.sweep())
      return true
    },
    leave: () => all((node) => node.leave()),
    stop: () => all((node) => node.stop()),
  }
}

/** The person in a token's claims; none for a text that is no token. */
function personIn(token: string): string {
  try {
    return String(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub)
  } catch {
    return ''
  }
}
