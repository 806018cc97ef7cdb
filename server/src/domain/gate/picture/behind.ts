import {
  filmTells,
  KB,
  latin1,
  type Metadata,
  markBytes,
  metadataTell,
  picturesIn,
  type ReadAt,
} from '@chairside/protocol'
import { OutOfReach, type Source } from '../source.ts'

/*
 * A motion photo: "Motion Photo format 1.0" (Android) names in XMP how many bytes the film at the end has; before it,
 * MicroVideoOffset did. ISO/IEC 14496-12, 4.2: boxes; the film's own words stand in `moov`.
 */

/** A page of what was fetched; of every file the last one was. */
const stepBytes = 64 * KB
const nothing = Buffer.alloc(0)
const mostBoxes = 8
const mostWords = 256 * KB
const offset = /MicroVideoOffset\s{0,9}=\s{0,9}"(\d{1,9})"/
const item = /Semantic\s{0,9}=\s{0,9}"MotionPhoto"[^<>]{0,999}Length\s{0,9}=\s{0,9}"(\d{1,9})"/

/**
 * Whether what stands behind a picture says where it was taken: further pictures and films, as far as they were fetched,
 * and a film that the metadata announce.
 */
export async function tellsBehind(
  source: Source,
  scan: number,
  metadata: readonly Metadata[],
): Promise<boolean> {
  for (let at = scan - (scan % stepBytes); at < source.size; at += stepBytes) {
    const bytes = source.known(at, stepBytes + markBytes) ?? source.known(at, stepBytes)
    if (bytes === undefined) break
    if (filmTells(bytes)) return true
  }
  const tail = source.known(source.size - stepBytes, stepBytes)
  if (tail !== undefined && filmTells(tail)) return true
  const known: ReadAt = async (at, length) => source.known(at, length) ?? source.known(at, 2) ?? nothing
  const { pictures } = await picturesIn(known, source.size)
  if (pictures.some(metadataTell)) return true
  const length = announced(metadata)
  return length !== undefined && wordsTell(source, source.size - length)
}

function announced(metadata: readonly Metadata[]): number | undefined {
  for (const { bytes } of metadata) {
    const text = latin1(bytes)
    const found = offset.exec(text) ?? item.exec(text)
    if (found !== null) return Number(found[1])
  }
  return undefined
}

async function wordsTell(source: Source, start: number): Promise<boolean> {
  try {
    let at = start
    for (let count = 0; count < mostBoxes; count += 1) {
      const head = await source.read(at, 8)
      if (head.length < 8) return false
      const size = head.readUInt32BE(0)
      if (head.toString('latin1', 4) === 'moov')
        return filmTells(await source.read(at, Math.min(size, mostWords)))
      if (size < 8) return false
      at += size
    }
  } catch (error) {
    // It lies further back than the gate reads.
    if (!(error instanceof OutOfReach)) throw error
  }
  return false
}
