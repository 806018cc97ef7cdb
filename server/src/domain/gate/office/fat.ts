import type { Source } from '../source.ts'
import { refuse } from '../verdict.ts'

/*
 * Sectors of a compound file and their chains: MS-CFB 2.1 (marks), 2.3 (FAT), 2.5 (DIFAT), read on demand.
 */

const listedInHeader = 109
/** Numbers from here on are marks instead of sectors: end of chain, free, FAT, DIFAT. */
const firstMark = 0xfffffffa
const endOfChain = 0xfffffffe
const free = 0xffffffff

/** The file allocation table of a compound file. */
export interface Fat {
  /** Bytes of a sector. */
  readonly bytes: number
  /** Where a sector begins: the header takes the space of one. May lie past the end of the file. */
  offset(sector: number): number
  /** Whether a place of the file lies in a sector of some chain, as the content of every stream does. */
  isUsed(position: number): Promise<boolean>
  /** The sector `steps` along the chain from `start`; undefined after its end, or when it must be a loop. */
  sectorAt(start: number, steps: number): Promise<number | undefined>
}

/** The table that a header of 512 bytes describes. Refuses an unknown sector size with CFB_UNREADABLE. */
export function readFat(source: Source, header: Buffer): Fat {
  const shift = header.readUInt16LE(30)
  if (shift !== 9 && shift !== 12) refuse('CFB_UNREADABLE')
  const bytes = 2 ** shift
  const numbers = bytes / 4
  const sectors = Math.ceil(source.size / bytes) - 1
  const further: number[] = []
  const tables = new Map<number, Buffer>()
  const chains = new Map<number, { readonly sectors: number[]; ended: boolean }>()

  const offset = (sector: number): number => (sector + 1) * bytes

  // A DIFAT sector lists FAT sectors; its last number is the next DIFAT sector.
  const furtherTable = async (index: number): Promise<number> => {
    const step = Math.floor(index / (numbers - 1))
    for (let known = further.length; known <= step; known += 1) {
      const before = further[known - 1]
      const sector =
        before === undefined
          ? header.readUInt32LE(68)
          : numberIn(await source.read(offset(before), bytes), numbers - 1)
      further.push(sector)
    }
    return numberIn(await source.read(offset(further[step] ?? firstMark), bytes), index % (numbers - 1))
  }

  const tableOf = async (sector: number): Promise<Buffer> => {
    const index = Math.floor(sector / numbers)
    // A file cannot have more tables than sectors.
    if (index >= sectors) return Buffer.alloc(0)
    const table =
      index < listedInHeader
        ? header.readUInt32LE(76 + index * 4)
        : await furtherTable(index - listedInHeader)
    return source.read(offset(table), bytes)
  }

  return {
    bytes,
    offset,
    isUsed: async (position) => {
      const sector = Math.floor(position / bytes) - 1
      if (sector < 0) return false
      const table = await tableOf(sector)
      const index = (sector % numbers) * 4
      const next = index + 4 <= table.length ? table.readUInt32LE(index) : free
      return next < firstMark || next === endOfChain
    },
    sectorAt: async (start, steps) => {
      if (steps >= sectors) return undefined
      const chain = chains.get(start) ?? { sectors: [start], ended: start >= firstMark }
      chains.set(start, chain)
      while (!chain.ended && chain.sectors.length <= steps) {
        let last = chain.sectors.at(-1) ?? start
        const home = Math.floor(last / numbers)
        // A chain may jump between tables with every step, so they are kept.
        const table = tables.get(home) ?? (await tableOf(last))
        tables.set(home, table)
        while (!chain.ended && chain.sectors.length <= steps && Math.floor(last / numbers) === home) {
          last = numberIn(table, last % numbers)
          if (last >= firstMark) chain.ended = true
          else chain.sectors.push(last)
        }
      }
      return chain.ended && start >= firstMark ? undefined : chain.sectors[steps]
    },
  }
}

/** A number of a table; an end mark when the table is too short. */
function numberIn(table: Buffer, index: number): number {
  return index * 4 + 4 <= table.length ? table.readUInt32LE(index * 4) : firstMark
}
