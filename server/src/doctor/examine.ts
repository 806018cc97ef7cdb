import { randomUUID } from 'node:crypto'
import { checkAddress } from './address.ts'
import { checkBodies } from './bodies-check.ts'
import { checkClock } from './clock-check.ts'
import { checkDownloads } from './downloads-check.ts'
import { type Examination, isReadOnTheWay } from './examination.ts'
import { type CheckName, type Finding, notTried, wrong } from './finding.ts'
import { checkHeaders } from './headers-check.ts'
import { checkIdle } from './idle-check.ts'
import { checkMethods } from './methods-check.ts'
import { checkOrigin } from './origin-check.ts'
import { checkPage } from './page-check.ts'
import { checkParts } from './parts-check.ts'
import { checkRefusals } from './refusals-check.ts'
import { reach } from './server-check.ts'
import { checkSocket } from './socket-check.ts'
import { checkStreams } from './streams-check.ts'
import { openThrowaway, Refused, removeThrowaway, type Throwaway } from './throwaway.ts'
import { whyUnanswered } from './unanswered.ts'

/** Tries everything, and hands each finding to `found` as it comes. Throws when its signal is aborted, after it has cleaned up. */
export async function examine(given: Examination, found: (finding: Finding) => void): Promise<void> {
  const tell = (findings: readonly Finding[]): void => findings.forEach(found)
  const reached = await reach(given)
  tell(reached.findings)
  let exam: Examination = { ...given, trusted: reached.trusted }
  const attempt = async (check: CheckName, work: () => Promise<readonly Finding[]>): Promise<void> => {
    try {
      tell(await work())
    } catch (error) {
      if (exam.signal.aborted) throw error
      const why = error instanceof Refused ? `it was ${error.message}` : whyUnanswered(error)
      tell([wrong(check, `This could not be tried to its end: ${why}.`)])
    }
  }
  await attempt('page', () => checkPage(exam))
  if (!reached.answers) {
    tell([notTried('socket', 'Everything else: no Chairside server answers.')])
    return
  }
  await attempt('address', () => checkAddress(exam))
  await attempt('origin', () => checkOrigin(exam))
  await attempt('socket', () => checkSocket(exam))
  await attempt('methods', async () => {
    const { findings, posts } = await checkMethods(exam)
    exam = { ...exam, posts }
    return findings
  })
  await attempt('refusals', () => checkRefusals(exam))
  const without = async (why: string): Promise<void> => {
    await attempt('headers', () => checkHeaders(exam, undefined))
    tell([notTried('bodies', `Whole bodies, streams, downloads, idle sockets: ${why}.`)])
  }
  const kept = whyKept(exam)
  if (kept !== undefined) {
    await attempt('clock', () => checkClock({ ...exam, key: undefined }))
    await without(kept)
    return
  }
  let fits = false
  await attempt('key', async () => {
    const { findings, keyFits } = await checkParts(exam)
    fits = keyFits
    return findings
  })
  await attempt('clock', () => checkClock(exam))
  if (fits) await withThrowaway(exam, { attempt, tell, without })
  else await without('the key is refused')
}

/** Why no key is sent; undefined when one is. */
function whyKept({ key, trusted, url }: Examination): string | undefined {
  if (key === undefined) return 'they need --key'
  if (!trusted) return 'the key is not sent under such a certificate'
  return isReadOnTheWay(url) ? 'the key is not sent over plain http to another machine' : undefined
}

/** Tries what needs an appointment, and removes that at the end, whatever happens. */
async function withThrowaway(
  exam: Examination,
  {
    attempt,
    tell,
    without,
  }: {
    attempt: (check: CheckName, work: () => Promise<readonly Finding[]>) => Promise<void>
    tell: (findings: readonly Finding[]) => void
    without: (why: string) => Promise<void>
  },
): Promise<void> {
  const id = `doctor-${randomUUID()}`
  try {
    let opened: Throwaway
    try {
      opened = await openThrowaway(exam, id)
    } catch (error) {
      if (exam.signal.aborted) throw error
      await without(
        `no appointment could be registered (${error instanceof Refused ? error.message : whyUnanswered(error)})`,
      )
      return
    }
    const throwaway = opened
    // It takes the longest, and disturbs nothing. Its failure is told once the others are done.
    const idle = checkIdle(exam, throwaway)
    idle.catch(() => undefined)
    await attempt('headers', () => checkHeaders(exam, throwaway))
    await attempt('bodies', () => checkBodies(exam, throwaway))
    await attempt('streams', () => checkStreams(exam, throwaway))
    await attempt('downloads', () => checkDownloads(exam, throwaway))
    await attempt('idle', () => idle)
  } finally {
    if (!(await removeThrowaway(exam, id)))
      tell([
        wrong('clean-up', `The appointment ${id} could not be erased.`, {
          in: 'your backend',
          set: `DELETE /v1/appointments/${id}?erase=true`,
        }),
      ])
  }
}
