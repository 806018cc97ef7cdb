import { ChairsideError, type Decision, isFetchable } from '@chairside/protocol'
import type { SentFile } from '../../records/file.ts'
import type { Verdicts } from '../bytes/verdict.ts'
import type { Ground } from '../events/ground.ts'
import type { Identity } from '../people/identity.ts'
import { lockFileFor } from './find.ts'

/** The practitioner's decisions about undecided files. */
export interface Decisions {
  /** Throws NOT_FOUND, and CONFLICT for a file that awaits no decision. The same decision again changes nothing. */
  decide(who: Identity, file: string, decision: Decision): Promise<void>
}

export function createDecisions(
  { commit }: Ground,
  {
    decide,
  }: {
    /** Ends the scanner's doubt about the bytes; false when it has none. */
    decide: Verdicts['decide']
  },
): Decisions {
  return {
    decide: (who, id, decision) =>
      commit(async (tx, change) => {
        const { file, transfer, me } = await lockFileFor(tx, who, id, 'decide about a file')
        if (isDecided(file, decision)) return
        const about = { by: me.id, transfer: transfer.id, file: id }
        // Comes before the entries that it causes. If nothing is to be decided, the throw below undoes it.
        change.fact(file.appointment, { kind: 'file-decided', ...about, decision })
        if (!(await decide(tx, change, id, decision)))
          throw new ChairsideError({ code: 'CONFLICT', state: file.state })
      }),
  }
}

/** Whether this decision was made before, such as by a command whose answer was lost. */
function isDecided(file: SentFile, decision: Decision): boolean {
  if (file.doubt === null) return false
  return decision === 'accept' ? isFetchable(file) : file.state === 'rejected'
}
