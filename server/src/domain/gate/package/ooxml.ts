import type { FileType } from '@chairside/protocol'
import type { Source } from '../source.ts'
import { type Content, refuse } from '../verdict.ts'
import { type ContentTypes, endingOf, readContentTypes, typeOfPart } from './content-types.ts'
import { checkHeaders, checkPlaces } from './layout.ts'
import { refuseHiddenSize, unpack } from './part.ts'
import { type Parts, partsOf } from './parts.ts'
import { readMainParts } from './relationships.ts'
import { readDirectory, type ZipEntry } from './zip.ts'

/*
 * Office files of 2007 and later: packages of ISO 29500-2 (ECMA-376 part 2) with a main document by ISO
 * 29500-1, 11.3.10 (Word), 12.3.23 (Excel) or 13.3.6 (PowerPoint). Macros: MS-OFFMACRO2, 2.2.1 (VBA) and 2.2.2 (Excel
 * 4.0 macro sheets).
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

/** The usual names of macro parts, and their content types under any other name. */
const macroName = /(?:^|\/)vbaproject\.bin$|^xl\/macrosheets\/./
const macroType =
  /^application\/vnd\.ms-(?:office\.vbaproject|excel\.(?:intl)?macrosheet)(?:\+xml)?\s*(?:;|$)/

const mostUnpacked = 2 * 1024 ** 3
const usualUnpacked = 100 * 1024 ** 2
const mostRatio = 100
/** A package has one main document. */
const mostMainParts = 16

// Parts of other package formats: Java and Android archives, EPUB and OpenDocument.
const foreign =
  /^(?:meta-inf\/(?:manifest\.(?:mf|xml)|container\.xml)|androidmanifest\.xml|classes\d*\.dex|mimetype)$|\.class$/

/** Archives up to this size are fetched at once: their local headers lie all over them. */
const smallBytes = 4 * 1024 * 1024

/** The type and flags of an Office file. Refuses every other ZIP archive. */
export async function readOoxml(source: Source): Promise<Content> {
  const directory = await readDirectory(source)
  const { entries } = directory
  refuseOthers(entries)
  checkPlaces(directory)
  checkEntries(entries, source.size)
  if (source.size <= smallBytes) await source.read(0, source.size)
  const parts = partsOf(entries)
  const types = readContentTypes(await unpack(source, parts.get(listName) ?? []))
  const named = await mainPartsOf(source, parts, types)
  const type = mainTypeOf(types, named, parts)
  const allowed = mainTypes.get(type)
  if (allowed === undefined) refuse('TYPE_NOT_ALLOWED', related.find(([pattern]) => pattern.test(type))?.[1])
  for (const entry of named.flatMap((name) => parts.get(name) ?? [])) await refuseHiddenSize(source, entry)
  await checkHeaders(source, directory)
  return { type: allowed, flags: hasMacros(parts, types) ? ['macros'] : [] }
}

function hasMacros(parts: Parts, { overrides, defaults }: ContentTypes): boolean {
  const isMacro = (type: string): boolean => macroType.test(type)
  // Each type is looked at once: thousands of parts may have one ending, and that thousands of types.
  const endings = new Set(
    [...defaults].flatMap(([ending, types]) => ([...types].some(isMacro) ? ending : [])),
  )
  return [...parts.keys()].some((name) => {
    const type = overrides.get(name)
    return macroName.test(name) || (type === undefined ? endings.has(endingOf(name)) : isMacro(type))
  })
}

const listName = '[content_types].xml'

/** Refuses an archive without content types as what it is: a broken Office file by its folders, else another archive. */
function refuseOthers(entries: readonly ZipEntry[]): void {
  const has = (pattern: RegExp): boolean => entries.some(({ name }) => pattern.test(name))
  if (entries.some(({ name }) => name === listName || name.startsWith(`${listName}/`))) return
  if (has(/^(?:word|ppt|xl)\//)) refuse('NOT_OOXML')
  if (has(/^(?:androidmanifest\.xml|classes\d*\.dex)$/)) refuse('TYPE_NOT_ALLOWED', 'apk')
  refuse('TYPE_NOT_ALLOWED', has(/^meta-inf\/manifest\.mf$/) ? 'jar' : undefined)
}

function checkEntries(entries: readonly ZipEntry[], size: number): void {
  let unpacked = 0
  for (const { name, encrypted, mode, ...entry } of entries) {
    if (encrypted) refuse('ENCRYPTED_OOXML')
    if (name.includes('\0') || name.split('/').includes('..')) refuse('ZIP_UNREADABLE')
    // A symbolic link (POSIX st_mode).
    if ((mode & 0xf000) === 0xa000) refuse('ZIP_UNREADABLE')
    if (foreign.test(name)) refuse('OOXML_FOREIGN_PARTS')
    if (entry.method === 0 && entry.packed !== entry.unpacked) refuse('ZIP_UNREADABLE')
    unpacked += entry.unpacked
  }
  if (unpacked > mostUnpacked || (unpacked > usualUnpacked && unpacked > mostRatio * size)) refuse('ZIP_BOMB')
}

/** The parts that are the main document; without relationships, the only part declared as one. */
async function mainPartsOf(source: Source, parts: Parts, types: ContentTypes): Promise<string[]> {
  const declared = [...types.overrides].flatMap(([part, type]) => (mainTypes.has(type) ? [part] : []))
  const relationships = parts.get('_rels/.rels')
  const named = relationships ? [...readMainParts(await unpack(source, relationships))] : declared
  if (named.length > mostMainParts) refuse('OOXML_AMBIGUOUS')
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
