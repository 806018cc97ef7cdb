import { refuse } from '../verdict.ts'
import { comparable } from './part-name.ts'
import { readTags } from './xml.ts'

/*
 * The content types stream of a package: ISO 29500-2 (ECMA-376 part 2), 7.2.3; part names compare as in 6.2.2.3.
 */

export interface ContentTypes {
  /** The types of single parts by name, and of all others by ending; all in lower case. */
  readonly overrides: ReadonlyMap<string, string>
  readonly defaults: ReadonlyMap<string, string>
  /** Endings that got two types. */
  readonly unclear: ReadonlySet<string>
}

/** Refuses with NOT_OOXML what is no such stream, and with OOXML_AMBIGUOUS one that gives a part two types by name. */
export function readContentTypes(bytes: Buffer): ContentTypes {
  const tags = readTags(bytes)
  if (tags.next().value?.name !== 'Types') refuse('NOT_OOXML')
  const overrides = new Map<string, string>()
  const defaults = new Map<string, string>()
  const unclear = new Set<string>()
  for (const { name, attributes } of tags) {
    const type = attributes.get('ContentType')?.trim().toLowerCase()
    const part = attributes.get('PartName')
    const ending = attributes.get('Extension')?.trim().toLowerCase()
    if (type === undefined) continue
    if (name === 'Override' && part !== undefined) {
      if (!agrees(overrides, partName(part), type)) refuse('OOXML_AMBIGUOUS')
    }
    if (name === 'Default' && ending !== undefined && !agrees(defaults, ending, type)) unclear.add(ending)
  }
  return { overrides, defaults, unclear }
}

/** Adds a type, unless the key has another one. */
function agrees(types: Map<string, string>, key: string, type: string): boolean {
  const known = types.get(key)
  types.set(key, known ?? type)
  return known === undefined || known === type
}

/** Refuses with OOXML_AMBIGUOUS a part whose ending got two types: "jpg" and "JPG" of other parts are nobody's trouble. */
export function typeOfPart({ overrides, defaults, unclear }: ContentTypes, part: string): string | undefined {
  const named = overrides.get(part)
  if (named !== undefined) return named
  const ending = part.slice(part.lastIndexOf('.') + 1)
  return unclear.has(ending) ? refuse('OOXML_AMBIGUOUS') : defaults.get(ending)
}

/** A part's name as entries of the archive are compared. */
export function partName(written: string): string {
  return comparable(Buffer.from(written.trim()).toString('latin1'))
}
