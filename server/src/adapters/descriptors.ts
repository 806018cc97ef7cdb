import { readFileSync } from 'node:fs'

/** Descriptors kept for everything but connections and their files: records, log, scanner, store. */
const kept = 128
/** A server takes this many connections, however few descriptors there are. */
const fewest = 16

/** How many files and connections the system lets this process open (proc(5)); undefined when it does not say. */
export function readDescriptors(): number | undefined {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? undefined : Number(soft)
  } catch {
    return undefined
  }
}

/** How many connections so many descriptors allow, when each connection opens one file for its upload or download. */
export function connectionsWithin(descriptors: number | undefined): number {
  if (descriptors === undefined) return Number.POSITIVE_INFINITY
  return Math.max(fewest, Math.floor((descriptors - kept) / 2))
}
