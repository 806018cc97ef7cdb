import { OutOfReach, type Source } from '../source.ts'
import { type Flag, refusalOf } from '../verdict.ts'
import type { Compound, CompoundEntry } from './ole2.ts'
import { readStream } from './ole2-stream.ts'

/*
 * PowerPoint files of 1997 to 2003: MS-PPT 2.1.2 (finding the document), 2.3.1 (record header), 2.3.2
 * (Current User), 2.3.3 (user edit), 2.3.4 (persist directory), 2.4.1 (document), 2.4.11 (macros).
 */

const encryptedToken = 0xf3d1c4df
const userEdit = 0x0ff5
const persistDirectory = 0x1772
const documentContainer = 0x03e8
const infoList = 0x07d0
const macroInfo = 0x03ff
const macroAtom = 0x0400
/** An honest presentation needs one or two hundred reads. */
const mostReads = 1000

/**
 * The flags of a presentation: `encrypted` or `macros`; none if it is damaged. If reading takes more than 1,000 reads
 * here, or more than the gate allows, the presentation counts as one with macros.
 */
export async function readPresentation(
  source: Source,
  compound: Compound,
  slides: CompoundEntry,
  user: CompoundEntry,
): Promise<Flag[]> {
  try {
    const current = await readStream(source, compound, user, 0, 20)
    if (current.length < 20) return []
    if (current.readUInt32LE(12) === encryptedToken) return ['encrypted']
    let reads = 0
    const read = (position: number, length: number): Promise<Buffer> => {
      reads += 1
      if (reads > mostReads) throw new OutOfReach()
      return readStream(source, compound, slides, position, length)
    }
    return (await hasMacros(read, current.readUInt32LE(16))) ? ['macros'] : []
  } catch (error) {
    if (error instanceof OutOfReach) return ['macros']
    if (refusalOf(error)) return []
    throw error
  }
}

type Read = (position: number, length: number) => Promise<Buffer>

interface Rec {
  readonly type: number
  /** Offsets of its content. */
  readonly start: number
  readonly end: number
}

async function hasMacros(read: Read, firstEdit: number): Promise<boolean> {
  const at = await findDocument(read, firstEdit)
  const document = at === undefined ? undefined : await recordAt(read, at)
  if (document?.type !== documentContainer) return false
  const list = await findChild(read, document, infoList)
  const info = list && (await findChild(read, list, macroInfo))
  const atom = info && (await findChild(read, info, macroAtom))
  if (atom === undefined) return false
  const content = await read(atom.start, 8)
  return content.length === 8 && content.readUInt32LE(4) !== 0
}

async function recordAt(read: Read, at: number): Promise<Rec | undefined> {
  const header = await read(at, 8)
  if (header.length < 8) return undefined
  const start = at + 8
  return { type: header.readUInt16LE(2), start, end: start + header.readUInt32LE(4) }
}

async function findChild(read: Read, parent: Rec, type: number): Promise<Rec | undefined> {
  let at = parent.start
  while (at < parent.end) {
    const child = await recordAt(read, at)
    if (child === undefined || child.type === type) return child
    at = child.end
  }
  return undefined
}

/** The offset of the document: searches the edits from the newest back. */
async function findDocument(read: Read, newest: number): Promise<number | undefined> {
  let wanted: number | undefined
  let at = newest
  for (;;) {
    const edit = await recordAt(read, at)
    if (edit?.type !== userEdit) return undefined
    const content = await read(edit.start, 20)
    if (content.length < 20) return undefined
    wanted ??= content.readUInt32LE(16)
    const found = await lookUp(read, content.readUInt32LE(12), wanted)
    const before = content.readUInt32LE(8)
    if (found !== undefined || before === 0) return found
    at = before
  }
}

/** Finds the offset of a persist object in one directory. Its runs have a first number, a count and so many offsets. */
async function lookUp(read: Read, at: number, wanted: number): Promise<number | undefined> {
  const directory = await recordAt(read, at)
  if (directory?.type !== persistDirectory) return undefined
  let run = directory.start
  while (run < directory.end) {
    const head = await read(run, 4)
    if (head.length < 4) return undefined
    const first = head.readUInt32LE(0) & 0xfffff
    const count = head.readUInt32LE(0) >>> 20
    if (wanted >= first && wanted < first + count) {
      const found = await read(run + 4 + (wanted - first) * 4, 4)
      return found.length === 4 ? found.readUInt32LE(0) : undefined
    }
    run += 4 + count * 4
  }
  return undefined
}
