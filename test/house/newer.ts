import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'
import { losesVariables } from '../../client/build/fields.ts'

/** What the oldest browsers of the baseline lack, by the kinds of newer.txt. */
export type Newer = Readonly<
  Record<'members' | 'statics' | 'globals' | 'properties' | 'selectors' | 'functions', ReadonlySet<string>>
>

/** Reads newer.txt. */
export function newer(): Newer {
  const text = readFileSync(join(import.meta.dirname, 'newer.txt'), 'utf8')
  const sections = text.split(/^\[(\w+)\]$/m).slice(1)
  const found: Record<string, ReadonlySet<string>> = {}
  for (let at = 0; at < sections.length; at += 2)
    found[sections[at] ?? ''] = new Set((sections[at + 1] ?? '').split(/\s+/).filter(Boolean))
  return found as Newer
}

/** The names that a source gives to members of its own. */
export function ownNames(source: string): Set<string> {
  const own = new Set<string>()
  const take = ({ key }: { key: ESTree.PropertyKey }): void => {
    if (key.type === 'Identifier') own.add(key.name)
  }
  new Visitor({
    MethodDefinition: take,
    PropertyDefinition: take,
    Property: take,
    TSPropertySignature: take,
    TSMethodSignature: take,
  }).visit(parseSync('source.ts', source).program)
  return own
}

/**
 * What keeps Safari 15.4 from reading a script, and what it reads wrongly: static blocks, looking behind in patterns, and
 * first values of fields that lose their variables.
 */
export function unreadable(code: string): string[] {
  const found: string[] = []
  new Visitor({
    StaticBlock: () => void found.push('a static block'),
    PropertyDefinition: ({ value }: ESTree.PropertyDefinition) => {
      if (!value || !losesVariables(value, code)) return
      const text = code.slice(value.start, value.end)
      if (!/^\(\(\w+=0\)=>/.test(text)) found.push(text)
    },
    Literal: (node: ESTree.Expression) => {
      if ('regex' in node && node.regex && /\(\?<[=!]/.test(node.regex.pattern))
        found.push(node.regex.pattern)
    },
  }).visit(parseSync('bundle.js', code).program)
  return found
}

/** The names of newer things that a script uses, each once. */
export function newerInScript(code: string): string[] {
  const { members, statics, globals } = newer()
  const found = new Set<string>()
  const { program } = parseSync('bundle.js', code)
  new Visitor({
    Identifier: ({ name }: { name: string }) => {
      if (globals.has(name)) found.add(name)
    },
    MemberExpression: (node: ESTree.MemberExpression) => {
      if (node.computed || node.property.type !== 'Identifier') return
      const { name } = node.property
      const whole = node.object.type === 'Identifier' ? `${node.object.name}.${name}` : name
      if (statics.has(whole) || globals.has(whole)) found.add(whole)
      else if (members.has(name)) found.add(name)
    },
  }).visit(program)
  return [...found].sort()
}

/** The same of a style sheet. */
export function newerInSheet(source: string): string[] {
  const css = source.replaceAll(/\/\*.*?\*\//gs, '')
  const { properties, selectors, functions } = newer()
  const named = (pattern: RegExp, kind: ReadonlySet<string>) =>
    [...css.matchAll(pattern)].map(([, name = '']) => name).filter((name) => kind.has(name))
  return [
    ...new Set([
      ...named(/(?:^|[\s;{])([a-z-]+):\s/g, properties),
      ...named(/:([a-z-]+)\b/g, selectors),
      ...named(/([a-z-]+)\(/g, functions),
    ]),
  ].sort()
}
