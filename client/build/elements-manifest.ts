import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'

/*
 * Writes custom-elements.json (https://github.com/webcomponents/custom-elements-manifest, schema 2.1.0), from which editors
 * know the elements: tags, attributes, properties, events, custom properties. It is read off the classes' own sources.
 */

const defining = ['define', 'define-documents', 'define-patient-documents']

/** The custom properties that are promised to pages (docs/embedding.md). */
const cssProperties = [
  { name: '--chairside-accent', description: 'the brand: buttons and marks' },
  { name: '--chairside-accent-hover', description: 'the same under a pointer' },
  { name: '--chairside-on-accent', description: 'text on it' },
  { name: '--chairside-accent-soft', description: 'the brand as a ground' },
  { name: '--chairside-accent-ink', description: 'the brand as text' },
  { name: '--chairside-font', description: 'the list of fonts' },
  {
    name: '--chairside-toast-block-end',
    description: 'how far the toast stands above the foot of the window',
  },
  { name: '--chairside-toast-inline-start', description: 'how far it stands from the side' },
]

/** What every element has of the class below it. */
const words: Member = {
  kind: 'field',
  name: 'words',
  type: { text: 'AppWords | null | undefined' },
  description: 'What the app says in place of some sentences, by their keys.',
}

interface Found {
  readonly members: object[]
  readonly attributes: object[]
  readonly events: object[]
  readonly description: string
}

/** Writes the manifest of the elements in `src` that a page may use. */
export function writeManifest(src: string, target: string): void {
  const modules = defining.map((name) => {
    const code = readFileSync(join(src, `${name}.ts`), 'utf8')
    const path = `dist/${name}.js`
    // The viewer is not among the exports: it is a part of the others.
    const classes = /^export \{ (.*) \}$/m.exec(code)?.[1]?.split(', ') ?? []
    const elements = classes.map((className) => ({
      className,
      tagName: new RegExp(`'([\\w-]+)': ${className}\\b`).exec(code)?.[1],
      file: `${new RegExp(`\\{ ${className} \\} from '\\./(elements/[\\w-]+)\\.ts'`).exec(code)?.[1]}.ts`,
    }))
    return {
      kind: 'javascript-module',
      path,
      declarations: elements.map(({ className, tagName, file }) => ({
        ...{ kind: 'class', name: className, tagName, customElement: true },
        ...{ ...read(src, file), cssProperties: cssProperties },
      })),
      exports: elements.flatMap(({ className: name, tagName }) => [
        { kind: 'js', name, declaration: { name, module: path } },
        { kind: 'custom-element-definition', name: tagName, declaration: { name, module: path } },
      ]),
    }
  })
  writeFileSync(target, `${JSON.stringify({ schemaVersion: '2.1.0', modules }, null, 2)}\n`)
}

/** Reads the class of an element. */
function read(src: string, path: string): Found {
  const code = readFileSync(join(src, path), 'utf8')
  const { program, comments } = parseSync(path, code)
  const documented = (start: number): string => {
    const above = comments.findLast(
      ({ end }) => end < start && /^\s*(export\s+)?$/.test(code.slice(end, start)),
    )
    return above?.type === 'Block' ? above.value.replaceAll(/^ *\*+ ?/gm, '').trim() : ''
  }
  const found: Found[] = []
  new Visitor({
    ClassDeclaration: (node) => {
      const listed = node.body.body.find((one) => keyOf(one) === 'properties')
      if (node.id === null || listed?.type !== 'PropertyDefinition') return
      const settings = settingsIn(src, listed.value, code)
      const text = documented(node.start)
      const [description = '', ...fires] = text.split(/\n*^@fires /m)
      const fields = node.body.body.flatMap((one) => membersOf(one, code, documented, settings))
      found.push({
        description,
        members: [...fields, words],
        attributes: [
          { name: 'lang', type: { text: 'string' }, description: 'The language that it speaks.' },
          ...fields.flatMap(({ attribute, type, description, name }) =>
            attribute === undefined ? [] : [{ name: attribute, type, description, fieldName: name }],
          ),
        ],
        events: fires.map((line) => {
          const [, name = '', description = ''] = /^(\S+) ([\s\S]*)$/.exec(line.trim()) ?? []
          return { name, type: { text: 'CustomEvent' }, description }
        }),
      })
    },
  }).visit(program)
  const [element] = found
  if (!element) throw new Error(`${path} has no element.`)
  return element
}

interface Member {
  readonly kind: 'field' | 'method'
  readonly name: string
  readonly type?: { readonly text: string }
  readonly attribute?: string
  readonly description: string
}

/** What a page may use of a part of the class: a property that it sets, a method that it calls. */
function membersOf(
  one: ESTree.ClassElement,
  code: string,
  documented: (start: number) => string,
  settings: ReadonlyMap<string, string | undefined>,
): Member[] {
  const name = keyOf(one)
  if (name === undefined || (one.type !== 'PropertyDefinition' && one.type !== 'MethodDefinition')) return []
  if (one.static || one.override || one.accessibility || one.key.type === 'PrivateIdentifier') return []
  const description = documented(one.start)
  if ('kind' in one) return one.kind === 'method' ? [{ kind: 'method', name, description }] : []
  if (!one.declare || !one.typeAnnotation) return []
  const { start, end } = one.typeAnnotation.typeAnnotation
  const attribute = settings.get(name)
  const type = { text: code.slice(start, end).replaceAll(/\s+/g, ' ') }
  return [{ kind: 'field', name, type, description, ...(attribute === undefined ? {} : { attribute }) }]
}

const keyOf = (one: ESTree.ClassElement | ESTree.ObjectPropertyKind): string | undefined =>
  'key' in one && one.key.type === 'Identifier' ? one.key.name : undefined

/** The properties that a class lists for lit, each with its attribute; undefined for one that has none. */
function settingsIn(
  src: string,
  value: ESTree.Expression | null,
  code: string,
): ReadonlyMap<string, string | undefined> {
  if (value?.type === 'Identifier') return settingsOfPanel(src)
  if (value?.type !== 'ObjectExpression') throw new Error('An element lists its properties in another way.')
  return new Map(
    value.properties.flatMap((one) => {
      const name = keyOf(one)
      if (name === undefined || one.type !== 'Property') return []
      const text = code.slice(one.value.start, one.value.end)
      const [, named] = /\battribute: '([\w-]+)'/.exec(text) ?? []
      const isHidden = /\b(attribute: false|state: true)/.test(text)
      return [[name, isHidden ? undefined : (named ?? name.toLowerCase())] as const]
    }),
  )
}

/** The panel of a call lists its properties in a file of their own. */
function settingsOfPanel(src: string): ReadonlyMap<string, string | undefined> {
  const code = readFileSync(join(src, 'elements/panel/attributes.ts'), 'utf8')
  const { program } = parseSync('attributes.ts', code)
  const found: ReadonlyMap<string, string | undefined>[] = []
  new Visitor({
    VariableDeclarator: ({ id, init }) => {
      if (id.type === 'Identifier' && id.name === 'attributes') found.push(settingsIn(src, init, code))
    },
  }).visit(program)
  const [settings] = found
  if (!settings) throw new Error('attributes.ts has no attributes.')
  return settings
}
