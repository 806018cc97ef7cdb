import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The programs that tests run beside the server: how people call them, their Debian packages, and their commands. */
const programs = {
  nginx: ['nginx (1.18 or newer)', 'nginx-light', 'nginx'],
  clamd: ['clamd (ClamAV 1.x)', 'clamav-daemon', 'clamd'],
  exiftool: ['exiftool (12 or newer)', 'libimage-exiftool-perl', 'exiftool'],
  ceph: [
    "Ceph's radosgw, ceph-mon and ceph-osd (16 or newer)",
    'radosgw ceph-mon ceph-osd',
    ...['radosgw', 'radosgw-admin', 'ceph-mon', 'ceph-osd'],
  ],
  postgres: ['PostgreSQL (15 or newer)', 'postgresql', 'initdb', 'postgres', 'pg_dump'],
  redis: ['Redis (7 or newer)', 'redis-server', 'redis-server'],
  pgbouncer: ['PgBouncer (1.18 or newer)', 'pgbouncer', 'pgbouncer'],
} as const

/** Installs a program if it is missing. Call it before the tests of a file. */
export async function install(program: keyof typeof programs): Promise<void> {
  await promisify(execFile)(join(import.meta.dirname, 'install.sh'), [...programs[program]])
}

/** Where a program of PostgreSQL stands: Debian has them beside the PATH. */
export function binOf(name: string): string {
  const folders = '/usr/lib/postgresql'
  const versions = existsSync(folders) ? readdirSync(folders).sort((a, b) => Number(b) - Number(a)) : []
  return (
    versions.map((version) => join(folders, version, 'bin', name)).find((path) => existsSync(path)) ?? name
  )
}
