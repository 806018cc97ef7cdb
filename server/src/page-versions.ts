import { protocolVersion } from '@chairside/protocol'

/** Which versions of the wire the connected pages of each person speak. It knows the pages of this node. */
export interface PageVersions {
  /** Notes a page. The function that it gives forgets it. */
  joined(person: string, version: number): () => void
  /** The oldest version among a person's pages; the newest of all while none is connected. */
  of(person: string): number
}

export function createPageVersions(): PageVersions {
  const known = new Map<string, { readonly version: number }[]>()
  return {
    joined: (person, version) => {
      // Most pages are of the newest version, and need no room here.
      if (version >= protocolVersion) return () => undefined
      const page = { version }
      known.set(person, [...(known.get(person) ?? []), page])
      return () => {
        const others = (known.get(person) ?? []).filter((other) => other !== page)
        if (others.length > 0) known.set(person, others)
        else known.delete(person)
      }
    },
    of: (person) => Math.min(protocolVersion, ...(known.get(person) ?? []).map(({ version }) => version)),
  }
}
