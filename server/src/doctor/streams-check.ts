import { MB, pathOf, routes, type Transfer } from '@chairside/protocol'
import { ask, jsonOf } from './ask.ts'
import { fromStart } from './bodies-check.ts'
import { bufferedRequests } from './changes.ts'
import { type Examination, within } from './examination.ts'
import { type Finding, notTried, ok, wrong } from './finding.ts'
import type { Throwaway } from './throwaway.ts'
import { whyUnanswered } from './unanswered.ts'

/** How long the first bytes of a body may take to be seen, in ms, and how often is looked. */
const seen = 8000
const look = 250

/** Whether bytes reach the server while they are sent: the other side then sees a file arrive. */
export async function checkStreams(exam: Examination, { token, offer }: Throwaway): Promise<Finding[]> {
  const { transfer, upload } = await offer(MB)
  const letGo = Promise.withResolvers<void>()
  const whole = ask(exam, 'PATCH', upload, {
    bearer: token,
    headers: fromStart,
    length: MB - 1,
    limit: seen + 30_000,
    held: { after: MB / 2, go: letGo.promise },
  })
  // Judged below, after the look.
  whole.catch(() => undefined)
  try {
    const arrives = await within(exam, seen, (signal) => bytesCome(exam, { token, transfer }, signal)).catch(
      (error) => {
        if (exam.signal.aborted) throw error
        return false
      },
    )
    letGo.resolve()
    const { status } = await whole
    if (status !== 204)
      return [
        notTried('streams', `Whether bytes arrive while they are sent: the body is answered with ${status}.`),
      ]
    return [
      arrives
        ? ok('streams', 'Bytes reach the server while they are sent.')
        : wrong(
            'streams',
            'Bytes reach the server only once the whole body was sent: progress comes late on the other side, and a refusal after everything.',
            ...bufferedRequests,
          ),
    ]
  } catch (error) {
    if (exam.signal.aborted) throw error
    return [notTried('streams', `Whether bytes arrive while they are sent: ${whyUnanswered(error)}.`)]
  } finally {
    letGo.resolve()
  }
}

async function bytesCome(
  exam: Examination,
  { token, transfer }: { token: string; transfer: string },
  signal: AbortSignal,
): Promise<boolean> {
  for (;;) {
    signal.throwIfAborted()
    const { text } = await ask({ ...exam, signal }, 'GET', pathOf(routes.readTransfer, { id: transfer }), {
      bearer: token,
    })
    const file = jsonOf<Transfer>(text)?.files?.[0]
    if (file?.state === 'receiving' && file.bytes > 0) return true
    await new Promise<void>((resolve) => exam.clock.after(look, resolve))
  }
}
