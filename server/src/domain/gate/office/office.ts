import { refuseOwnArchive } from '../polyglot.ts'
import type { Source } from '../source.ts'
import { type Content, type Flag, refuse } from '../verdict.ts'
import type { Compound, CompoundEntry } from './ole2.ts'
import { messageClass, openCompound } from './ole2.ts'
import { readStream } from './ole2-stream.ts'
import { readPresentation } from './ppt.ts'

/*
 * Office files of 1997 to 2003, by the streams in their root: MS-DOC 2.1 and 2.5.2 (FibBase), MS-PPT 2.1,
 * MS-XLS 2.1.2, MS-OFFCRYPTO 2.1 (encrypted packages), MS-OXMSG 2.4; Windows Installer packages by class.
 */

const installer = /^8[2456]100c0000000000c000000000000046$/

/** The stream in the root that identifies each format of this container. */
const marks = {
  doc: 'worddocument',
  ppt: 'powerpoint document',
  xls: /^(?:workbook|book)$/,
  vsd: 'visiodocument',
  msg: '__properties_version1.0',
} as const

/** The type and flags of a Word or PowerPoint file. Refuses every other compound file. */
export async function readOffice(source: Source): Promise<Content> {
  const compound = await openCompound(source)
  const { children, isCut } = compound
  const streams = children.filter(({ kind }) => kind === 'stream')
  const find = (wanted: string | RegExp) =>
    streams.find(({ name }) => (typeof wanted === 'string' ? name === wanted : wanted.test(name)))
  // First, because protected files also hold a Word document that only tells of the protection.
  if (find('encryptedpackage')) refuse('ENCRYPTED_OOXML')
  const formats: string[] = Object.entries(marks).flatMap(([format, mark]) => (find(mark) ? [format] : []))
  if (installer.test(compound.root.clsid)) formats.push('msi')
  if (formats.length === 0 && isMessage(compound)) formats.push('msg')
  // MS-CFB 2.6.4 forbids two children of one name: programs differ in which one they read.
  const names = new Set(children.map(({ name }) => name))
  if (formats.length > 1 || names.size < children.length) refuse('CFB_AMBIGUOUS')
  const locked = find('\tdrmcontent') !== undefined
  const word = find(marks.doc)
  const slides = find(marks.ppt)
  const user = find('current user')
  if (word) {
    const content = await readWord(source, compound, word, locked)
    await refuseArchive(source, compound)
    return content
  }
  if (slides && user) {
    // Before the slides, which may use up all reads.
    await refuseArchive(source, compound)
    const flags = await readPresentation(source, compound, slides, user)
    return { type: 'ppt', flags: hasMacroStorage(compound) ? withMacros(flags) : flags }
  }
  if (slides) refuse('CFB_NOT_OFFICE')
  // What was cut off may have been an Office file.
  return formats.length === 0 && isCut ? refuse('CFB_UNREADABLE') : refuse('TYPE_NOT_ALLOWED', formats[0])
}

/** Refuses an archive at the end that lies in no stream (POLYGLOT_ZIP): Office programs keep some in their streams. */
function refuseArchive(source: Source, { fat }: Compound): Promise<void> {
  return refuseOwnArchive(source, async ({ position, directory }) => {
    return !(await fat.isUsed(position)) || !(await fat.isUsed(directory))
  })
}

const isMessage = ({ root, children }: Compound): boolean =>
  root.clsid === messageClass ||
  children.some(({ name }) => /^__(?:substg1\.0_|nameid_version1\.0)/.test(name))

async function readWord(
  source: Source,
  compound: Compound,
  stream: CompoundEntry,
  locked: boolean,
): Promise<Content> {
  const fib = await readStream(source, compound, stream, 0, 12)
  if (fib.length < 12 || !isWord(fib.readUInt16LE(0))) refuse('CFB_NOT_OFFICE')
  const bits = fib.readUInt16LE(10)
  const flags: Flag[] = []
  if (locked || (bits & 0x0100) !== 0) flags.push('encrypted')
  if (hasMacroStorage(compound)) flags.push('macros')
  if ((bits & 0x0001) !== 0) flags.push('template')
  return { type: 'doc', flags }
}

const macros: ReadonlySet<string> = new Set(['macros', '_vba_project_cur'])

const hasMacroStorage = ({ children }: Compound): boolean =>
  children.some(({ kind, name }) => kind === 'storage' && macros.has(name))

const withMacros = (flags: readonly Flag[]): readonly Flag[] => [...new Set<Flag>([...flags, 'macros'])]

// Word 97 and later, Word 6 and 95, and their beta or Asian versions.
const isWord = (magic: number): boolean =>
  magic === 0xa5ec || magic === 0xa5dc || (magic >= 0xa697 && magic <= 0xa699)
