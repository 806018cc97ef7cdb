import { createDigest, type Digest } from './digest.ts'

/** The running digests of the uploads of this node, each of its growing object only: a new object starts a new digest. */
export interface Digests {
  /** The digest to go on with where a connection begins at `bytes`; undefined when what came before was not seen here. */
  begin(upload: string, key: string, bytes: number): Digest | undefined
  /** The digest of an object, if it covers exactly `bytes`. */
  of(upload: string, key: string, bytes: number): Digest | undefined
  forget(upload: string): void
  /** Drops those whose object this node no longer receives. */
  tidy(isWanted: (upload: string, key: string) => Promise<boolean>): Promise<void>
}

export function createDigests(): Digests {
  const kept = new Map<string, { readonly key: string; readonly digest: Digest }>()
  const of: Digests['of'] = (upload, key, bytes) => {
    const known = kept.get(upload)
    return known?.key === key && known.digest.bytes === bytes ? known.digest : undefined
  }
  return {
    of,
    begin: (upload, key, bytes) => {
      const digest = bytes === 0 ? createDigest() : of(upload, key, bytes)
      if (digest === undefined) kept.delete(upload)
      else kept.set(upload, { key, digest })
      return digest
    },
    forget: (upload) => void kept.delete(upload),
    tidy: async (isWanted) => {
      for (const [upload, one] of [...kept])
        if (!(await isWanted(upload, one.key)) && kept.get(upload) === one) kept.delete(upload)
    },
  }
}
