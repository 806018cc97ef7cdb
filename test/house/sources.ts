import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'

export const root = join(import.meta.dirname, '..', '..')

/** A thing that only some files may contain. */
export type Mark = 'any' | 'an enum' | 'a default export' | 'process.env' | 'the time' | 'a timer'

/** A source file, with what the house test asks about it. */
export interface Source {
  /** Its path from the root of the project, with slashes. */
  readonly path: string
  readonly lines: number
  /** All its imports, of every syntax: paths for our own files, names for packages. */
  readonly imports: readonly string[]
  readonly marks: ReadonlySet<Mark>
}

/** Every TypeScript file under a folder of the project. */
export function sourcesIn(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.includes('node_modules'))
    .map((path) => sourceAt(join(folder, path).split(sep).join('/')))
}

/** One TypeScript file, by its path from the root of the project. */
export function sourceAt(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be read: ${errors[0]?.message}`)
  const imports: string[] = []
  const marks = new Set<Mark>()
  const take = (source: { type: string; value?: unknown } | null): void => {
    if (source?.type !== 'Literal' || typeof source.value !== 'string') return
    const { value } = source
    imports.push(
      value.startsWith('.')
        ? relative(root, join(root, dirname(path), value))
            .split(sep)
            .join('/')
        : value,
    )
  }
  new Visitor({
    ImportDeclaration: (node) => take(node.source),
    ExportNamedDeclaration: (node) => take(node.source),
    ExportAllDeclaration: (node) => take(node.source),
    ImportExpression: (node) => take(node.source),
    TSImportType: (node) => take(node.source),
    ExportDefaultDeclaration: () => void marks.add('a default export'),
    TSEnumDeclaration: () => void marks.add('an enum'),
    TSAnyKeyword: () => void marks.add('any'),
    MemberExpression: (node) => {
      if (isMember(node, 'process', 'env')) marks.add('process.env')
      if (isMember(node, 'Date', 'now') || isMember(node, 'performance', 'now')) marks.add('the time')
    },
    NewExpression: (node) => {
      if (named(node.callee, 'Date') && node.arguments.length === 0) marks.add('the time')
    },
    CallExpression: (node) => {
      if (named(node.callee, 'Date')) marks.add('the time')
      if (named(node.callee, 'setTimeout') || named(node.callee, 'setInterval')) marks.add('a timer')
    },
  }).visit(program)
  return { path, lines: text.trimEnd().split('\n').length, imports, marks }
}

function named(node: ESTree.Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}

function isMember(node: ESTree.MemberExpression, object: string, property: string): boolean {
  return named(node.object, object) && !node.computed && named(node.property, property)
}
