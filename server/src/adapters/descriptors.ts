import { readFileSync } from 'node:fs'

/** Descriptors for all that is no connection and no file of one: records, log, scanner, store. */
const kept = 128
/** The fewest connections with which a server is of use. */
const fewest = 16

/** How many files and connections the system lets this process have open; undefined where it does not say (proc(5)). */
export function readDescriptors(): number | undefined {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? undefined : Number(soft)
  } catch {
    return undefined
  }
}

/** How many connections fit into so many descriptors, when each has a file open: an upload's or a download's. */
export function connectionsWithin(descriptors: number | undefined): number {
  if (descriptors === undefined) return Number.POSITIVE_INFINITY
  return Math.max(fewest, Math.floor((descriptors - kept) / 2))
}
