import { refuse } from '../verdict.ts'
import { comparable } from './part-name.ts'
import { readTags } from './xml.ts'

/*
 * The content types stream of a package: ISO 29500-2 (ECMA-376 part 2), 7.2.3; comparing names: 6.2.2.3.
 */

/** The content types of a package's parts. */
export interface ContentTypes {
  /** The types of single parts by name; all in lower case. */
  readonly overrides: ReadonlyMap<string, string>
  /** The types of all other parts by ending: more than one where the list contradicts itself. */
  readonly defaults: ReadonlyMap<string, ReadonlySet<string>>
}

/** Refuses another root tag with NOT_OOXML, and two types for one part name with OOXML_AMBIGUOUS. */
export function readContentTypes(bytes: Buffer): ContentTypes {
  const tags = readTags(bytes)
  if (tags.next().value?.name !== 'Types') refuse('NOT_OOXML')
  const overrides = new Map<string, string>()
  const defaults = new Map<string, Set<string>>()
  for (const { name, attributes } of tags) {
    const type = attributes.get('ContentType')?.trim().toLowerCase()
    const part = attributes.get('PartName')
    const ending = attributes.get('Extension')?.trim().toLowerCase()
    if (type === undefined) continue
    if (name === 'Override' && part !== undefined) {
      const key = partName(part)
      const known = overrides.get(key) ?? type
      if (known !== type) refuse('OOXML_AMBIGUOUS')
      overrides.set(key, type)
    }
    if (name === 'Default' && ending !== undefined) {
      defaults.set(ending, (defaults.get(ending) ?? new Set()).add(type))
    }
  }
  return { overrides, defaults }
}

/** The type of a part, or undefined. Refuses with OOXML_AMBIGUOUS when the list has two for it. */
export function typeOfPart(types: ContentTypes, part: string): string | undefined {
  const [type, ...others] = typesOfPart(types, part)
  return others.length > 0 ? refuse('OOXML_AMBIGUOUS') : type
}

export const endingOf = (part: string): string => part.slice(part.lastIndexOf('.') + 1)

/** Every type that the list has for a part. */
function typesOfPart({ overrides, defaults }: ContentTypes, part: string): readonly string[] {
  const named = overrides.get(part)
  if (named !== undefined) return [named]
  return [...(defaults.get(endingOf(part)) ?? [])]
}

/** A part's name in the form in which names of archive entries are compared. */
export function partName(written: string): string {
  return comparable(Buffer.from(written.trim()).toString('latin1'))
}
