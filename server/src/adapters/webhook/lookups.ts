import type { LookupAddress, LookupOptions, lookup as systemLookup } from 'node:dns'

/** Finds all addresses of a name. */
export type FindAll = (
  hostname: string,
  options: LookupOptions,
  done: (error: NodeJS.ErrnoException | null, found: readonly LookupAddress[]) => void,
) => void

/**
 * Looks names up, at most once at a time for each name: who asks while a lookup runs gets what it finds. The system's lookup
 * takes one of few threads, and cannot be ended (`getaddrinfo`), so a name that gets no answer would take one for each try.
 * A lookup that has ended is not remembered.
 */
export function createLookups(lookup: typeof systemLookup): FindAll {
  const running = new Map<string, Parameters<FindAll>[2][]>()
  return (hostname, options, done) => {
    const key = JSON.stringify([hostname, options.family, options.hints])
    const waiting = running.get(key)
    if (waiting !== undefined) {
      waiting.push(done)
      return
    }
    const all = [done]
    running.set(key, all)
    lookup(hostname, { ...options, all: true }, (error, found) => {
      running.delete(key)
      for (const one of all) one(error, found ?? [])
    })
  }
}
