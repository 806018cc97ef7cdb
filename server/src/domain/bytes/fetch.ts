import type { Db } from '../../records/database.ts'
import { findFetched, saveFetched } from '../../records/fetched.ts'
import type { ByteRange } from '../../seams.ts'
import type { Change } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import { cover, coversAll } from './coverage.ts'
import type { Owner, Sent } from './owner.ts'

/** An answer with bytes of a content that has ended, whole or cut. */
export interface Answer extends Omit<Sent, 'complete'> {
  /** The bytes that are known to have gone out; undefined for none. */
  readonly went: ByteRange | undefined
}

/** Records which bytes went to which person, in one transaction at the end of each answer, also for a removed person. */
export interface Fetches {
  keep(owner: Owner, answer: Answer): Promise<void>
  /** The same for several contents that went out in one answer. */
  keepAll(answers: readonly { readonly owner: Owner; readonly answer: Answer }[]): Promise<void>
  /** Begins an answer. Call the function that it gives once the answer has ended and is recorded. */
  begin(): () => void
  /** Resolves when every answer that was begun has ended. */
  settled(): Promise<void>
}

export function createFetches({ commit, limits }: Ground): Fetches {
  const running = new Set<Promise<void>>()
  const keepOne = async (
    tx: Db,
    change: Change,
    owner: Owner,
    { went, ...answer }: Answer,
  ): Promise<void> => {
    const key = { upload: answer.id, person: answer.who.id, use: answer.use }
    const before = (await findFetched(tx, key))?.ranges ?? []
    const ranges = went === undefined ? before : cover(before, went, limits.fetchedPieces)
    if (ranges !== before) await saveFetched(tx, { ...key, ranges })
    await owner.fetched(tx, change, { ...answer, complete: coversAll(ranges, answer.size) })
  }
  return {
    keep: (owner, answer) => commit((tx, change) => keepOne(tx, change, owner, answer)),
    keepAll: (answers) =>
      commit(async (tx, change) => {
        for (const { owner, answer } of answers) await keepOne(tx, change, owner, answer)
      }),
    begin: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      running.add(promise)
      return () => {
        running.delete(promise)
        resolve()
      }
    },
    settled: async () => {
      await Promise.all(running)
    },
  }
}
