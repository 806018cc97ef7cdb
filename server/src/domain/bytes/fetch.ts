import type { Db } from '../../records/database.ts'
import { listFetched, saveFetched } from '../../records/fetched.ts'
import type { ByteRange } from '../../seams.ts'
import type { Ground } from '../events/ground.ts'
import { type Coverage, cover, coversAll } from './coverage.ts'
import type { Owner, Owners, Sent } from './owner.ts'

/** An answer with bytes of a content that has ended, whole or cut. */
export interface Answer extends Omit<Sent, 'complete'> {
  /** The bytes that are known to have gone out; undefined for none. */
  readonly went: ByteRange | undefined
}

/** Records which bytes went to which person, in one transaction at the end of each answer, also for a removed person. */
export interface Fetches {
  keep(owner: Owner, answer: Answer): Promise<void>
  /** The same for several contents that went out to one person in one answer. */
  keepAll(answers: readonly { readonly owner: Owner; readonly answer: Answer }[]): Promise<void>
  /** Begins an answer. Call the function that it gives once the answer has ended and is recorded. */
  begin(): () => void
  /** Resolves when every answer that was begun has ended. */
  settled(): Promise<void>
}

export function createFetches({ commit, limits }: Ground, { owners }: { owners: Owners }): Fetches {
  const running = new Set<Promise<void>>()
  const keepAll: Fetches['keepAll'] = (answers) =>
    commit(async (tx, change) => {
      const groups = Map.groupBy(answers, (one) => one.owner)
      for (const owner of Object.values(owners)) {
        const ids = groups.get(owner)?.map(({ answer }) => answer.id) ?? []
        if (ids.length > 0) await owner.lockAll(tx, ids)
      }
      for (const [owner, some] of groups) {
        const all = some.map(({ answer }) => answer)
        const covered = await coverAll(tx, all)
        const sent = all.map(({ went, ...answer }) => {
          const complete = coversAll(covered.get(answer.id) ?? [], answer.size)
          return { ...answer, complete }
        })
        await owner.fetched(tx, change, sent)
      }
    })

  /** Adds what went out to what one person has of these contents. Gives the coverage of each. */
  const coverAll = async (tx: Db, answers: readonly Answer[]): Promise<ReadonlyMap<string, Coverage>> => {
    const [first] = answers
    if (first === undefined) return new Map()
    const key = { person: first.who.id, use: first.use }
    const ids = answers.map(({ id }) => id)
    const covered = new Map((await listFetched(tx, ids, key)).map(({ upload, ranges }) => [upload, ranges]))
    const more = new Set<string>()
    for (const { id, went } of answers) {
      const before = covered.get(id) ?? []
      const after = went === undefined ? before : cover(before, went, limits.fetchedPieces)
      covered.set(id, after)
      if (after !== before) more.add(id)
    }
    if (more.size > 0)
      await saveFetched(
        tx,
        [...more].map((upload) => ({ upload, ...key, ranges: covered.get(upload) ?? [] })),
      )
    return covered
  }

  return {
    keep: (owner, answer) => keepAll([{ owner, answer }]),
    keepAll,
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
