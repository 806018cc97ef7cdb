import {
  beginsFilm,
  clearMetadata,
  filmTells,
  markBytes,
  metadataTell,
  picturesIn,
  type ReadAt,
} from '@chairside/protocol'
import { rest } from '../async/pause.ts'
import type { Look, Told, Trace } from './look.ts'

const stepBytes = 256 * 1024
const pause = () => rest(0)

/**
 * Looks at the metadata of a JPEG and of the pictures behind it, and at all other bytes behind it. Reads the file once,
 * from front to back.
 */
export async function lookAtJpeg(read: ReadAt, size: number): Promise<Look> {
  const { pictures, end } = await picturesIn(read, size)
  const behind = await lookBehind(read, end, size)
  return {
    film: behind.film,
    location: behind.location || (await metadataTell(pictures, pause)),
    traces: async () => {
      const traces: Trace[] = []
      for (const metadata of pictures) {
        const cleared = await clearMetadata(metadata, pause)
        traces.push(...metadata.map(({ at, length }, index) => ({ at, length, bytes: cleared[index] })))
      }
      return [...traces, { at: end, length: size - end }]
    },
  }
}

async function lookBehind(read: ReadAt, start: number, size: number): Promise<Told> {
  let [location, film] = [false, false]
  for (let at = start; at < size; at += stepBytes) {
    const bytes = await read(Math.max(start, at - markBytes), stepBytes + markBytes)
    film ||= beginsFilm(bytes)
    location ||= filmTells(bytes)
  }
  return { location, film }
}
