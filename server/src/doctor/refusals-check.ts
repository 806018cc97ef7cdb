import { randomUUID } from 'node:crypto'
import { MB, pathOf, routes } from '@chairside/protocol'
import { ask } from './ask.ts'
import { bodySize, bufferedRequests } from './changes.ts'
import { type Examination, TooLong } from './examination.ts'
import { type Finding, notTried, ok, wrong } from './finding.ts'
import { whyUnanswered } from './unanswered.ts'

/** How long a refusal of a body that has not ended may take, in ms. */
const early = 8000

/** What is sent of a body before the rest waits. */
const begun = 128 * 1024

const headers = {
  'tus-resumable': '1.0.0',
  'upload-offset': '0',
  'content-type': 'application/offset+octet-stream',
}

/**
 * Whether the server's refusal comes back while the body is still sent. The body is without a token, so the server refuses it at
 * once and keeps nothing.
 */
export async function checkRefusals(exam: Examination): Promise<Finding[]> {
  const send = (length: number, held: boolean) =>
    ask(exam, 'PATCH', pathOf(routes.sendBytes, { id: randomUUID() }), {
      headers,
      length,
      limit: early,
      ...(held && { held: { after: begun } }),
    })
  const findings: Finding[] = []
  try {
    const { code, status } = await send(MB - 1024, true)
    findings.push(
      code === undefined
        ? wrong(
            'refusals',
            `A refusal while a body is sent comes as ${status} of something in between.`,
            ...bufferedRequests,
          )
        : ok('refusals', 'A refusal comes back while the body is still sent.'),
    )
  } catch (error) {
    if (exam.signal.aborted) throw error
    findings.push(
      error instanceof TooLong
        ? wrong(
            'refusals',
            'A refusal does not come back before the whole body was sent: something in between keeps the body until it is whole.',
            ...bufferedRequests,
          )
        : wrong(
            'refusals',
            `A refusal while a body is sent is lost: ${whyUnanswered(error)}.`,
            ...bufferedRequests,
          ),
    )
  }
  findings.push(await announced(exam, send))
  return findings
}

/** Whether a body of the largest size may be announced. What refuses it looks at Content-Length alone. */
async function announced(
  exam: Examination,
  send: (length: number, held: boolean) => ReturnType<typeof ask>,
): Promise<Finding> {
  const size = `${Math.round(exam.body / MB)} MB`
  try {
    const { code, status } = await send(exam.body, true)
    if (code !== undefined) return ok('refusals', `A body of ${size} may be announced.`)
    if (status === 413)
      return wrong(
        'refusals',
        `A body of ${size} is refused by something in between (413): files go in smaller parts, which takes longer.`,
        ...bodySize(Math.round(exam.body / MB)),
      )
    return wrong(
      'refusals',
      `A body of ${size} is answered with ${status} by something in between.`,
      ...bodySize(Math.round(exam.body / MB)),
    )
  } catch (error) {
    if (exam.signal.aborted) throw error
    return notTried(
      'refusals',
      `Whether a body of ${size} may be announced: its refusal does not come back (${whyUnanswered(error)}).`,
    )
  }
}
