import { refuseSecondTail } from '../polyglot.ts'
import type { Source } from '../source.ts'
import { type Content, type Flag, refuse } from '../verdict.ts'
import type { Compound, CompoundEntry } from './ole2.ts'
import { openCompound } from './ole2.ts'
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
  const streams = compound.children.filter(({ kind }) => kind === 'stream')
  const find = (wanted: string | RegExp) =>
    streams.find(({ name }) => (typeof wanted === 'string' ? name === wanted : wanted.test(name)))
  // First, because protected files also hold a Word document that only tells of the protection.
  if (find('encryptedpackage')) refuse('ENCRYPTED_OOXML')
  const formats: string[] = Object.entries(marks).flatMap(([format, mark]) => (find(mark) ? [format] : []))
  if (installer.test(compound.root.clsid)) formats.push('msi')
  if (formats.length > 1) refuse('CFB_AMBIGUOUS')
  const locked = find('\tdrmcontent') !== undefined
  const word = find(marks.doc)
  const slides = find(marks.ppt)
  const user = find('current user')
  if (word) {
    const content = await readWord(source, compound, word, locked)
    await refuseSecondTail(source, 'cfb')
    return content
  }
  if (slides && user) {
    // Before the slides, which may use up all reads.
    await refuseSecondTail(source, 'cfb')
    const flags = await readPresentation(source, compound, slides, user)
    return { type: 'ppt', flags: hasMacroStorage(compound) ? withMacros(flags) : flags }
  }
  return refuse(slides ? 'CFB_NOT_OFFICE' : 'TYPE_NOT_ALLOWED', formats[0])
}

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
