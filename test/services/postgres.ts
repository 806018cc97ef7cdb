import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from '../world/port.ts'
import { until } from '../world/until.ts'
import { binOf, install } from './install.ts'

/** A real PostgreSQL of its own, which forgets everything when it stops. */
export interface Postgres {
  readonly port: number
  /** What it keeps lies here. */
  readonly folder: string
  /** The address of a database of it. */
  address(database: string): string
  /** Makes an empty database, or a copy of `template`. Gives its address. */
  database(template?: string): Promise<string>
  /** Ends it as a crash does, until `start`. What was committed stays. */
  kill(): Promise<void>
  start(): Promise<void>
  /** The same as `start`, at another port. */
  move(): Promise<void>
  /** Sends a signal to all its processes, such as SIGSTOP. */
  signal(signal: NodeJS.Signals): void
  /** Starts a standby, which follows it at `port` and takes no writes. */
  standby(port?: number): Promise<Standby>
  stop(): Promise<void>
}

/** A copy of a PostgreSQL, with the same databases. */
export interface Standby extends Postgres {
  /** Takes writes from now on, and follows nothing any more. */
  promote(): Promise<void>
}

const run = promisify(execFile)
let made = 0

/**
 * Starts it on a free port: in a second, with about 50 MB of memory. `room`: on a disk of its own of so many MB, which only
 * root may make.
 */
export async function startPostgres({ room }: { room?: number } = {}): Promise<Postgres> {
  await install('postgres')
  return open(room, ['initdb', '-U', 'chairside', '--auth=trust', '--encoding=UTF8', '--no-sync', '-D'])
}

/** @param make the command that makes its data in the folder whose name is added */
async function open(room: number | undefined, make: readonly [string, ...string[]]): Promise<Standby> {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-postgres-'))
  const data = join(folder, 'data')
  if (room !== undefined) await run('mount', ['-t', 'tmpfs', '-o', `size=${room}m`, 'tmpfs', folder])
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0
  const user = isRoot ? await idOf('postgres') : undefined
  const other = user === undefined ? [] : [`--reuid=${user.id}`, `--regid=${user.group}`, '--clear-groups']
  const command = (name: string, ...args: string[]): [string, string[]] => [
    'setpriv',
    ['--pdeathsig', 'KILL', ...other, binOf(name), ...args],
  ]
  chmodSync(folder, 0o777)
  await run(
    ...command(...make, data),
    // Another order of texts than that of their bytes, as most databases have.
    { cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } },
  )
  // Only now, because making the data takes a while, and somebody else may take the port meanwhile.
  let port = await freePort()
  let child: ReturnType<typeof spawn> | undefined
  const address = (database: string): string => `postgres://chairside@127.0.0.1:${port}/${database}`

  const start = async (): Promise<void> => {
    const said = openSync(join(folder, 'said'), 'a')
    const settings = [
      ...['unix_socket_directories=', 'fsync=off', 'full_page_writes=off', 'max_connections=200'],
      // How soon a standby looks again for the one that it follows, in ms.
      ...['log_min_messages=fatal', 'shared_buffers=32MB', 'wal_retrieve_retry_interval=100'],
    ].flatMap((setting) => ['-c', setting])
    const mine = spawn(
      ...command('postgres', '-D', data, '-p', String(port), '-h', '127.0.0.1', ...settings),
      {
        cwd: folder,
        stdio: ['ignore', said, said],
      },
    )
    closeSync(said)
    child = mine
    await until(
      'PostgreSQL answers',
      () => {
        if (mine.exitCode !== null)
          throw new Error(`PostgreSQL ended: ${readFileSync(join(folder, 'said'), 'utf8').slice(-2000)}`)
        const pid = join(data, 'postmaster.pid')
        return existsSync(pid) && readFileSync(pid, 'utf8').split('\n')[7]?.trim() === 'ready'
      },
      3000,
    )
  }
  const end = async (): Promise<void> => {
    const mine = child
    if (mine?.pid === undefined || mine.exitCode !== null || mine.signalCode !== null) return
    const ended = once(mine, 'exit')
    killAll(mine.pid, 'SIGKILL')
    await ended
    rmSync(join(data, 'postmaster.pid'), { force: true })
  }
  /** Asks it as its administrator. */
  const ask = async (question: string): Promise<void> => {
    const client = new pg.Client(address('postgres'))
    await client.connect()
    await client.query(question)
    await client.end()
  }
  await start()
  return {
    get port() {
      return port
    },
    folder,
    address,
    database: async (template = 'template0') => {
      made += 1
      const name = `chairside_${process.pid}_${made}`
      await ask(`create database ${name} template ${template}`)
      return address(name)
    },
    kill: end,
    start,
    move: async () => {
      port = await freePort()
      await start()
    },
    signal: (signal) => {
      if (child?.pid !== undefined) killAll(child.pid, signal)
    },
    standby: (from = port) =>
      open(undefined, [
        ...(['pg_basebackup', '-h', '127.0.0.1', '-p', String(from), '-U', 'chairside'] as const),
        ...['--checkpoint=fast', '--no-sync', '--write-recovery-conf', '-D'],
      ]),
    promote: () => ask('select pg_promote()'),
    stop: async () => {
      await end()
      if (room !== undefined) await run('umount', [folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Signals a server and the processes that it has made: each of these leads a group of its own. */
function killAll(server: number, signal: NodeJS.Signals): void {
  const made = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === server)
  for (const pid of [server, ...made.map(Number)]) {
    try {
      process.kill(pid, signal)
    } catch {
      // It has just ended.
    }
  }
}

/** The process that made this one; proc(5), "stat": the name before it is in brackets. */
function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

async function idOf(name: string): Promise<{ readonly id: string; readonly group: string }> {
  const ask = async (what: string): Promise<string> => (await run('id', [what, name])).stdout.trim()
  return { id: await ask('-u'), group: await ask('-g') }
}
