import { refuse } from './verdict.ts'
import { readTags } from './xml.ts'
import { comparable } from './zip.ts'

/*
 * The content types stream of a package: ISO 29500-2 (ECMA-376 part 2), 7.2.3; part names compare as in 6.2.2.3.
 */

export interface ContentTypes {
  /** The types of single parts by name, and of all others by ending; all in lower case. */
  readonly overrides: ReadonlyMap<string, string>
  readonly defaults: ReadonlyMap<string, string>
}

/** Refuses with NOT_OOXML what is no such stream, and with OOXML_AMBIGUOUS one that gives a part two types. */
export function readContentTypes(bytes: Buffer): ContentTypes {
  const tags = readTags(bytes)
  if (tags.next().value?.name !== 'Types') refuse('NOT_OOXML')
  const overrides = new Map<string, string>()
  const defaults = new Map<string, string>()
  const add = (map: Map<string, string>, key: string | undefined, type: string | undefined): void => {
    if (key === undefined || type === undefined) return
    const known = map.get(key)
    const wanted = type.trim().toLowerCase()
    if (known !== undefined && known !== wanted) refuse('OOXML_AMBIGUOUS')
    map.set(key, wanted)
  }
  for (const { name, attributes } of tags) {
    const type = attributes.get('ContentType')
    const part = attributes.get('PartName')
    if (name === 'Override') add(overrides, part === undefined ? part : partName(part), type)
    if (name === 'Default') add(defaults, attributes.get('Extension')?.trim().toLowerCase(), type)
  }
  return { overrides, defaults }
}

export function typeOfPart({ overrides, defaults }: ContentTypes, part: string): string | undefined {
  return overrides.get(part) ?? defaults.get(part.slice(part.lastIndexOf('.') + 1))
}

/** A part's name as entries of the archive are compared: percent-encoded or not, it is the same part. */
export function partName(written: string): string {
  const bytes = Buffer.from(decoded(written.trim()))
  return comparable(bytes.toString('latin1'))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
