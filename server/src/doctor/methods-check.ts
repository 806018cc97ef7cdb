import { randomUUID } from 'node:crypto'
import { methodHeader, pathOf, routes } from '@chairside/protocol'
import { type Answer, ask } from './ask.ts'
import { droppedRequestHeader, forbiddenMethod } from './changes.ts'
import type { Examination } from './examination.ts'
import { type Finding, ok, wrong } from './finding.ts'
import { whyUnanswered } from './unanswered.ts'

/**
 * Whether every method reaches the server, and a POST in place of one. Nobody is signed in, so the server answers 401 itself.
 * `posts`: whether others must go as a POST.
 */
export async function checkMethods(exam: Examination): Promise<{ findings: Finding[]; posts: boolean }> {
  const upload = pathOf(routes.sendBytes, { id: randomUUID() })
  const put = pathOf(routes.registerAppointment, { id: `doctor-${randomUUID()}` })
  const refused: { method: string; how: string }[] = []
  for (const [method, path] of [
    ['PATCH', upload],
    ['HEAD', upload],
    ['DELETE', upload],
    ['PUT', put],
    ['OPTIONS', upload],
  ] as const) {
    const how = await refusal(exam, method, path)
    if (how !== undefined) refused.push({ method, how })
  }
  // Not at an upload: that has a POST of its own, which is answered like the PATCH.
  const posted = await refusal(exam, 'POST', put, { [methodHeader]: 'PUT' })
  const finding =
    refused.length === 0
      ? ok('methods', 'PATCH, HEAD, DELETE, PUT and OPTIONS reach the server.')
      : wrong(
          'methods',
          `${refused.map(({ method, how }) => `${method} ${how}`).join('; ')}.${
            posted === undefined
              ? ' Pages send POST with X-HTTP-Method-Override instead, once they have found out.'
              : ''
          }`,
          ...forbiddenMethod(refused.map(({ method }) => method).join(' ')),
        )
  if (posted === undefined)
    return {
      posts: refused.length > 0,
      findings: [
        finding,
        ok(
          'methods',
          'A POST that stands for another method (X-HTTP-Method-Override) reaches the server as one.',
        ),
      ],
    }
  return {
    posts: false,
    findings: [
      finding,
      wrong(
        'methods',
        `A POST that stands for another method (X-HTTP-Method-Override) ${posted}: where only GET and POST pass, nothing can be uploaded.`,
        ...droppedRequestHeader('X-HTTP-Method-Override'),
      ),
    ],
  }
}

/** How a request ended that the server itself would have answered; undefined when it did. */
async function refusal(
  exam: Examination,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  let answer: Answer
  try {
    answer = await ask(exam, method, path, { headers })
  } catch (error) {
    if (exam.signal.aborted) throw error
    return `gets no answer (${whyUnanswered(error)})`
  }
  const { status, code } = answer
  // Whoever hides our headers leaves a HEAD with its status alone.
  if (method === 'OPTIONS' && status === 204) return undefined
  if (code === 'UNAUTHENTICATED' || (method === 'HEAD' && status === 401)) return undefined
  return code === undefined
    ? `is answered with ${status} by something in between`
    : `arrives as another method (${code})`
}
