import type { FileType } from '@chairside/protocol'
import type { Source } from '../source.ts'
import { type Content, refuse } from '../verdict.ts'
import { type ContentTypes, readContentTypes, typeOfPart } from './content-types.ts'
import { unpack } from './part.ts'
import { readMainParts } from './relationships.ts'
import { readZip, type ZipEntry } from './zip.ts'

/*
 * Office files of 2007 and later: packages of ISO 29500-2 (ECMA-376 part 2) with a main document by ISO
 * 29500-1, 11.3.10 (Word), 12.3.23 (Excel) or 13.3.6 (PowerPoint). Macros: MS-OFFMACRO2, 2.2.1.
 */

const prefix = 'application/vnd.openxmlformats-officedocument.'
const mainTypes: ReadonlyMap<string, FileType> = new Map([
  [`${prefix}wordprocessingml.document.main+xml`, 'docx'],
  [`${prefix}presentationml.presentation.main+xml`, 'pptx'],
  [`${prefix}spreadsheetml.sheet.main+xml`, 'xlsx'],
])

/** The endings of refused relatives, to name them to people; the beginning of the content type is enough. */
const related: readonly (readonly [RegExp, string])[] = [
  [/ms-word\.document\.macroenabled/, 'docm'],
  [/ms-word\.template/, 'dotm'],
  [/wordprocessingml\.template/, 'dotx'],
  [/ms-powerpoint\.presentation\.macroenabled/, 'pptm'],
  [/ms-powerpoint\.slideshow/, 'ppsm'],
  [/ms-powerpoint\.template/, 'potm'],
  [/ms-powerpoint\.addin/, 'ppam'],
  [/presentationml\.slideshow/, 'ppsx'],
  [/presentationml\.template/, 'potx'],
  [/ms-excel\.sheet\.macroenabled/, 'xlsm'],
  [/ms-excel\.sheet\.binary/, 'xlsb'],
  [/ms-excel\.template/, 'xltm'],
  [/ms-excel\.addin/, 'xlam'],
  [/spreadsheetml\.template/, 'xltx'],
]

/** The usual name of a macro part, and its content type under any other name. */
const macros = /(?:^|\/)vbaproject\.bin$/
const macroType = 'application/vnd.ms-office.vbaproject'

const mostUnpacked = 2 * 1024 ** 3
const usualUnpacked = 100 * 1024 ** 2
const mostRatio = 100

// Parts of other package formats: Java and Android archives, EPUB and OpenDocument.
const foreign = /^(?:meta-inf\/manifest\.mf|androidmanifest\.xml|classes\d*\.dex|mimetype)$/

/** The type and flags of an Office file. Refuses every other ZIP archive. */
export async function readOoxml(source: Source): Promise<Content> {
  const entries = await readZip(source)
  const parts = new Map(entries.map((entry) => [entry.name, entry]))
  const listed = parts.get('[content_types].xml')
  if (listed === undefined) refuseUnlisted(parts)
  checkEntries(entries, parts, source.size)
  const types = readContentTypes(await unpack(source, listed))
  const type = mainTypeOf(types, await mainPartsOf(source, parts, types), parts)
  const allowed = mainTypes.get(type)
  if (allowed === undefined) refuse('TYPE_NOT_ALLOWED', related.find(([pattern]) => pattern.test(type))?.[1])
  const hasMacros = entries.some(({ name }) => macros.test(name) || types.overrides.get(name) === macroType)
  return { type: allowed, flags: hasMacros ? ['macros'] : [] }
}

type Parts = ReadonlyMap<string, ZipEntry>

/** Refuses an archive without content types: a broken Office file by its folders, else another archive. */
function refuseUnlisted(parts: Parts): never {
  const names = [...parts.keys()]
  if (names.some((name) => /^(?:word|ppt|xl)\//.test(name))) refuse('NOT_OOXML')
  const android = /^(?:androidmanifest\.xml|classes\d*\.dex)$/
  if (names.some((name) => android.test(name))) refuse('TYPE_NOT_ALLOWED', 'apk')
  return refuse('TYPE_NOT_ALLOWED', parts.has('meta-inf/manifest.mf') ? 'jar' : undefined)
}

function checkEntries(entries: readonly ZipEntry[], parts: Parts, size: number): void {
  if (parts.size < entries.length) refuse('ZIP_DUPLICATE_ENTRY')
  let unpacked = 0
  for (const { name, encrypted, mode, ...entry } of entries) {
    if (encrypted) refuse('ENCRYPTED_OOXML')
    if (name.includes('\0') || name.split('/').includes('..')) refuse('ZIP_UNREADABLE')
    // A symbolic link (POSIX st_mode).
    if ((mode & 0xf000) === 0xa000) refuse('ZIP_UNREADABLE')
    if (foreign.test(name)) refuse('OOXML_FOREIGN_PARTS')
    unpacked += entry.unpacked
  }
  if (unpacked > mostUnpacked || (unpacked > usualUnpacked && unpacked > mostRatio * size)) refuse('ZIP_BOMB')
}

/** The parts that are the main document; without relationships, the only part declared as one. */
async function mainPartsOf(source: Source, parts: Parts, types: ContentTypes): Promise<string[]> {
  const declared = [...types.overrides].flatMap(([part, type]) => (mainTypes.has(type) ? [part] : []))
  const relationships = parts.get('_rels/.rels')
  const named = relationships ? [...readMainParts(await unpack(source, relationships))] : declared
  if (named.length === 0) refuse(declared.length > 0 ? 'NOT_OOXML' : 'TYPE_NOT_ALLOWED')
  if (relationships === undefined && declared.length > 1) refuse('OOXML_AMBIGUOUS')
  return named
}

function mainTypeOf(types: ContentTypes, named: readonly string[], parts: Parts): string {
  const found = new Set(named.map((part) => (parts.has(part) ? typeOfPart(types, part) : undefined)))
  const [type] = found
  if (found.has(undefined) || type === undefined) refuse('NOT_OOXML')
  if (found.size > 1) refuse('OOXML_AMBIGUOUS')
  return type
}
