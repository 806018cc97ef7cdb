import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Appointment, joinAppointment } from '@chairside/client'
import { type AuditEntry, pathOf, routes } from '@chairside/protocol'
import { type Backend, createBackend } from './backend.ts'
import { exchangeOf, linesOf } from './exchange.ts'
import { freePort } from './port.ts'
import { output } from './prepare.ts'
import { keepSecret } from './secrets.ts'
import { atEnd, until } from './until.ts'

const root = join(import.meta.dirname, '..', '..')

/** The product as it is operated: a process of its own on a data folder of its own, which can be killed. */
export interface Server {
  readonly url: string
  readonly dataDir: string
  readonly backend: Backend
  start(): Promise<void>
  /** Ends it as a crash does: it has no time for anything. */
  kill(): Promise<void>
  /** Asks it to stop; gives its exit code. */
  stop(): Promise<number | null>
  /** Sends it any signal and waits for its end; gives how that was. */
  signal(signal: NodeJS.Signals): Promise<{ code: number | null; said: string }>
  /** Starts another one on the same folder; gives how that ended. */
  second(): Promise<{ code: number | null; said: string }>
  /** Joins over a line to it, or directly. */
  join(appointment: string, participant: string, url?: string): Promise<Appointment>
  /** The sizes of the objects that it has on the disk, sealed or not, in bytes. */
  stored(kind: 'unsealed' | 'sealed'): number[]
  /** What the audit says of the exchange, without the lines of access. */
  record(appointment: string): Promise<AuditEntry[]>
}

/** What the system allows a process. */
interface Bounds {
  readonly largestFile?: number
  readonly descriptors?: number
}

/**
 * Starts it in production's way, with all settings that this needs and further ones.
 *
 * @param largestFile what the system lets a file of it grow to, in bytes: a multiple of 512
 * @param descriptors how many files and connections the system lets it have open
 */
export async function openServer(
  settings: Record<string, string> = {},
  bounds: Bounds = {},
): Promise<Server> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  const apiKey = randomBytes(32).toString('base64url')
  const tokenSecret = randomBytes(32).toString('base64url')
  keepSecret(tokenSecret)
  const environment = async (): Promise<Record<string, string>> => {
    const port = await freePort()
    return {
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      API_KEY: apiKey,
      TOKEN_SECRET: tokenSecret,
      LOG_LEVEL: 'debug',
      ...('CLAMD_URL' in settings ? {} : { SCANNER: 'none' }),
      ...settings,
    }
  }
  const env = await environment()
  const url = env.PUBLIC_URL ?? ''
  const backend = createBackend(url, apiKey, Date.now())
  let running: ReturnType<typeof launch> | undefined

  const start = async (): Promise<void> => {
    const mine = launch(env, bounds)
    running = mine
    await until(
      'the server listens',
      () => {
        if (mine.child.exitCode !== null) throw new Error(`the server ended with ${mine.child.exitCode}`)
        return mine.said().includes('listens on')
      },
      1500,
    )
  }
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const mine = running
    running = undefined
    mine?.child.kill(signal)
    return (await mine?.ended) ?? null
  }
  atEnd(async () => {
    await end('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })
  await start()

  return {
    url,
    dataDir,
    backend,
    start,
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
    signal: async (signal) => {
      const mine = running
      return { code: await end(signal), said: mine?.said() ?? '' }
    },
    second: async () => {
      const other = launch(await environment())
      atEnd(() => void other.child.kill('SIGKILL'))
      return { code: await other.ended, said: other.said() }
    },
    join: async (appointment, participant, over = url) => {
      const token = (): Promise<string> => backend.token(appointment, participant)
      const joined = await joinAppointment({ url: over, token, place: 'call' })
      atEnd(() => joined.close())
      return joined
    },
    stored: (kind) => {
      const folder = join(dataDir, 'objects', kind)
      return readdirSync(folder).map((name) => statSync(join(folder, name)).size)
    },
    record: async (appointment) =>
      exchangeOf(await linesOf(await backend.ask('GET', pathOf(routes.readAudit, { id: appointment })))),
  }
}

/** Starts the program; what it says is kept, and its log goes where it is searched. */
function launch(env: Record<string, string>, { largestFile, descriptors }: Bounds = {}) {
  const program = [process.execPath, '--conditions=chairside-source', 'server/src/main.ts']
  const limit = [
    largestFile === undefined ? '' : `ulimit -f ${largestFile / 512} && `,
    descriptors === undefined ? '' : `ulimit -n ${descriptors} && `,
  ].join('')
  // The shell becomes the program, so that signals reach it.
  const line = `${limit}exec "$0" "$@"`
  const child = spawn('/bin/sh', ['-c', line, ...program], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk
      appendFileSync(join(output, 'process.log'), chunk)
    })
  }
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, ended, said: () => said }
}
