import { refuse } from '../verdict.ts'
import { partName } from './content-types.ts'
import { readTags } from './xml.ts'

/*
 * The relationships of a package: ISO 29500-2 (ECMA-376 part 2), 6.5; the relationship that names the main
 * document has one type in ISO 29500-4 (transitional) and one in ISO 29500-1 (strict).
 */

const mainTypes: ReadonlySet<string> = new Set([
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument',
  'http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument',
])

/** The parts that a package names as its main document. Refuses targets outside of it with NOT_OOXML. */
export function readMainParts(bytes: Buffer): ReadonlySet<string> {
  const parts = new Set<string>()
  for (const { name, attributes } of readTags(bytes)) {
    if (name !== 'Relationship' || !mainTypes.has(attributes.get('Type')?.trim() ?? '')) continue
    if (attributes.get('TargetMode')?.trim().toLowerCase() === 'external') refuse('NOT_OOXML')
    parts.add(resolveTarget(attributes.get('Target') ?? ''))
  }
  return parts
}

// Targets are references relative to the root of the package (RFC 3986, section 5).
function resolveTarget(target: string): string {
  const root = 'http://package.invalid'
  const url = URL.parse(target.trim(), `${root}/`)
  return url?.origin === root ? partName(url.pathname) : refuse('NOT_OOXML')
}
