import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Installs the peers in `folder`, unless the installed packages are those of the lockfile. */
export function installPeers(folder: string): void {
  if (isInstalled(folder)) return
  console.error('installing the peers')
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (done.status !== 0) throw new Error('the peers could not be installed')
}

type Locked = { packages: Record<string, { version?: string; optional?: boolean }> }

function isInstalled(folder: string): boolean {
  const installed = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return false
  const read = (path: string): Locked['packages'] =>
    (JSON.parse(readFileSync(path, 'utf8')) as Locked).packages
  const there = read(installed)
  return Object.entries(read(join(folder, 'package-lock.json'))).every(
    ([place, { version, optional }]) =>
      place === '' || optional === true || there[place]?.version === version,
  )
}
