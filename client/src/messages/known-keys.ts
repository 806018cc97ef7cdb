import type { DocumentsLanguage } from './language.ts'

/** The tables of documents whose sentences an app can say in its own words. */
type Table = Exclude<keyof DocumentsLanguage, 'problems' | 'link'>

const names: { readonly [Name in Table]: true } = {
  documents: true,
  files: true,
  library: true,
  profile: true,
  session: true,
  viewer: true,
}

/** The English sentences of the tables that this page has loaded. */
const loaded = new Map<string, object>()

/** Tells which sentences there are of documents; a page of calls alone does not load them. */
export function knowKeys(tables: { readonly [Name in Table]?: object }): void {
  for (const [name, table] of Object.entries(tables)) loaded.set(name, table)
}

/** Whether a key with a dot may be one of a sentence of documents: its table exists and, where it is loaded, has it. */
export function isKeyOfDocuments(key: string): boolean {
  const at = key.indexOf('.')
  const [name, rest] = [key.slice(0, at), key.slice(at + 1)]
  if (!Object.hasOwn(names, name)) return false
  const table = loaded.get(name)
  return table === undefined || Object.hasOwn(table, rest)
}
