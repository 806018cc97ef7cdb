import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Appointment, joinAppointment } from '@chairside/client'
import { type AuditEntry, pathOf, routes } from '@chairside/protocol'
import { type Backend, createBackend } from './backend.ts'
import { compiled } from './compiled.ts'
import { exchangeOf, linesOf } from './exchange.ts'
import { freePort } from './port.ts'
import { output } from './prepare.ts'
import { keepSecret } from './secrets.ts'
import { atEnd, until } from './until.ts'

const root = join(import.meta.dirname, '..', '..')

/** The server as operators run it: a process of its own with a data folder of its own. A test can kill it. */
export interface Server {
  readonly url: string
  readonly dataDir: string
  readonly backend: Backend
  start(): Promise<void>
  /** Ends the process with SIGKILL, as a crash does. */
  kill(): Promise<void>
  /** Suspends the process with SIGSTOP, until `thaw`: it is there, and does nothing. */
  freeze(): void
  thaw(): void
  /** Asks the process to stop, with SIGTERM. Gives its exit code. */
  stop(): Promise<number | null>
  /** Sends a signal and waits for the end of the process. Gives its exit code and its output. */
  signal(signal: NodeJS.Signals): Promise<{ code: number | null; said: string }>
  /** Starts a second process on the same data folder. Gives its exit code and its output. */
  second(): Promise<{ code: number | null; said: string }>
  /** Joins by the SDK at `url`, the address of a line; without it, at the server itself. */
  join(appointment: string, participant: string, url?: string): Promise<Appointment>
  /** The sizes of the objects on the disk, in bytes. */
  stored(kind: 'unsealed' | 'sealed'): number[]
  /** The lines of an appointment's audit about the exchange, without those about access. */
  record(appointment: string): Promise<AuditEntry[]>
}

/** Limits that the operating system sets the process. */
interface Bounds {
  readonly largestFile?: number
  readonly descriptors?: number
}

/**
 * Starts the server as in production, with the settings that this needs. `settings` adds to them.
 *
 * @param bounds `largestFile`: the size of the largest file that the process may write, in bytes, a multiple of 512;
 *   `descriptors`: how many files and connections it may have open
 */
export async function openServer(
  settings: Record<string, string> = {},
  bounds: Bounds = {},
): Promise<Server> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  const apiKey = settings.API_KEY ?? randomBytes(32).toString('base64url')
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
      NODE_COMPILE_CACHE: compiled,
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
      6000,
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
    freeze: () => void running?.child.kill('SIGSTOP'),
    thaw: () => void running?.child.kill('SIGCONT'),
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
      // What the server moves away meanwhile is in another folder.
      return readdirSync(folder).flatMap(
        (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? [],
      )
    },
    record: async (appointment) =>
      exchangeOf(await linesOf(await backend.ask('GET', pathOf(routes.readAudit, { id: appointment })))),
  }
}

/** Starts the program. Keeps its output, and appends it to a file that `test/run.ts` searches. */
function launch(env: Record<string, string>, { largestFile, descriptors }: Bounds = {}) {
  const program = [process.execPath, '--conditions=chairside-source', 'server/src/main.ts']
  const limit = [
    largestFile === undefined ? '' : `ulimit -f ${largestFile / 512} && `,
    descriptors === undefined ? '' : `ulimit -n ${descriptors} && `,
  ].join('')
  // `exec` replaces the shell by the program, so that signals reach the program.
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
