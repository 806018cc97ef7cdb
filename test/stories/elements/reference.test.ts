import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { writeManifest } from '../../../client/build/elements-manifest.ts'
import { atEnd } from '../../world/until.ts'

const root = join(import.meta.dirname, '../../..')
const sources = join(root, 'client/src')
const page = readFileSync(join(root, 'docs/elements.md'), 'utf8')

interface Described {
  readonly tagName: string
  readonly attributes: readonly { readonly name: string; readonly fieldName?: string }[]
  readonly members: readonly { readonly name: string; readonly kind: string; readonly attribute?: string }[]
  readonly events: readonly { readonly name: string }[]
  readonly cssProperties: readonly { readonly name: string }[]
}

/** What is told to editors of each element, from the sources. */
function elements(): Described[] {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true }))
  writeManifest(sources, join(folder, 'custom-elements.json'))
  const { modules } = JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8')) as {
    modules: { declarations: Described[] }[]
  }
  return modules.flatMap(({ declarations }) => declarations)
}

/** The part of the page about an element. */
const sectionOf = (tag: string): string =>
  page.split(/^## /m).find((one) => one.startsWith(`\`<${tag}>\``)) ?? ''

/** The names in a column of the tables of a section, where a table begins with this head. */
function column(section: string, head: string, place: number): string[] {
  const table = section.slice(section.indexOf(`| ${head} |`)).split('\n\n')[0] ?? ''
  return table
    .split('\n')
    .slice(2)
    .flatMap((row) => [...(row.replaceAll('\\|', '').split('|')[place] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, name = '']) => name)
}

/** The files of an element. What the viewer draws is in a shadow root of its own, which no page reaches. */
function filesOf(path: string, known = new Set<string>()): Set<string> {
  if (known.has(path)) return known
  known.add(path)
  for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
    const file = join(dirname(path), target)
    if (file.includes('/elements/') && !file.includes('/elements/viewer/')) filesOf(file, known)
  }
  return known
}

function partsOf(tag: string): string[] {
  const start = join(sources, 'elements', `${tag.replace('chairside-', '')}.ts`)
  const names = [...filesOf(start)].flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\bpart="([^"$]+)"|\bpart: '([\w-]+)'/g)].flatMap(
      ([, one, other]) => (one ?? other ?? '').split(' '),
    ),
  )
  return [...new Set(names)].sort()
}

test('docs/elements.md has every element with its attributes, properties, methods and events, and no other', () => {
  const described = elements()
  const tags = [...page.matchAll(/^## `<([\w-]+)>`/gm)].map(([, tag]) => tag)
  expect(tags.sort()).toEqual(described.map(({ tagName }) => tagName).sort())
  for (const { tagName, attributes, members, events } of described) {
    const section = sectionOf(tagName)
    const properties = [
      ...attributes.map(({ name, fieldName }) => fieldName ?? name),
      ...members.flatMap(({ name, kind, attribute }) =>
        attribute === undefined ? (kind === 'method' ? `${name}()` : name) : [],
      ),
    ]
    expect([tagName, column(section, 'attribute', 1)]).toEqual([tagName, attributes.map(({ name }) => name)])
    expect([tagName, column(section, 'attribute', 2).sort()]).toEqual([tagName, properties.sort()])
    expect([tagName, column(section, 'event', 1)]).toEqual([tagName, events.map(({ name }) => name)])
  }
})

test('docs/elements.md has every part of each element, and says what it is', () => {
  const explained = new Set(column(page, 'part', 1))
  const all = new Set<string>()
  for (const { tagName } of elements()) {
    const [, listed = ''] = /^Parts: (.*)\.$/m.exec(sectionOf(tagName)) ?? []
    const parts = partsOf(tagName)
    expect([tagName, [...listed.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)]).toEqual([tagName, parts])
    for (const part of parts) all.add(part)
  }
  expect([...explained].sort()).toEqual([...all].sort())
})

test('docs/elements.md has every custom property that editors are told of, and the sources read each', () => {
  const [element] = elements()
  const names = element?.cssProperties.map(({ name }) => name) ?? []
  expect(column(page, 'custom property', 1)).toEqual(names)
  const files = [...filesOf(join(sources, 'elements/transfer.ts'))]
  const texts = files.map((path) => readFileSync(path, 'utf8')).join('\n')
  for (const name of names) {
    const token = name.replace('--chairside-', '')
    expect([name, texts.includes(name) || new RegExp(`(^|[ '{])'?${token}'?: '`, 'm').test(texts)]).toEqual([
      name,
      true,
    ])
  }
})
