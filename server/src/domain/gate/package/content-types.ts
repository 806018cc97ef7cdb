import { refuse } from '../verdict.ts'
import { comparable } from './part-name.ts'
import { readTags } from './xml.ts'

/*
 * The content types stream of a package: ISO 29500-2 (ECMA-376 part 2), 7.2.3; comparing names: 6.2.2.3.
 */

/** The content types of a package's parts. */
export interface ContentTypes {
  /** The types of single parts by name, and of all other parts by ending; all in lower case. */
  readonly overrides: ReadonlyMap<string, string>
  readonly defaults: ReadonlyMap<string, string>
  /** Endings with two types. */
  readonly unclear: ReadonlySet<string>
}

/** Refuses another root tag with NOT_OOXML, and two types for one part name with OOXML_AMBIGUOUS. */
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

/** Adds a type; false when the key already has another one. */
function agrees(types: Map<string, string>, key: string, type: string): boolean {
  const known = types.get(key)
  types.set(key, known ?? type)
  return known === undefined || known === type
}

/** The type of a part, or undefined. Refuses with OOXML_AMBIGUOUS when it depends on an `unclear` ending. */
export function typeOfPart({ overrides, defaults, unclear }: ContentTypes, part: string): string | undefined {
  const named = overrides.get(part)
  if (named !== undefined) return named
  const ending = part.slice(part.lastIndexOf('.') + 1)
  return unclear.has(ending) ? refuse('OOXML_AMBIGUOUS') : defaults.get(ending)
}

/** A part's name in the form in which names of archive entries are compared. */
export function partName(written: string): string {
  return comparable(Buffer.from(written.trim()).toString('latin1'))
}
