// Packs the built packages into ./packages, or into the folder that is given: `node pack.ts [folder]`. What lay in ./packages goes.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname
const own = join(here, 'packages')
const target = process.argv[2] ?? own

if (target === own) rmSync(own, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
// Each package carries the licence that it is under.
for (const name of ['protocol', 'client', 'server'])
  cpSync(join(here, 'LICENSE'), join(here, name, 'LICENSE'))
const options = ['--silent', '--ignore-scripts', '--workspaces', '--pack-destination', target]
execFileSync('npm', ['pack', ...options], {
  cwd: here,
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
