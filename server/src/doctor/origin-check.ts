import { randomUUID } from 'node:crypto'
import { pathOf, routes } from '@chairside/protocol'
import { ask, jsonOf } from './ask.ts'
import { chairside, forbiddenMethod, foreignCors } from './changes.ts'
import type { Examination } from './examination.ts'
import { type Finding, notTried, ok, wrong } from './finding.ts'

/** What a page asks to send: the headers of an upload, and those that monitoring adds by itself. */
const wanted = (
  'authorization, content-type, tus-resumable, upload-offset, x-http-method-override, ' +
  'traceparent, tracestate, baggage, sentry-trace, x-datadog-trace-id'
).split(', ')

/** What a page must be allowed to read of an answer. */
const readable = ['chairside-error', 'upload-offset', 'upload-length', 'retry-after']

/** Whether pages of the origin may use the server, by CORS as browsers ask (fetch.spec.whatwg.org, "CORS protocol"). */
export async function checkOrigin(exam: Examination): Promise<Finding[]> {
  const { origin } = exam
  if (origin === undefined) return [notTried('origin', 'CORS: say --origin with the origin of your page.')]
  const live = await ask(exam, 'GET', pathOf(routes.isLive), { headers: { origin } })
  if (jsonOf<{ allowed: boolean }>(live.text)?.allowed !== true)
    return [
      wrong(
        'origin',
        `Pages of ${origin} may not use the server.`,
        chairside(`ALLOWED_ORIGINS=${origin} (beside those that it has, with commas between)`),
        { in: 'the proxy', set: 'the header Origin passed as it came' },
      ),
    ]
  const path = pathOf(routes.sendBytes, { id: randomUUID() })
  const preflight = await ask(exam, 'OPTIONS', path, {
    headers: {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': wanted.join(','),
    },
  })
  const { status, headers } = preflight
  if (status < 200 || status > 299)
    return [
      wrong(
        'origin',
        `The question that browsers ask before an upload (OPTIONS, a preflight) is answered with ${status}.`,
        ...forbiddenMethod('OPTIONS'),
      ),
    ]
  const missing = [
    ...(listOf(headers['access-control-allow-methods']).includes('patch') ? [] : ['the method PATCH']),
    ...wanted
      .filter((name) => !listOf(headers['access-control-allow-headers']).includes(name))
      .map((name) => `the header ${name}`),
  ]
  const answer = await ask(exam, 'HEAD', path, { headers: { origin } })
  const hidden = readable.filter(
    (name) => !listOf(answer.headers['access-control-expose-headers']).includes(name),
  )
  const problems = [
    ...[preflight, answer].flatMap(({ headers: { 'access-control-allow-origin': said } }) =>
      said === origin ? [] : [said === undefined ? 'it names no origin' : `it names the origin ${said}`],
    ),
    ...(missing.length > 0 ? [`it does not allow ${missing.join(', ')}`] : []),
    ...(hidden.length > 0 ? [`pages may not read ${hidden.join(', ')}`] : []),
  ]
  if (problems.length === 0)
    return [ok('origin', `Pages of ${origin} may use the server, also with headers that monitoring adds.`)]
  const says = `The answer that pages of ${origin} need is not as the server gives it: ${[...new Set(problems)].join('; ')}.`
  return [wrong('origin', says, ...foreignCors)]
}

const listOf = (value: string | undefined): string[] =>
  (value ?? '').split(',').map((one) => one.trim().toLowerCase())
