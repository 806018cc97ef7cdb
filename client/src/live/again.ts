import { type FileOffer, isArriving, mayBecome, type TransferFile as Status } from '@chairside/protocol'
import type { TransferFile } from './file.ts'
import type { Transfer } from './transfer.ts'
import type { UnsentFiles } from './unsent.ts'

/** What of a person's own goes on only when they do something, because this page cannot read it. */
export interface Again {
  /** The same files are to be chosen. */
  readonly missing: readonly TransferFile[]
  /** The browser asks before the page may read these. */
  readonly closed: readonly TransferFile[]
  /** The server knows nothing of these; the same files are to be chosen. */
  readonly unsent: readonly FileOffer[]
}

/** Oldest first. */
export function againIn({
  transfers,
  unsent,
}: {
  readonly transfers: readonly Transfer[]
  readonly unsent: Pick<UnsentFiles, 'files' | 'isGoing'>
}): Again {
  const arriving = transfers.flatMap(({ mine, files }) => (mine ? files.filter(isArriving) : []))
  const of = (where: 'missing' | 'closed') => arriving.filter(({ source }) => source === where)
  return {
    missing: of('missing'),
    closed: of('closed'),
    unsent: unsent.files.filter(({ id }) => !unsent.isGoing(id)),
  }
}

/** Whether anything waits. */
export const isAgain = ({ missing, closed, unsent }: Again): boolean =>
  missing.length + closed.length + unsent.length > 0

/** Whether the sender of a file needs to choose it again before more of it comes. */
export const isMissing = (status: Status): boolean => 'missing' in status && status.missing === true

interface Named {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

/**
 * Pairs files that are waited for with files that were chosen, by name and size; `left` are chosen ones of no pair. Where
 * two have one name and one size, `fits` says which one it is; those of which most is there are asked about first.
 */
export async function pairUp<Waiting extends Named & { readonly bytes: number }, Chosen extends Named>(
  waiting: readonly Waiting[],
  chosen: readonly Chosen[],
  fits: (waiting: Waiting, chosen: Chosen) => Promise<boolean>,
): Promise<{ readonly pairs: readonly (readonly [Waiting, Chosen])[]; readonly left: readonly Chosen[] }> {
  const left = new Set(chosen)
  const pairs: (readonly [Waiting, Chosen])[] = []
  const isSame = (one: Named, other: Named) => one.size === other.size && mayBecome(other.name, one.name)
  for (const file of [...waiting].sort((one, other) => other.bytes - one.bytes)) {
    const same = [...left].filter((one) => isSame(file, one))
    const isOneOfMany =
      same.length > 1 || same.some((one) => waiting.filter((w) => isSame(w, one)).length > 1)
    let found: Chosen | undefined
    for (const one of same) {
      if (isOneOfMany && !(await fits(file, one))) continue
      found = one
      break
    }
    if (!found) continue
    left.delete(found)
    pairs.push([file, found])
  }
  return { pairs, left: [...left] }
}
