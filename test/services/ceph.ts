import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../world/port.ts'
import { until } from '../world/until.ts'

/** A Ceph with one monitor, one store and an S3 gateway. All objects are in memory and gone when it stops. */
export interface Ceph {
  readonly endpoint: string
  start(): Promise<void>
  kill(): Promise<void>
  signal(signal: NodeJS.Signals): void
  /** Limits a bucket to `bytes` bytes. */
  limit(bucket: string, bytes: number): Promise<void>
  stop(): Promise<void>
}

/** The id of the SSE-KMS key that the gateway knows. */
export const kmsKey = 'chairside-test-key'

const run = promisify(execFile)

interface User {
  readonly accessKey: string
  readonly secretKey: string
}

/** How often to try a start, each time on other ports: another process may take a free port in the meantime. */
const mostBeginnings = 3

/** Starts Ceph on free ports, with one user. This takes one or two seconds and about 300 MB of memory. */
export async function startCeph(user: User): Promise<Ceph> {
  for (let beginning = 1; ; beginning += 1) {
    try {
      return await begin(user)
    } catch (error) {
      if (beginning === mostBeginnings) throw error
      console.warn('Ceph did not start, and is begun anew on other ports:', error)
    }
  }
}

async function begin(user: User): Promise<Ceph> {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-ceph-'))
  for (const name of ['mon', 'osd', 'run']) mkdirSync(join(folder, name))
  const [monitor, port] = [await freePort(), await freePort()]
  const fsid = randomUUID()
  const conf = join(folder, 'ceph.conf')
  writeFileSync(conf, settings({ folder, fsid, monitor, port }))
  const daemons = new Set<ChildProcess>()

  /** Starts a daemon that ends with this process, even if this process is killed. */
  const launch = (name: string, ...args: string[]): ChildProcess => {
    const said = openSync(join(folder, `${name}.out`), 'a')
    const command = ['--pdeathsig', 'KILL', name, '-c', conf, ...args, '-f']
    const child = spawn('setpriv', command, { stdio: ['ignore', said, said] })
    closeSync(said)
    daemons.add(child)
    child.once('exit', () => daemons.delete(child))
    return child
  }
  const end = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  const stop = async (): Promise<void> => {
    for (const child of [...daemons]) await end(child)
    rmSync(folder, { recursive: true, force: true })
  }

  let gateway: ChildProcess | undefined
  const endpoint = `http://127.0.0.1:${port}`
  const start = async (): Promise<void> => {
    const mine = launch('radosgw', '-n', 'client.rgw')
    gateway = mine
    await until(
      'the gateway answers',
      async () => {
        if (mine.exitCode !== null) throw new Error(`radosgw ended with ${mine.exitCode}`)
        return fetch(endpoint).then(
          (answer) => answer.ok,
          () => false,
        )
      },
      3000,
    )
  }

  try {
    const map = join(folder, 'monmap')
    const address = `[v1:127.0.0.1:${monitor}]`
    await run('monmaptool', ['-c', conf, '--create', '--fsid', fsid, '--addv', 'a', address, map])
    await run('ceph-mon', ['-c', conf, '-i', 'a', '--mkfs', '--monmap', map])
    launch('ceph-mon', '-i', 'a')
    const osd = randomUUID()
    await run('ceph', ['-c', conf, 'osd', 'new', osd, '0'], { timeout: 30_000 })
    await run('ceph-osd', ['-c', conf, '-i', '0', '--mkfs', '--osd-uuid', osd])
    // If the monitor does not know the store yet, the store ends at once and is started again.
    let store: ChildProcess | undefined
    await until(
      'the store is active',
      () => {
        if (store === undefined || store.exitCode !== null) store = launch('ceph-osd', '-i', '0')
        return logOf(folder, 'osd.0').includes('booting -> active')
      },
      3000,
    )
    const { accessKey, secretKey } = user
    const keys = [`--access-key=${accessKey}`, `--secret-key=${secretKey}`]
    const create = ['-c', conf, 'user', 'create', '--uid=chairside', '--display-name=chairside', ...keys]
    await run('radosgw-admin', create, { timeout: 60_000 })
    await start()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    endpoint,
    start,
    kill: async () => {
      if (gateway !== undefined) await end(gateway)
    },
    limit: async (bucket, bytes) => {
      const what = ['--quota-scope=bucket', `--bucket=${bucket}`]
      await run('radosgw-admin', ['-c', conf, 'quota', 'set', ...what, `--max-size=${bytes}`])
      await run('radosgw-admin', ['-c', conf, 'quota', 'enable', ...what])
    },
    signal: (signal) => void gateway?.kill(signal),
    stop,
  }
}

function logOf(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, `${name}.log`), 'utf8')
  } catch {
    return ''
  }
}

/** The text of ceph.conf: one daemon of each kind, no replicas, no passwords between daemons, no waiting for others. */
function settings(place: { folder: string; fsid: string; monitor: number; port: number }): string {
  const { folder, fsid, monitor, port } = place
  const kms = Buffer.from('chairside-tests-32-byte-kms-key!').toString('base64')
  const sections = {
    global: {
      fsid,
      'mon host': `v1:127.0.0.1:${monitor}`,
      'public addr': '127.0.0.1',
      'cluster addr': '127.0.0.1',
      'auth cluster required': 'none',
      'auth service required': 'none',
      'auth client required': 'none',
      'run dir': join(folder, 'run'),
      'admin socket': join(folder, 'run', '$name.$pid.asok'),
      'log file': join(folder, '$name.log'),
      'mon cluster log file': join(folder, 'cluster.log'),
      'crash dir': join(folder, 'crash'),
      'pid file': '',
      'osd crush chooseleaf type': 0,
      'osd pool default size': 1,
      'osd pool default min size': 1,
      'osd pool default pg num': 1,
      'osd pool default pgp num': 1,
      'mon allow pool size one': true,
      'mon warn on pool no redundancy': false,
      'mon max pg per osd': 5000,
      'ms bind ipv6': false,
      // With these two settings Ceph starts in one second, without them in more than ten.
      'paxos propose interval': 0.05,
      'paxos min wait': 0.01,
    },
    mon: { 'mon data': join(folder, 'mon'), 'mon data avail warn': 1, 'mon data avail crit': 1 },
    osd: {
      'osd data': join(folder, 'osd'),
      'osd objectstore': 'memstore',
      'memstore device bytes': 4 * 1024 ** 3,
      'osd max object name len': 2048,
    },
    client: {
      'rgw frontends': `beast endpoint=127.0.0.1:${port} tcp_nodelay=1`,
      'rgw crypt require ssl': false,
      'rgw crypt s3 kms backend': 'testing',
      'rgw crypt s3 kms encryption keys': `${kmsKey}=${kms}`,
      // With its cache the gateway waits for a killed gateway, half a minute at each new bucket.
      'rgw cache enabled': false,
      'rgw run sync thread': false,
      'rgw enable usage log': false,
      'rgw enable ops log': false,
      'rgw enable quota threads': false,
      'rgw thread pool size': 32,
    },
  }
  return Object.entries(sections)
    .map(([name, lines]) => {
      const text = Object.entries(lines).map(([key, value]) => `${key} = ${value}\n`)
      return `[${name}]\n${text.join('')}`
    })
    .join('')
}
