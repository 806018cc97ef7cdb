import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '../world/port.ts'
import { until } from '../world/until.ts'
import { install } from './install.ts'
import type { Postgres } from './postgres.ts'

/** A real PgBouncer before a PostgreSQL: a connection to the database is a client's for one transaction. */
export interface PgBouncer {
  /** The address of a database behind it. */
  through(database: string): string
  stop(): Promise<void>
}

/** Starts it in transaction mode, with its defaults (pgbouncer.org/config.html), on a free port. */
export async function startPgBouncer(postgres: Pick<Postgres, 'port'>): Promise<PgBouncer> {
  await install('pgbouncer')
  const folder = mkdtempSync(join(tmpdir(), 'chairside-pgbouncer-'))
  const port = await freePort()
  const [settings, users] = [join(folder, 'pgbouncer.ini'), join(folder, 'users.txt')]
  writeFileSync(users, '"chairside" ""\n')
  writeFileSync(
    settings,
    [
      '[databases]',
      `* = host=127.0.0.1 port=${postgres.port}`,
      '[pgbouncer]',
      ...['listen_addr = 127.0.0.1', `listen_port = ${port}`, 'unix_socket_dir ='],
      ...['auth_type = trust', `auth_file = ${users}`],
      ...['pool_mode = transaction', 'default_pool_size = 10', 'max_client_conn = 200'],
    ].join('\n'),
  )
  chmodSync(folder, 0o755)
  // PgBouncer refuses to run as root.
  const other = process.getuid?.() === 0 ? ['--reuid=nobody', '--regid=nogroup', '--clear-groups'] : []
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...other, 'pgbouncer', '--quiet', settings], {
    // Daemons are not in everybody's PATH.
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: 'ignore',
  })
  const through = (database: string): string => {
    const url = new URL(database)
    url.port = String(port)
    return url.href
  }
  await until(
    'PgBouncer answers',
    async () => {
      if (child.exitCode !== null) throw new Error(`PgBouncer ended with ${child.exitCode}`)
      const client = new pg.Client(through(`postgres://chairside@127.0.0.1:${postgres.port}/postgres`))
      client.on('error', () => {})
      try {
        await client.connect()
        return true
      } catch {
        return false
      } finally {
        await client.end()
      }
    },
    1000,
  )
  return {
    through,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
