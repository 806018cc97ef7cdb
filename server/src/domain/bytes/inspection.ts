import { ChairsideError, type FileFlag, type Problem } from '@chairside/protocol'
import type { DoubtPolicy } from '../../config.ts'
import type { UploadRow } from '../../records/tables.ts'
import { findJudged, findUpload } from '../../records/upload.ts'
import type { ObjectStore, Scanner } from '../../seams.ts'
import { createSemaphore } from '../../semaphore.ts'
import { saidIn } from '../../wire-error.ts'
import type { Ground } from '../events/ground.ts'
import { check } from './check.ts'
import { type Digest, digestObject } from './digest.ts'
import { asksAbout } from './doubt.ts'
import type { Owners } from './owner.ts'
import { createVerdicts, undecided, type Verdicts, type Whole } from './verdict.ts'

/** Checks complete contents: first the gate, then the scanner. */
export interface Inspection {
  /**
   * Checks a sealed object. Resolves with the gate's verdict: null, or why the content was rejected. The
   * scanner's verdict comes later, to the owner. Without a scanner, an accepted content is ready when this
   * resolves.
   */
  inspect(whole: Whole, digest: Digest | undefined): Promise<Problem | null>
  /** Rejects a content before all its bytes have come, and drops its object. */
  reject(part: Whole, problem: Problem): Promise<void>
  /** Drops the bytes of an upload, which must then be sent from the beginning. */
  drop(part: Whole): Promise<void>
  /** Ends a doubt, as `Verdicts.decide`. */
  readonly decide: Verdicts['decide']
  /** Whether a check of this object runs or is scheduled. */
  isBusyWith(whole: Whole): boolean
  /** Ends every check of an upload at once. */
  stop(upload: string): void
  /** Tests the scanner in the background and logs the result. */
  prove(): void
  /** Aborts the running checks; the next start repeats them. */
  close(): Promise<void>
}

/** How the gate's part of a check ended. */
type Judged =
  | { readonly state: 'passed'; readonly size: number; readonly flags: readonly FileFlag[] }
  | { readonly state: 'refused'; readonly problem: Problem }
  /** Nothing is left to scan, or the check is postponed. */
  | { readonly state: 'over' }

/** One attempt to check an object. */
interface Attempt {
  readonly upload: string
  /** The answer to the connection that brought the last byte. */
  readonly told: Promise<Problem | null>
  readonly done: Promise<void>
  readonly stop: () => void
}

/** Why a content is no longer that of its upload: another node has dropped it, or its sender has begun anew elsewhere. */
const superseded = ({ object, size }: Pick<UploadRow, 'object' | 'size'>): Problem =>
  object === null ? { code: 'UPLOAD_OFFSET_MISMATCH', limit: 0, actual: size } : { code: 'UPLOAD_TAKEN_OVER' }

export function createInspection(
  ground: Ground,
  {
    store,
    scanner,
    doubts,
    owners,
    removed,
  }: {
    store: ObjectStore
    scanner: Scanner
    /** What becomes of a content about which the scanner cannot decide. */
    doubts: DoubtPolicy
    owners: Owners
    /** Is called with an object that may have lost its upload. */
    removed: (object: string) => void
  },
): Inspection {
  const { records, clock, limits, log, meter } = ground
  const verdicts = createVerdicts(ground, { owners, removed })
  // Keyed by object: a content that is sent anew has another object, which is checked by itself.
  const running = new Map<string, Attempt>()
  const retries = new Map<string, { readonly upload: string; readonly cancel: () => void }>()
  const inGate = createSemaphore(limits.gates)
  const closing = new AbortController()
  let proving: Promise<void> = Promise.resolve()
  meter.gauge('waiting', { queue: 'checks' }, () => running.size)
  meter.gauge('waiting', { queue: 'checks-again' }, () => retries.size)

  const judge = async (whole: Whole, digest: Digest | undefined, signal: AbortSignal): Promise<Judged> => {
    const upload = await findJudged(records.db, whole.upload)
    if (upload === undefined) return { state: 'over' }
    if (upload.object !== whole.object) return { state: 'refused', problem: superseded(upload) }
    // The scanner would say the same again.
    if (upload.doubt !== null) return { state: 'over' }
    const { size, sender, policy } = upload
    const key = whole.object
    // Sealed bytes never change, so an earlier verdict of the gate still holds.
    if (upload.type !== null) return { state: 'passed', size, flags: upload.flags ?? [] }
    const { sha256, crc32 } = (
      digest?.bytes === size ? digest : await digestObject(store, key, size, signal)
    ).finish()
    if (upload.digest !== null && upload.digest !== sha256) {
      const problem = { code: 'UPLOAD_MIXED' } as const
      await verdicts.mixed(whole, problem)
      return { state: 'refused', problem }
    }
    const judged = () => check(store, { key, size, from: sender }, limits[policy], signal)
    const verdict = await inGate(judged, signal)
    if (verdict.state === 'refused') {
      await verdicts.reject(whole, verdict.problem, 'whole')
      return verdict
    }
    const { type, mime, flags } = verdict
    // Without a scanner the same commit makes the content ready.
    await verdicts.pass(whole, { type, mime, flags, sha256, crc32 }, scanner.scans ? 'scan' : 'ready')
    return scanner.scans ? { state: 'passed', size, flags } : { state: 'over' }
  }

  const scan = async (
    whole: Whole,
    { size, flags }: { readonly size: number; readonly flags: readonly FileFlag[] },
    signal: AbortSignal,
  ): Promise<void> => {
    const verdict = await scanner.scan(whole.object, size, signal)
    switch (verdict.state) {
      case 'unscanned':
      case 'clean':
        return verdicts.accept(whole)
      case 'infected':
        log.warn(
          { upload: whole.upload, signature: verdict.signature },
          'a file is infected and is destroyed',
        )
        return verdicts.reject(whole, { code: 'INFECTED' }, 'whole')
      case 'undecided': {
        const { doubt, said } = verdict
        const asks = asksAbout(doubts, { doubt, flags })
        const then = asks ? 'the practitioner decides' : 'it is refused'
        log.warn({ upload: whole.upload, doubt, said }, `the scanner cannot decide about a file: ${then}`)
        return asks ? verdicts.doubt(whole, doubt) : verdicts.reject(whole, undecided(doubt), 'whole')
      }
    }
  }

  /** The check could not be made: tells the owner and schedules another attempt. */
  const postpone = async (whole: Whole, attempt: number, error: unknown): Promise<void> => {
    const { upload, object } = whole
    log.error({ err: error, upload, attempt, ...saidIn(error) }, 'a file could not be checked')
    await verdicts
      .postpone(whole)
      .catch((cause) => log.error({ err: cause, upload }, 'the wait could not be told'))
    if (closing.signal.aborted) return
    const delay = Math.min(limits.checkRetryFirst * 2 ** attempt, limits.checkRetryLast)
    const cancel = clock.after(delay, () => void run(whole, undefined, attempt + 1))
    retries.set(object, { upload, cancel })
  }

  /** The store has lost the bytes: rejects the content with CONTENT_LOST if it still awaits its verdict. */
  const lose = async (whole: Whole): Promise<Judged> => {
    const upload = await findUpload(records.db, whole.upload)
    if (upload?.object !== whole.object) return { state: 'over' }
    log.error({ upload: whole.upload }, 'the bytes of a file are gone from the store')
    const problem = { code: 'CONTENT_LOST' } as const
    await verdicts.reject(whole, problem, 'whole')
    return { state: 'refused', problem }
  }

  const cancelRetry = (object: string): void => {
    retries.get(object)?.cancel()
    retries.delete(object)
  }

  const run = (whole: Whole, digest: Digest | undefined, attempt: number): Attempt => {
    const { upload, object } = whole
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
      verdict.state === 'passed' ? scan(whole, verdict, signal) : undefined,
    )
    const done = scanned.catch(fail).then(() => void running.delete(object))
    const told = (scanner.scans ? judged : done.then(() => judged)).then((verdict) =>
      verdict.state === 'refused' ? verdict.problem : null,
    )
    const mine: Attempt = { upload, told, done, stop: () => ending.abort() }
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
    reject: (part, problem) => verdicts.reject(part, problem, 'in part'),
    drop: (part) => verdicts.drop(part),
    decide: verdicts.decide,
    isBusyWith: ({ object }) => running.has(object) || retries.has(object),
    stop: (id) => {
      for (const [object, { upload }] of retries) if (upload === id) cancelRetry(object)
      for (const attempt of running.values()) if (attempt.upload === id) attempt.stop()
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
