import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { output } from './prepare.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

export const packageNames = ['protocol', 'client', 'server'] as const

type Name = (typeof packageNames)[number]

/** What an app with React installs besides the client, and what those packages need. */
const react = [
  ...['react', 'react-dom', 'scheduler', '@lit/react'],
  ...['@types/react', '@types/react-dom', 'csstype'],
]

/** A blank folder in which the packages are installed. */
export interface Installed {
  readonly folder: string
  /** The path of a package as it was packed. */
  tgz(name: Name): string
  /** Runs a program of the folder by Node. Gives what it printed. */
  node(program: string): Promise<string>
  /** Copies an example of the repository, to be built as a user's. Gives its folder. */
  example(name: string): string
  remove(): Promise<void>
}

/** The fields of `package.json` that an installation reads, and those of its entries in a lock file. */
interface Manifest {
  version: string
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, object>
  dev?: boolean
}

const readJson = <Value>(path: string): Value => JSON.parse(readFileSync(path, 'utf8'))

/**
 * Packs the built packages. Installs the client with the protocol as npm does for a user, with what they depend on in the
 * versions of the repository's own lock file, which lie in npm's cache. The server is unpacked beside them: it finds what it
 * depends on above the folder, because installing the AWS SDK anew takes half a minute.
 */
export async function installPacked(): Promise<Installed> {
  mkdirSync(output, { recursive: true })
  const folder = mkdtempSync(join(output, 'packed-'))
  await run(process.execPath, ['pack.ts', join(folder, 'tgz')], { cwd: root })
  const tgz = (name: Name) => join(folder, 'tgz', `chairside-${name}-0.1.0.tgz`)
  const lock = readJson<{ packages: Record<string, Manifest> }>(join(root, 'package-lock.json')).packages
  const dependencies: Record<string, string> = {}
  const packages: Record<string, object> = { '': { dependencies } }
  const put = (name: string): void => {
    const found = lock[`node_modules/${name}`]
    if (packages[`node_modules/${name}`] || found === undefined) return
    const { dev, ...entry } = found
    packages[`node_modules/${name}`] = entry
    for (const needed of Object.keys(entry.dependencies ?? {})) put(needed)
  }
  for (const name of react) {
    dependencies[name] = lock[`node_modules/${name}`]?.version ?? ''
    put(name)
  }
  for (const name of ['protocol', 'client'] as const) {
    const manifest = readJson<Manifest>(join(root, name, 'package.json'))
    const { version, dependencies: needed, peerDependencies, peerDependenciesMeta } = manifest
    const resolved = `file:${tgz(name)}`
    dependencies[`@chairside/${name}`] = resolved
    packages[`node_modules/@chairside/${name}`] = {
      ...{ version, resolved, dependencies: needed, peerDependencies, peerDependenciesMeta },
    }
    for (const one of Object.keys(needed ?? {})) if (!one.startsWith('@chairside/')) put(one)
  }
  const write = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value))
  write('package.json', { private: true, type: 'module', dependencies })
  write('package-lock.json', { lockfileVersion: 3, packages })
  const quietly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']
  await run('npm', ['ci', ...quietly], { cwd: folder })
  const server = join(folder, 'node_modules/@chairside/server')
  mkdirSync(server)
  await run('tar', ['-xzf', tgz('server'), '-C', server, '--strip-components=1'])
  let programs = 0
  return {
    folder,
    tgz,
    node: async (program) => {
      programs += 1
      const path = join(folder, `program-${programs}.mjs`)
      writeFileSync(path, program)
      const { stdout } = await run(process.execPath, [path], { cwd: folder })
      return stdout.trim()
    },
    example: (name) => {
      const target = join(folder, name)
      const filter = (path: string) => !/node_modules|dist$/.test(path)
      cpSync(join(root, 'examples', name), target, { recursive: true, filter })
      return target
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** What the built files of an installed package import that its manifest does not name. */
export function undeclared({ folder }: Installed, name: Name, files: readonly string[]): string[] {
  const at = join(folder, 'node_modules/@chairside', name)
  const { dependencies, peerDependencies } = readJson<Manifest>(join(at, 'package.json'))
  const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies }))
  const imported = files.flatMap((file) =>
    [
      ...readFileSync(join(at, file), 'utf8').matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^'.][^']*)'/gm),
    ].map(([, from = '']) =>
      from
        .split('/')
        .slice(0, from.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  )
  return [...new Set(imported)].filter((one) => !one.startsWith('node:') && !declared.has(one))
}
