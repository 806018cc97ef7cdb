import { type FileOffer, isArriving, mayBecome, type TransferFile as Status } from '@chairside/protocol'
import type { TransferFile } from './file.ts'
import type { Transfer } from './transfer.ts'
import type { UnsentFiles } from './unsent.ts'

/** Files of mine that this page cannot read: they go on only once the person acts. */
export interface Again {
  /** The person needs to choose these files again. */
  readonly missing: readonly TransferFile[]
  /** The browser asks the person before the page may read these. */
  readonly closed: readonly TransferFile[]
  /** The server does not know these; the person needs to choose them again. */
  readonly unsent: readonly FileOffer[]
}

/** Gives the files of mine that wait for the person, oldest first. */
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

/** Whether any file waits for the person. */
export const isAgain = ({ missing, closed, unsent }: Again): boolean =>
  missing.length + closed.length + unsent.length > 0

/** Whether the sender needs to choose a file again before more of its bytes come. */
export const isMissing = (status: Status): boolean => 'missing' in status && status.missing === true

interface Named {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

/**
 * Pairs waiting files with chosen files by name and size; `left` are the chosen files without a pair. Where several have
 * the same name and size, `fits` decides; the waiting file of which the server has most comes first.
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
