import { setImmediate } from 'node:timers/promises'
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
 * XMP of a motion photo says how many bytes the film at the end of the file has: "Motion Photo format 1.0" (Android), or
 * MicroVideoOffset in older photos. ISO/IEC 14496-12, 4.2: boxes; `moov` contains the metadata of the film.
 */

/** A fetched page. The last page of every file is fetched. */
const stepBytes = 64 * KB
/** Other work goes on after so many reads. */
const mostReads = 256
const nothing = Buffer.alloc(0)
const mostBoxes = 8
const mostWords = 256 * KB
const offset = /MicroVideoOffset\s{0,9}=\s{0,9}"(\d{1,9})"/
const item = /Semantic\s{0,9}=\s{0,9}"MotionPhoto"/g
const itemLength = /^[^<>]*?Length\s{0,9}=\s{0,9}"(\d{1,9})"/
/** A photo has one film. The attributes of an item are short. */
const mostItems = 8
const mostAttributes = 1024

/**
 * Whether the bytes behind a picture contain its location. It looks at further pictures and films in the fetched pages, and
 * reads a film of which the metadata say where it begins.
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
    await setImmediate()
  }
  const tail = source.known(source.size - stepBytes, stepBytes)
  if (tail !== undefined && filmTells(tail)) return true
  let reads = 0
  const known: ReadAt = async (at, length) => {
    reads += 1
    if (reads % mostReads === 0) await setImmediate()
    return source.known(at, length) ?? source.known(at, 2) ?? nothing
  }
  const { pictures } = await picturesIn(known, source.size)
  if (await metadataTell(pictures, setImmediate)) return true
  const length = announced(metadata)
  return length !== undefined && wordsTell(source, source.size - length)
}

function announced(metadata: readonly Metadata[]): number | undefined {
  for (const { bytes } of metadata) {
    const text = latin1(bytes)
    const found = offset.exec(text) ?? itemIn(text)
    if (found) return Number(found[1])
  }
  return undefined
}

function itemIn(text: string): RegExpExecArray | undefined {
  for (const { index } of [...text.matchAll(item)].slice(0, mostItems)) {
    const found = itemLength.exec(text.slice(index, index + mostAttributes))
    if (found) return found
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
    // The gate would need more reads than it may make.
    if (!(error instanceof OutOfReach)) throw error
  }
  return false
}
