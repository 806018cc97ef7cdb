import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const given = process.env.CHROMIUM_PATH

/**
 * The path of Chromium: `CHROMIUM_PATH`, or where the system's package installs it. The package without the browser's own
 * windows runs the same engine and takes a third of the CPU time for each page.
 */
export const chromiumPath = given ?? '/usr/bin/chromium-headless-shell'
/** Chromium with its own windows. It alone keeps a page that was left, and shows it again as it was. */
export const wholeChromiumPath = given ?? '/usr/bin/chromium'

/** Runs once before the browser tests. Installs Chromium if it is missing, and builds the bundle if it is old. */
export function setup(): void {
  if (![chromiumPath, wholeChromiumPath].every((path) => existsSync(path))) installChromium()
  const root = join(import.meta.dirname, '..', '..')
  execFileSync(process.execPath, ['client/build.ts', '--when-older'], { cwd: root, stdio: 'inherit' })
}

function installChromium(): void {
  if (given !== undefined) throw new Error(`CHROMIUM_PATH names ${given}, and nothing is there.`)
  const install =
    'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-headless-shell fonts-liberation'
  try {
    // The stories may install their programs at the same time. The lock lets one install while the other waits.
    execFileSync('flock', [join(tmpdir(), 'chairside-install.lock'), 'sh', '-c', install], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  } catch (cause) {
    throw new Error('The browser tests need Chromium: install it and set CHROMIUM_PATH to the program.', {
      cause,
    })
  }
}
