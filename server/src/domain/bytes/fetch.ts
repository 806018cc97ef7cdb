import type { Db } from '../../records/database.ts'
import { listFetched, saveFetched } from '../../records/fetched.ts'
import type { ByteRange } from '../../seams.ts'
import { isAway } from '../events/again.ts'
import type { Ground } from '../events/ground.ts'
import { type Coverage, cover, coversAll } from './coverage.ts'
import type { Owner, Owners, Sent } from './owner.ts'

/** An answer with bytes of a content that has ended, whole or cut. */
export interface Answer extends Omit<Sent, 'complete'> {
  /** The bytes that are known to have gone out; undefined for none. */
  readonly went: ByteRange | undefined
}

type Owned = { readonly owner: Owner; readonly answer: Answer }

/** Records which bytes went to which person, in one transaction at the end of each answer, also for a removed person. */
export interface Fetches {
  keep(owner: Owner, answer: Answer): Promise<void>
  /**
   * The same for several contents that have gone out to one person in one answer. Never rejects: it is tried again while the
   * records cannot be reached.
   */
  keepGone(answers: readonly Owned[]): Promise<void>
  /** Begins an answer. Call the function that it gives once the answer has ended and is recorded. */
  begin(): () => void
  /** Resolves when every answer that was begun has ended. */
  settled(): Promise<void>
}

export function createFetches(
  { records, commit, again, limits, log }: Ground,
  { owners }: { owners: Owners },
): Fetches {
  const running = new Set<Promise<void>>()

  /** `doubted`: it may be kept already, because an earlier try was not answered. */
  const keepAll = (answers: readonly Owned[], doubted = false): Promise<void> =>
    commit(async (tx, change) => {
      const groups = Map.groupBy(answers, (one) => one.owner)
      for (const owner of Object.values(owners)) {
        const ids = groups.get(owner)?.map(({ answer }) => answer.id) ?? []
        if (ids.length > 0) await owner.lockAll(tx, ids)
      }
      for (const [owner, some] of groups) {
        const all = some.map(({ answer }) => answer)
        const { covered, known } = await coverAll(tx, all)
        const sent = all.flatMap((one) => {
          if (doubted && known.has(one)) return []
          const { went, ...answer } = one
          const complete = coversAll(covered.get(answer.id) ?? [], answer.size)
          return [{ ...answer, complete }]
        })
        await owner.fetched(tx, change, sent)
      }
    })

  const keepGone: Fetches['keepGone'] = async (answers) => {
    let doubted = false
    const work = (): Promise<void> =>
      keepAll(answers, doubted).catch((error) => {
        doubted ||= records.isUnanswered(error)
        throw error
      })
    const lost = (error: unknown): void => {
      for (const { answer } of answers) {
        const { who, id, use, range, bytes, address } = answer
        const about = { upload: id, sub: who.id, use, ...range, bytes, address }
        log.error({ err: error, ...about }, 'what was sent could not be kept')
      }
    }
    await work().catch(async (error) => {
      if (isAway(error)) again.add({ work, lost })
      else if (answers.length === 1) lost(error)
      // One after the other, so that one which cannot be kept takes no other along.
      else for (const one of answers) await keepGone([one])
    })
  }

  /** Adds what went out to what one person has of these contents. Gives the coverage of each, and what it had already. */
  const coverAll = async (
    tx: Db,
    answers: readonly Answer[],
  ): Promise<{ covered: ReadonlyMap<string, Coverage>; known: ReadonlySet<Answer> }> => {
    const known = new Set<Answer>()
    const [first] = answers
    if (first === undefined) return { covered: new Map(), known }
    const key = { person: first.who.id, use: first.use }
    const ids = answers.map(({ id }) => id)
    const covered = new Map((await listFetched(tx, ids, key)).map(({ upload, ranges }) => [upload, ranges]))
    const more = new Set<string>()
    for (const answer of answers) {
      const { id, went } = answer
      const before = covered.get(id) ?? []
      const after = went === undefined ? before : cover(before, went, limits.fetchedPieces)
      covered.set(id, after)
      if (after !== before) more.add(id)
      else if (went !== undefined) known.add(answer)
    }
    if (more.size > 0)
      await saveFetched(
        tx,
        [...more].map((upload) => ({ upload, ...key, ranges: covered.get(upload) ?? [] })),
      )
    return { covered, known }
  }

  return {
    keep: (owner, answer) => keepAll([{ owner, answer }]),
    keepGone,
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
