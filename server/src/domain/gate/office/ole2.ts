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
}

/** Reads the root storage. Refuses a broken header, loops and an oversized directory with CFB_UNREADABLE. */
export async function openCompound(source: Source): Promise<Compound> {
  const header = await source.read(0, 512)
  if (header.length < 512) refuse('CFB_UNREADABLE')
  const fat = readFat(source, header)
  const directory = await readDirectory(source, fat, header.readUInt32LE(48))
  const root = entryAt(directory, 0)
  if (root?.kind !== 'root') refuse('CFB_UNREADABLE')
  return { fat, root, children: childrenOf(directory, root.child), miniFat: header.readUInt32LE(60) }
}

async function readDirectory(source: Source, fat: Fat, start: number): Promise<Buffer> {
  const seen = new Set<number>()
  const parts: Buffer[] = []
  for (;;) {
    const sector = await fat.sectorAt(start, seen.size)
    if (sector === undefined) return Buffer.concat(parts)
    if (seen.has(sector) || (seen.size + 1) * fat.bytes > mostDirectoryBytes) refuse('CFB_UNREADABLE')
    seen.add(sector)
    // The missing part of a file that was cut off reads as unused entries.
    const part = Buffer.alloc(fat.bytes)
    part.set(await source.read(fat.offset(sector), fat.bytes))
    parts.push(part)
  }
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
