import type { ErrorCode } from '@chairside/protocol'
import type { Fact } from '../../../records/audit.ts'
import { lockDocument } from '../../../records/document.ts'
import { fromAddress } from '../../events/audit.ts'
import type { Ground } from '../../events/ground.ts'

/** A try to open a document that was refused before anything was compared or counted. */
export interface RefusedTry {
  readonly document: string
  readonly patient: string
  readonly link: string | undefined
  readonly code: ErrorCode
  readonly address: string | undefined
}

/**
 * Keeps refused tries in the audit of their documents: the first of a kind at once, and those that follow it within
 * `limits.refusalWindow` as one line with their number. No answer waits for that.
 */
export interface RefusedTries {
  note(refused: RefusedTry): void
  /** Writes the counts that are open, and resolves when all is written. */
  close(): Promise<void>
}

export function createRefusedTries({ commit, clock, limits, log }: Ground): RefusedTries {
  const counts = new Map<string, { readonly first: RefusedTry; more: number }>()
  let cancel: (() => void) | undefined
  let writing: Promise<void> = Promise.resolve()

  const write = ({ document, patient, link, code, address }: RefusedTry, count?: number): void => {
    const fact: Fact = {
      kind: 'refused',
      document,
      participant: patient,
      ...(link !== undefined && { link }),
      code,
      ...(count === undefined ? fromAddress(address) : { count }),
    }
    const keep = async (): Promise<void> => {
      await commit(async (tx, change) => {
        if ((await lockDocument(tx, document)) !== undefined) change.documentFact(document, fact)
      })
    }
    writing = writing
      .then(keep)
      .catch((error) => log.error({ err: error, document }, 'a refused try could not be kept'))
  }

  const flush = (): void => {
    cancel?.()
    cancel = undefined
    for (const { first, more } of counts.values()) if (more > 0) write(first, more)
    counts.clear()
  }

  return {
    note: (refused) => {
      const key = `${refused.code} ${refused.link ?? `${refused.document} ${refused.patient}`}`
      const counted = counts.get(key)
      if (counted !== undefined) {
        counted.more += 1
        return
      }
      if (counts.size >= limits.refusalKinds) flush()
      counts.set(key, { first: refused, more: 0 })
      cancel ??= clock.after(limits.refusalWindow, flush)
      write(refused)
    },
    close: async () => {
      flush()
      await writing
    },
  }
}
