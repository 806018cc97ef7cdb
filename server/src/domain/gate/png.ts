import type { Source } from './source.ts'
import { refuse } from './verdict.ts'

/*
 * PNG: W3C Portable Network Graphics, third edition, 5.3 (chunks) and 11.2.1 (IHDR), which includes animated
 * PNG. Apple's CgBI variant is refused: no browser shows it.
 */

/** The dimensions of a picture. */
export interface Picture {
  /** Pixels; 0 when unknown. */
  readonly width: number
  readonly height: number
}

/** Reads the dimensions from IHDR. Refuses with BROKEN_PNG, and CgBI with TYPE_NOT_ALLOWED. */
export async function readPng(source: Source): Promise<Picture> {
  const first = await source.read(8, 16)
  if (first.toString('latin1', 4, 8) === 'CgBI') refuse('TYPE_NOT_ALLOWED', 'png')
  const complete = first.length === 16 && first.readUInt32BE(0) === 13
  if (!complete || first.toString('latin1', 4, 8) !== 'IHDR') refuse('BROKEN_PNG')
  const [width, height] = [first.readUInt32BE(8), first.readUInt32BE(12)]
  if (width === 0 || height === 0) refuse('BROKEN_PNG')
  return { width, height }
}
