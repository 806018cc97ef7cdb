import { ChairsideError, type Problem } from '@chairside/protocol'
import type { Limits } from '../config.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/database.ts'
import { findFile } from '../records/file.ts'
import { findObject } from '../records/object.ts'
import type { FileRow } from '../records/tables.ts'
import type { Clock, ObjectStore, Scanner } from '../seams.ts'
import type { Commit } from './change.ts'
import { createChecking, transferOf } from './checking.ts'
import { check } from './content.ts'
import { type Digest, digestObject } from './digest.ts'

/** Takes complete files through checking to their verdict: first the gate's, then the scanner's. */
export interface Inspection {
  /**
   * Checks a file whose object is sealed. Resolves with the gate's verdict: null, or why it was rejected. A scanner's word comes as an event; where none is set, the file is ready when this resolves.
   */
  inspect(file: string, digest: Digest | undefined): Promise<Problem | null>
  /** Rejects a file that can be judged before its end; its bytes go. */
  reject(file: string, problem: Problem): Promise<void>
  /** Nobody wants to know about this file any more: what is being checked of it ends at once. */
  stop(file: string): void
  /** Tries the scanner, and logs what is wrong with it. */
  prove(): void
  /** Leaves what is being checked; the next start goes on with it. */
  close(): Promise<void>
}

/** What the gate has made of a file. */
type Judged =
  | { readonly state: 'passed'; readonly key: string; readonly size: number }
  | { readonly state: 'refused'; readonly problem: Problem }
  /** There is nothing more to find out, or not now. */
  | { readonly state: 'over' }

/** One attempt at a file. */
interface Attempt {
  /** What whoever brought the last byte is told. */
  readonly told: Promise<Problem | null>
  readonly done: Promise<void>
  readonly stop: () => void
}

export function createInspection({
  records,
  commit,
  store,
  scanner,
  clock,
  limits,
  log,
  removed,
}: {
  records: Records
  commit: Commit
  store: ObjectStore
  scanner: Scanner
  clock: Clock
  limits: Limits
  log: Log
  /** Some object may have lost its file. */
  removed: () => void
}): Inspection {
  const checking = createChecking({ commit, removed })
  const running = new Map<string, Attempt>()
  const retries = new Map<string, () => void>()
  const closing = new AbortController()
  let proving: Promise<void> = Promise.resolve()

  const judge = async (id: string, digest: Digest | undefined, signal: AbortSignal): Promise<Judged> => {
    const file = await findFile(records.db, id)
    if (file === undefined || !isWhole(file) || file.object === null) return { state: 'over' }
    const { object: key, size } = file
    // Sealed bytes never change, so what the gate said of them once is still true.
    if ((await findObject(records.db, key))?.type) return { state: 'passed', key, size }
    const { sha256, crc32 } = (
      digest?.bytes === size ? digest : await digestObject(store, key, size, signal)
    ).finish()
    // A patient sends only in answer to a request.
    const { request } = await transferOf(records.db, file)
    const from = request === null ? 'practitioner' : 'patient'
    const verdict = await check(store, { key, size, from }, limits.transfer, signal)
    if (verdict.state === 'refused') {
      await checking.reject(id, verdict.problem, 'whole')
      return verdict
    }
    const { type, flags } = verdict
    // Where nobody scans, that was all: one commit takes the file to its end.
    await checking.pass(id, { type, flags, sha256, crc32 }, scanner.scans ? 'scan' : 'ready')
    return scanner.scans ? { state: 'passed', key, size } : { state: 'over' }
  }

  const scan = async (id: string, key: string, size: number, signal: AbortSignal): Promise<void> => {
    const verdict = await scanner.scan(key, size, signal)
    switch (verdict.state) {
      case 'unscanned':
      case 'clean':
        return checking.accept(id)
      case 'infected':
        log.warn({ file: id, signature: verdict.signature }, 'a file is infected and is destroyed')
        return checking.reject(id, { code: 'INFECTED' }, 'whole')
    }
  }

  /** The check could not be made: both sides are told, and it is tried again. */
  const postpone = async (id: string, attempt: number, error: unknown): Promise<void> => {
    log.error({ err: error, file: id, attempt, ...seenIn(error) }, 'a file could not be checked')
    await checking.wait(id).catch((cause) => log.error({ err: cause, file: id }, 'nobody could be told'))
    if (closing.signal.aborted) return
    const delay = Math.min(limits.checkRetryFirst * 2 ** attempt, limits.checkRetryLast)
    retries.set(
      id,
      clock.after(delay, () => void run(id, undefined, attempt + 1)),
    )
  }

  /** Bytes that are gone do not come back: their sender must know, unless nobody wants the file any more. */
  const lose = async (id: string): Promise<Judged> => {
    const file = await findFile(records.db, id)
    if (file === undefined || !isWhole(file)) return { state: 'over' }
    log.error({ file: id }, 'the bytes of a file are gone from the store')
    const problem = { code: 'CONTENT_LOST' } as const
    await checking.reject(id, problem, 'whole')
    return { state: 'refused', problem }
  }

  const run = (id: string, digest: Digest | undefined, attempt: number): Attempt => {
    const known = running.get(id)
    if (known !== undefined) return known
    retries.get(id)?.()
    retries.delete(id)
    const ending = new AbortController()
    const signal = AbortSignal.any([closing.signal, ending.signal])
    const fail = async (error: unknown): Promise<Judged> => {
      if (signal.aborted) return { state: 'over' }
      const gone = error instanceof ChairsideError && error.code === 'NOT_FOUND'
      const lost = gone ? await lose(id).catch(() => undefined) : undefined
      if (lost === undefined) await postpone(id, attempt, error)
      return lost ?? { state: 'over' }
    }
    const judged = judge(id, digest, signal).catch(fail)
    const scanned = judged.then((verdict) =>
      verdict.state === 'passed' ? scan(id, verdict.key, verdict.size, signal) : undefined,
    )
    const done = scanned.catch(fail).then(() => void running.delete(id))
    const told = (scanner.scans ? judged : done.then(() => judged)).then((verdict) =>
      verdict.state === 'refused' ? verdict.problem : null,
    )
    const mine: Attempt = { told, done, stop: () => ending.abort() }
    running.set(id, mine)
    return mine
  }

  const prove = async (): Promise<void> => {
    if (!scanner.scans) {
      log.warn('no scanner is set: files are not checked for malware')
      return
    }
    try {
      const { state } = await scanner.prove(closing.signal)
      if (state === 'infected') log.info('the scanner finds the test file')
      else log.error('the scanner does not find the EICAR test file: it has no signatures, and finds nothing')
    } catch (error) {
      if (closing.signal.aborted) return
      const what = 'the scanner cannot be relied on: files wait until it can'
      log.error({ err: error, ...seenIn(error) }, what)
    }
  }

  return {
    inspect: (id, digest) => run(id, digest, 0).told,
    reject: (id, problem) => checking.reject(id, problem, 'in part'),
    stop: (id) => {
      retries.get(id)?.()
      retries.delete(id)
      running.get(id)?.stop()
    },
    prove: () => {
      proving = prove()
    },
    close: async () => {
      closing.abort()
      for (const cancel of retries.values()) cancel()
      await Promise.all([proving, ...[...running.values()].map((attempt) => attempt.done)])
    },
  }
}

/** Whether nothing is to come any more: its object is sealed, and nobody has judged it for good. */
function isWhole({ state }: FileRow): boolean {
  return state === 'receiving' || state === 'checking'
}

/** What an adapter saw, for the log; never what a library says in its message. */
function seenIn(error: unknown): { seen?: string } {
  return error instanceof ChairsideError && error.problem.seen !== undefined
    ? { seen: error.problem.seen }
    : {}
}
