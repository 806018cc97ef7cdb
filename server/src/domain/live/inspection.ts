import { ChairsideError, type Problem } from '@chairside/protocol'
import { findCandidate, findFile } from '../../records/file.ts'
import type { FileRow } from '../../records/tables.ts'
import type { ObjectStore, Scanner } from '../../seams.ts'
import { saidIn } from '../../wire-error.ts'
import { check } from '../bytes/check.ts'
import { type Digest, digestObject } from '../bytes/digest.ts'
import type { Ground } from '../events/ground.ts'
import { createChecking, type Whole } from './verdict.ts'

/** Checks complete files: first the gate, then the scanner. */
export interface Inspection {
  /**
   * Checks a file whose object is sealed. Resolves with the gate's verdict: null, or why the file was
   * rejected. The scanner's verdict comes later as an event. Without a scanner, an accepted file is ready
   * when this resolves.
   */
  inspect(whole: Whole, digest: Digest | undefined): Promise<Problem | null>
  /** Rejects a file before all its bytes have arrived, and drops its object. */
  reject(part: Whole, problem: Problem): Promise<void>
  /** Drops the bytes of a file, which must then be sent from its beginning. */
  drop(part: Whole): Promise<void>
  /** Whether a check of this object runs or is scheduled. */
  isBusyWith(whole: Whole): boolean
  /** Ends every check of a file at once. */
  stop(file: string): void
  /** Tests the scanner in the background and logs the result. */
  prove(): void
  /** Aborts the running checks; the next start repeats them. */
  close(): Promise<void>
}

/** How the gate's part of a check ended. */
type Judged =
  | { readonly state: 'passed'; readonly size: number }
  | { readonly state: 'refused'; readonly problem: Problem }
  /** Nothing is left to scan, or the check is postponed. */
  | { readonly state: 'over' }

/** One attempt to check an object. */
interface Attempt {
  readonly file: string
  /** The answer to the connection that brought the last byte. */
  readonly told: Promise<Problem | null>
  readonly done: Promise<void>
  readonly stop: () => void
}

export function createInspection(
  ground: Ground,
  {
    store,
    scanner,
    removed,
  }: {
    store: ObjectStore
    scanner: Scanner
    /** Is called when an object may have lost its file. */
    removed: () => void
  },
): Inspection {
  const { records, clock, limits, log } = ground
  const checking = createChecking(ground, { removed })
  // Keyed by object: a file that is sent anew has another object, which is checked by itself.
  const running = new Map<string, Attempt>()
  const retries = new Map<string, { readonly file: string; readonly cancel: () => void }>()
  const closing = new AbortController()
  let proving: Promise<void> = Promise.resolve()

  const judge = async (whole: Whole, digest: Digest | undefined, signal: AbortSignal): Promise<Judged> => {
    const file = await findCandidate(records.db, whole.file)
    if (file === undefined || !awaitsVerdict(file, whole)) return { state: 'over' }
    const { size, request } = file
    const key = whole.object
    // Sealed bytes never change, so an earlier verdict of the gate still holds.
    if (file.type !== null) return { state: 'passed', size }
    const { sha256, crc32 } = (
      digest?.bytes === size ? digest : await digestObject(store, key, size, signal)
    ).finish()
    if (file.digest !== null && file.digest !== sha256) {
      const problem = { code: 'UPLOAD_MIXED' } as const
      // A file cannot go back from `checking`, so it is rejected.
      await (file.state === 'checking' ? checking.reject(whole, problem, 'whole') : checking.drop(whole))
      return { state: 'refused', problem }
    }
    // A patient sends only in answer to a request.
    const from = request === null ? 'practitioner' : 'patient'
    const verdict = await check(store, { key, size, from }, limits.transfer, signal)
    if (verdict.state === 'refused') {
      await checking.reject(whole, verdict.problem, 'whole')
      return verdict
    }
    const { type, flags } = verdict
    // Without a scanner the same commit makes the file ready.
    await checking.pass(whole, { type, flags, sha256, crc32 }, scanner.scans ? 'scan' : 'ready')
    return scanner.scans ? { state: 'passed', size } : { state: 'over' }
  }

  const scan = async (whole: Whole, size: number, signal: AbortSignal): Promise<void> => {
    const verdict = await scanner.scan(whole.object, size, signal)
    switch (verdict.state) {
      case 'unscanned':
      case 'clean':
        return checking.accept(whole)
      case 'infected':
        log.warn({ file: whole.file, signature: verdict.signature }, 'a file is infected and is destroyed')
        return checking.reject(whole, { code: 'INFECTED' }, 'whole')
    }
  }

  /** The check could not be made: tells both sides and schedules another attempt. */
  const postpone = async (whole: Whole, attempt: number, error: unknown): Promise<void> => {
    const { file, object } = whole
    log.error({ err: error, file, attempt, ...saidIn(error) }, 'a file could not be checked')
    await checking.wait(whole).catch((cause) => log.error({ err: cause, file }, 'the wait could not be told'))
    if (closing.signal.aborted) return
    const delay = Math.min(limits.checkRetryFirst * 2 ** attempt, limits.checkRetryLast)
    const cancel = clock.after(delay, () => void run(whole, undefined, attempt + 1))
    retries.set(object, { file, cancel })
  }

  /** The store has lost the bytes: rejects the file with CONTENT_LOST if it still awaits its verdict. */
  const lose = async (whole: Whole): Promise<Judged> => {
    const file = await findFile(records.db, whole.file)
    if (file === undefined || !awaitsVerdict(file, whole)) return { state: 'over' }
    log.error({ file: whole.file }, 'the bytes of a file are gone from the store')
    const problem = { code: 'CONTENT_LOST' } as const
    await checking.reject(whole, problem, 'whole')
    return { state: 'refused', problem }
  }

  const cancelRetry = (object: string): void => {
    retries.get(object)?.cancel()
    retries.delete(object)
  }

  const run = (whole: Whole, digest: Digest | undefined, attempt: number): Attempt => {
    const { file, object } = whole
    const known = running.get(object)
    if (known !== undefined) return known
    cancelRetry(object)
    const ending = new AbortController()
    const signal = AbortSignal.any([closing.signal, ending.signal])
    const fail = async (error: unknown): Promise<Judged> => {
      if (signal.aborted) return { state: 'over' }
      const gone = error instanceof ChairsideError && error.code === 'NOT_FOUND'
      const lost = gone ? await lose(whole).catch(() => undefined) : undefined
      if (lost === undefined) await postpone(whole, attempt, error)
      return lost ?? { state: 'over' }
    }
    const judged = judge(whole, digest, signal).catch(fail)
    const scanned = judged.then((verdict) =>
      verdict.state === 'passed' ? scan(whole, verdict.size, signal) : undefined,
    )
    const done = scanned.catch(fail).then(() => void running.delete(object))
    const told = (scanner.scans ? judged : done.then(() => judged)).then((verdict) =>
      verdict.state === 'refused' ? verdict.problem : null,
    )
    const mine: Attempt = { file, told, done, stop: () => ending.abort() }
    running.set(object, mine)
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
      log.error({ err: error, ...saidIn(error) }, what)
    }
  }

  return {
    inspect: (whole, digest) => run(whole, digest, 0).told,
    reject: (part, problem) => checking.reject(part, problem, 'in part'),
    drop: (part) => checking.drop(part),
    isBusyWith: ({ object }) => running.has(object) || retries.has(object),
    stop: (id) => {
      for (const [object, { file }] of retries) if (file === id) cancelRetry(object)
      for (const attempt of running.values()) if (attempt.file === id) attempt.stop()
    },
    prove: () => {
      proving = prove()
    },
    close: async () => {
      closing.abort()
      for (const { cancel } of retries.values()) cancel()
      await Promise.all([proving, ...[...running.values()].map((attempt) => attempt.done)])
    },
  }
}

/** Whether a file still has this object and no final verdict. */
function awaitsVerdict({ state, object }: Pick<FileRow, 'state' | 'object'>, whole: Whole): boolean {
  return object === whole.object && (state === 'receiving' || state === 'checking')
}
