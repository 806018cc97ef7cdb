import { type Answer, ask } from './ask.ts'
import { page as inPage } from './changes.ts'
import type { Examination } from './examination.ts'
import { type Change, type Finding, notTried, ok, wrong } from './finding.ts'
import { allows, metaPolicies, type Policy, readPolicies, valuesOf } from './policy.ts'
import { whyUnanswered } from './unanswered.ts'

/** Whether the policy of the embedding page lets the elements work, as docs/embedding.md says what they need. */
export async function checkPage(exam: Examination): Promise<Finding[]> {
  const { page } = exam
  if (page === undefined)
    return [notTried('page', 'Content-Security-Policy: say --page with the address of your page.')]
  let answer: Answer
  try {
    // Its certificate is its own: nothing secret goes there.
    answer = await ask({ ...exam, trusted: true }, 'GET', page)
  } catch (error) {
    return [notTried('page', `Content-Security-Policy: no answer from the page: ${whyUnanswered(error)}.`)]
  }
  const { status, headers, text } = answer
  if (status !== 200) return [notTried('page', `Content-Security-Policy: the page answers ${status}.`)]
  const said = headers['content-security-policy']
  const policies = [...readPolicies([said ?? []].flat().join(',')), ...metaPolicies(text)]
  if (policies.length === 0)
    return [ok('page', 'The page has no Content-Security-Policy, so nothing of it is in the way.')]
  const change = policies.flatMap((policy) => missingIn(policy, new URL(exam.url), new URL(page)))
  const distinct = [...new Map(change.map((one) => [one.set, one])).values()]
  if (distinct.length === 0)
    return [ok('page', 'The Content-Security-Policy of the page lets the elements work.')]
  return [
    wrong('page', 'The Content-Security-Policy of the page keeps the elements from working.', ...distinct),
  ]
}

function missingIn(policy: Policy, server: URL, page: URL): Change[] {
  const found: Change[] = []
  const { origin } = server
  const at = (path: string): URL => new URL(path, `${server.href.replace(/\/$/, '')}/`)
  const socket = at('v1/socket/')
  socket.protocol = server.protocol === 'https:' ? 'wss:' : 'ws:'

  const scripts = valuesOf(policy, 'script-src-elem', 'script-src')
  // With 'strict-dynamic' addresses do not count: the page gives the script its nonce or hash.
  const byNonce = scripts?.some((value) => /^'(strict-dynamic|nonce-|sha\d)/i.test(value)) === true
  const module = at('chairside.js')
  if (scripts !== undefined && !byNonce && !allows(scripts, module, page))
    found.push(inPage(`script-src ${origin}`))

  const connections = valuesOf(policy, 'connect-src')
  if (connections !== undefined) {
    if (!allows(connections, at('v1/'), page)) found.push(inPage(`connect-src ${origin}`))
    if (!allows(connections, socket, page)) found.push(inPage(`connect-src ${socket.origin}`))
  }

  const frames = valuesOf(policy, 'frame-src', 'child-src')
  if (frames !== undefined && !allows(frames, at('v1/content/x'), page))
    found.push(inPage(`frame-src ${origin}`))

  const pictures = valuesOf(policy, 'img-src')
  if (pictures !== undefined && !pictures.some((value) => value.toLowerCase() === 'blob:'))
    found.push(inPage('img-src blob:'))

  const types = policy.get('trusted-types')
  if (types !== undefined && !types.some((value) => ['chairside', 'lit-html', '*'].includes(value)))
    found.push(inPage('trusted-types chairside'))
  return found
}
