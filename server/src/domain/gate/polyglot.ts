import { setImmediate } from 'node:timers/promises'
import { KB } from '@chairside/protocol'
import { isTar, type Mark, markReach, marksIn } from './archive-marks.ts'
import { type ArchiveEnd, archiveEnds, strayBytes, tailBytes } from './package/eocd.ts'
import { type StreamObject, streamsIn } from './pdf/streams.ts'
import { type Container, headerBytes } from './sniff.ts'
import { OutOfReach, type Source, sourceHead } from './source.ts'
import { refuse } from './verdict.ts'

/*
 * Files of two types at once. PDF: ISO 32000-2, 7.5.2. DICOM: PS3.10, 7.1 (preamble). TAR: POSIX.1-2017, pax,
 * ustar. ISO 9660: ECMA-119, 9.1.2 (standard identifier). ZIP: APPNOTE.TXT 4.3.16.
 */

/** Refuses a file whose beginning is also that of a PDF, DICOM, TAR or ISO file, with its POLYGLOT code. */
export async function refuseSecondHead(source: Source, container: Container): Promise<void> {
  const head = await source.read(0, headerBytes)
  const stands = (text: string, at: number): boolean => head.toString('latin1', at, at + text.length) === text
  if (container !== 'pdf' && head.includes('%PDF-')) refuse('POLYGLOT_PDF')
  if (stands('DICM', 128)) refuse('POLYGLOT_DICOM')
  if (isTar(head, 0)) refuse('POLYGLOT_TAR')
  if (container === 'cfb' || container === 'zip') return
  if (stands('ustar', 257)) refuse('POLYGLOT_TAR')
  if ((await source.read(0x8001, 5)).toString('latin1') === 'CD001') refuse('POLYGLOT_ISO')
}

/** Programs search for archives in the first 8 MiB of any file. The gate reads at most 5. */
const searchedBytes = sourceHead
/** Bytes that are searched in one step. Between two steps other work goes on. */
const stepBytes = 128 * KB

/**
 * Refuses a picture or PDF in which an archive program finds an archive, with its POLYGLOT code: by its first 4 MiB and
 * its end. A PDF may hold archives in its stream objects, if they are not made to be the file's own.
 */
export async function refuseArchives(source: Source, container: 'pdf' | 'jpeg' | 'png'): Promise<void> {
  const head = await source.read(0, searchedBytes)
  for await (const { code } of marksInSteps(head)) {
    if (container !== 'pdf') refuse(code)
    await refuseOutsideStreams(head, source.size > head.length)
    break
  }
  if (source.size > searchedBytes) {
    const behind = Math.max(searchedBytes - markReach, source.size - tailBytes)
    const tail = await source.read(behind, tailBytes)
    const last = [...marksIn(tail)].at(-1)
    if (last !== undefined && (container !== 'pdf' || isBehindStreams(tail, last))) refuse(last.code)
  }
  await refuseOwnArchive(source, async () => container !== 'pdf')
}

async function* marksInSteps(bytes: Buffer): AsyncGenerator<Mark, undefined> {
  for (let at = 0; at < bytes.length; at += stepBytes) {
    yield* marksIn(bytes, at, at + stepBytes)
    await setImmediate()
  }
}

/** Refuses the first archive at the beginning of a PDF that lies in none of its stream objects. */
async function refuseOutsideStreams(bytes: Buffer, isCut: boolean): Promise<void> {
  const text = bytes.toString('latin1')
  // What stands behind the last table of objects can be listed in none.
  const last = isCut ? text.length : text.lastIndexOf('startxref')
  const streams = streamsIn(text, isCut)
  let stream: StreamObject | undefined
  for await (const { at, code } of marksInSteps(bytes)) {
    while (stream === undefined || at >= stream.end) {
      stream = streams.next().value
      if (stream === undefined) return refuse(code)
    }
    if (at < stream.start || stream.end > last) refuse(code)
  }
}

/** Whether a mark at the end of a long PDF lies behind its last stream object that a table of objects follows. */
function isBehindStreams(tail: Buffer, { at }: Mark): boolean {
  return tail.lastIndexOf('endstream', tail.lastIndexOf('startxref')) < at
}

/**
 * Refuses a file with an archive at its end that is made to be the file's own (POLYGLOT_ZIP): one whose offsets count
 * from the start of the file, or that ends with it, or of which `isForeign` says that it is not part of the format.
 */
export async function refuseOwnArchive(
  source: Source,
  isForeign: (archive: ArchiveEnd) => Promise<boolean>,
): Promise<void> {
  try {
    for await (const archive of archiveEnds(source)) {
      const { directory, offset, end } = archive
      const isDirectory = async (at: number): Promise<boolean> =>
        (await source.read(at, 4)).toString('latin1') === 'PK\x01\x02'
      if (await isDirectory(offset)) refuse('POLYGLOT_ZIP')
      if (!(await isDirectory(directory))) continue
      if (end >= source.size - strayBytes || (await isForeign(archive))) refuse('POLYGLOT_ZIP')
    }
  } catch (error) {
    // Only a tail full of forged end records takes so many reads.
    if (error instanceof OutOfReach) refuse('POLYGLOT_ZIP')
    throw error
  }
}
