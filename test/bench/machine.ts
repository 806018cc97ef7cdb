import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { cpus, platform, release, totalmem } from 'node:os'

/** The core of the server under test, and the core of everything else. */
export interface Cores {
  readonly server: number
  readonly client: number
}

/** Two cores that this process may use; undefined where processes cannot be pinned to cores. */
export function coresOfMachine(): Cores | undefined {
  if (programOf('taskset') === undefined || !existsSync('/proc/self/status')) return undefined
  const allowed = /^Cpus_allowed_list:\s*(.+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
  const [server, client] = allowed.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, at) => first + at)
  })
  return server === undefined || client === undefined ? undefined : { server, client }
}

/** The full path of a program; undefined if it is not installed. */
export function programOf(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path))
}

/**
 * How long a core has worked so far, in milliseconds; NaN if the system does not say. In proc_stat(5) the fourth and
 * fifth times are idle time and wait for the disk. All times are in hundredths of a second.
 */
export function workOf(core: number | undefined): number {
  if (core === undefined || !existsSync('/proc/stat')) return Number.NaN
  const line = new RegExp(`^cpu${core} (.+)$`, 'm').exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? ''
  const times = line.split(' ').map(Number)
  return times.slice(0, 8).reduce((sum, time, at) => (at === 3 || at === 4 ? sum : sum + time * 10), 0)
}

/** Pins this process, and all processes that it starts from now on, to the client's core. */
export function pinMyself({ client }: Cores): void {
  execFileSync('taskset', ['-a', '-c', '-p', String(client), String(process.pid)], { stdio: 'ignore' })
}

const fileSystems: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs',
  2035054128: 'overlay',
}

/** One line about the machine, to stand above a table. */
export function describeMachine(cores: Cores | undefined, folder: string): string {
  const parts = [
    `${cpus().length} × ${cpus()[0]?.model.trim() || 'an unnamed CPU'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    fileSystems[statfsSync(folder).type] ?? 'another file system',
    `${platform()} ${release()}`,
    `Node ${process.versions.node}`,
    new Date().toISOString().slice(0, 10),
    cores === undefined
      ? 'nothing pinned: there is no taskset, or only one core'
      : `server on core ${cores.server}, client on core ${cores.client}`,
  ]
  return `${parts.join('; ')}.`
}
