import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './sources.ts'

/** A package and its licences. One of them may be chosen. */
export interface Licensed {
  readonly name: string
  readonly licence: readonly string[]
}

interface Manifest {
  readonly name: string
  readonly license?: string | { readonly type: string }
  /** The form of packages before 2014. */
  readonly licenses?: readonly { readonly type: string }[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const read = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** All packages on which the three packages depend, directly or not, and the tools of the workspace. */
export function licencesOf(): { production: Licensed[]; tools: Licensed[] } {
  const found = new Map<string, Licensed>()
  const walk = (folder: string, names: readonly string[]): void => {
    for (const name of names) {
      const place = installed(name, folder)
      if (place === undefined || found.has(place)) continue
      const manifest = read(place)
      found.set(place, describe(place))
      walk(place, namesOf(manifest))
    }
  }
  for (const workspace of ['protocol', 'server', 'client']) {
    const folder = join(root, workspace)
    walk(folder, Object.keys(read(folder).dependencies ?? {}))
  }
  const tools = Object.keys(read(root).devDependencies ?? {}).flatMap((name) => {
    const place = installed(name, root)
    return place === undefined ? [] : [describe(place)]
  })
  return { production: [...found.values()], tools }
}

const namesOf = ({ dependencies, optionalDependencies }: Manifest): string[] =>
  Object.keys({ ...dependencies, ...optionalDependencies })

/** The folder in which Node finds a package; undefined for an optional package of another platform. */
function installed(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name)
    if (existsSync(join(place, 'package.json'))) return place
    if (folder === dirname(folder)) return undefined
  }
}

/** "(MIT OR CC0-1.0)" is a choice. "A AND B" is not, and stays as it is: the test then fails, and a person decides. */
function describe(place: string): Licensed {
  const { name, license, licenses } = read(place)
  const said = typeof license === 'string' ? license : (license ?? licenses?.[0])?.type
  return { name, licence: (said ?? inReadme(place)).replace(/^\(|\)$/g, '').split(' OR ') }
}

function inReadme(place: string): string {
  const readme = readdirSync(place).find((file) => /^readme(\.md)?$/i.test(file))
  const text = readme === undefined ? '' : readFileSync(join(place, readme), 'utf8')
  return /^#+ *licen[cs]e\s+([\w.-]+)\s*$/im.exec(text)?.[1] ?? 'none'
}
