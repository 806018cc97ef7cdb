import type { UploadRow } from '../../records/tables.ts'
import type { Neighbours } from '../../seams.ts'
import type { Ground } from '../events/ground.ts'

/** The uploads whose bytes another node receives. */
export interface Elsewhere {
  /** Whether another node receives this one, as far as the records know. */
  has(upload: Pick<UploadRow, 'node'>): boolean
  /**
   * Asks that node to let go of it, and waits until it has; at most `limits.release`. Should it still write then, the epoch
   * in the records is older than that of the next connection, and the store refuses it.
   */
  release(upload: Pick<UploadRow, 'id' | 'node'>): Promise<void>
  /** Sets what this node does when another one asks for an upload: it resolves after the last write. */
  letGo(act: (upload: string) => Promise<void>): void
}

export function createElsewhere(
  { clock, limits }: Pick<Ground, 'clock' | 'limits'>,
  {
    node,
    neighbours,
  }: {
    node: () => string
    /** Undefined for a node that runs alone. */
    neighbours: Neighbours | undefined
  },
): Elsewhere {
  /** Those who wait for an upload: several requests may ask for one. */
  const waiting = new Map<string, PromiseWithResolvers<void>>()
  let letGo: (upload: string) => Promise<void> = async () => {}

  neighbours?.hear((message) => {
    if (message.kind !== 'release' && message.kind !== 'released') return
    const { kind, node: receiver, upload } = message
    if (kind === 'released') waiting.get(upload)?.resolve()
    if (kind === 'release' && receiver === node())
      letGo(upload)
        .catch(() => undefined)
        .finally(() => neighbours?.tell({ kind: 'released', node: receiver, upload }))
  })

  // Alone, another id is that of a process before this one.
  const has: Elsewhere['has'] = (upload) =>
    neighbours !== undefined && upload.node !== null && upload.node !== node()
  return {
    has,
    release: async (upload) => {
      const { id, node: receiver } = upload
      if (!has(upload) || receiver === null) return
      const wait = waiting.get(id) ?? Promise.withResolvers<void>()
      const cancel = clock.after(limits.release, wait.resolve)
      waiting.set(id, wait)
      neighbours?.tell({ kind: 'release', node: receiver, upload: id })
      await wait.promise
      cancel()
      if (waiting.get(id) === wait) waiting.delete(id)
    },
    letGo: (act) => {
      letGo = act
    },
  }
}
