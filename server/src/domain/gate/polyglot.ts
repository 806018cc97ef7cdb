import { type ArchiveEnd, archiveEnds, strayBytes } from './package/eocd.ts'
import { type Container, headerBytes } from './sniff.ts'
import { OutOfReach, type Source } from './source.ts'
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
  if (container === 'cfb' || container === 'zip') return
  if (stands('ustar', 257)) refuse('POLYGLOT_TAR')
  if ((await source.read(0x8001, 5)).toString('latin1') === 'CD001') refuse('POLYGLOT_ISO')
}

/** Refuses a file that is also a ZIP archive (POLYGLOT_ZIP). Office files and PDFs may embed one. */
export async function refuseSecondTail(
  source: Source,
  container: 'pdf' | 'jpeg' | 'png' | 'cfb',
): Promise<void> {
  try {
    for await (const archive of archiveEnds(source)) {
      const first = await source.read(archive.directory, 4)
      if (first.toString('latin1') !== 'PK\x01\x02') continue
      if (await isSecond(source, container, archive)) refuse('POLYGLOT_ZIP')
    }
  } catch (error) {
    // Only a tail full of forged end records takes so many reads.
    if (error instanceof OutOfReach) refuse('POLYGLOT_ZIP')
    throw error
  }
}

async function isSecond(source: Source, container: Container, archive: ArchiveEnd): Promise<boolean> {
  if (container === 'jpeg' || container === 'png') return true
  // Its offsets count from the start of the file, or it ends with the file: it is the file's own archive.
  if (archive.directory === archive.offset || archive.end >= source.size - strayBytes) return true
  if (container === 'cfb') return false
  const after = await source.read(archive.end, 16)
  return !/^\s*endstream/.test(after.toString('latin1'))
}
