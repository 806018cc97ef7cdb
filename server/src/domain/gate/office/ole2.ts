import type { Source } from '../source.ts'
import { refuse } from '../verdict.ts'
import { type Fat, readFat } from './fat.ts'

/*
 * Compound files (OLE2): MS-CFB 2.2 (header), 2.6 (directory). Only the children of the root storage decide
 * the type: embedded objects have their own storages.
 */

const mostDirectoryBytes = 1024 * 1024
const entryBytes = 128
const noEntry = 0xffffffff
/** The class of an Outlook message (MS-OXMSG 2.1). */
export const messageClass = '0b0d020000000000c000000000000046'

/** A storage or stream, as its directory entry describes it. */
export interface CompoundEntry {
  readonly kind: 'storage' | 'stream' | 'root'
  /** In lower case. */
  readonly name: string
  /** The class of a storage, as 16 bytes in hexadecimal. */
  readonly clsid: string
  /** The first sector, and the size in bytes. */
  readonly start: number
  readonly size: number
  readonly left: number
  readonly right: number
  readonly child: number
}

/** A compound file whose root has been read. */
export interface Compound {
  readonly fat: Fat
  readonly root: CompoundEntry
  /** What lies directly in the root storage. */
  readonly children: readonly CompoundEntry[]
  /** The first sector of the table of small sectors. */
  readonly miniFat: number
  /** Whether the file ends before the root and what follows it in its sector. */
  readonly isCut: boolean
}

/** Reads the root storage. Refuses a broken header, loops and an oversized directory with CFB_UNREADABLE. */
export async function openCompound(source: Source): Promise<Compound> {
  const header = await source.read(0, 512)
  if (header.length < 512) refuse('CFB_UNREADABLE')
  const fat = readFat(source, header)
  const { directory, isCut } = await readDirectory(source, fat, header.readUInt32LE(48))
  const root = entryAt(directory, 0)
  if (root?.kind !== 'root') refuse('CFB_UNREADABLE')
  return { fat, root, children: childrenOf(directory, root.child), miniFat: header.readUInt32LE(60), isCut }
}

interface Directory {
  readonly directory: Buffer
  readonly isCut: boolean
}

async function readDirectory(source: Source, fat: Fat, start: number): Promise<Directory> {
  const seen = new Set<number>()
  const parts: Buffer[] = []
  let isCut = false
  for (;;) {
    const sector = await fat.sectorAt(start, seen.size)
    if (sector === undefined) return { directory: Buffer.concat(parts), isCut }
    if (seen.has(sector)) refuse('CFB_UNREADABLE')
    if ((seen.size + 1) * fat.bytes > mostDirectoryBytes) refuseTooLarge(Buffer.concat(parts))
    seen.add(sector)
    // The missing part of a file that was cut off reads as unused entries.
    const part = Buffer.alloc(fat.bytes)
    const found = await source.read(fat.offset(sector), fat.bytes)
    part.set(found)
    parts.push(part)
    if (parts.length === 1) isCut = found.length < fat.bytes
  }
}

/** Refuses a directory of more than 1 MiB. Outlook messages with many files have one, so they are refused by name. */
function refuseTooLarge(directory: Buffer): never {
  const root = entryAt(directory, 0)
  return root?.clsid === messageClass ? refuse('TYPE_NOT_ALLOWED', 'msg') : refuse('CFB_UNREADABLE')
}

/** The tree of siblings, as a list. Refuses an entry that is met twice. */
function childrenOf(directory: Buffer, top: number): CompoundEntry[] {
  const children: CompoundEntry[] = []
  const seen = new Set<number>([0])
  const waiting = [top]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === noEntry) continue
    if (seen.has(id)) refuse('CFB_UNREADABLE')
    seen.add(id)
    const entry = entryAt(directory, id)
    if (entry === undefined) continue
    children.push(entry)
    waiting.push(entry.left, entry.right)
  }
  return children
}

const kinds: ReadonlyMap<number, CompoundEntry['kind']> = new Map([
  [1, 'storage'],
  [2, 'stream'],
  [5, 'root'],
])

/** An entry of the directory; undefined when it is unused or missing. */
function entryAt(directory: Buffer, id: number): CompoundEntry | undefined {
  const record = directory.subarray(id * entryBytes, (id + 1) * entryBytes)
  const kind = record.length === entryBytes ? kinds.get(record.readUInt8(66)) : undefined
  if (kind === undefined) return undefined
  // The length is in bytes and includes the final zero.
  const length = Math.min(Math.max(record.readUInt16LE(64) - 2, 0), 62)
  return {
    kind,
    name: record.toString('utf16le', 0, length).toLowerCase(),
    clsid: record.toString('hex', 80, 96),
    start: record.readUInt32LE(116),
    size: record.readUInt32LE(120),
    left: record.readUInt32LE(68),
    right: record.readUInt32LE(72),
    child: record.readUInt32LE(76),
  }
}
