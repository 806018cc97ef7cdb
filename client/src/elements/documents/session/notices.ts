import type { Problem } from '@chairside/protocol'
import { html, type TemplateResult } from 'lit'
import type { SessionMaterial } from '../../../documents/session.ts'
import { explain, inFull } from '../../../messages/problem.ts'
import { sayOfSession } from '../../../messages/session.ts'
import type { Words } from '../../../messages/words.ts'
import type { ConnectionStatus } from '../../joining/connection-status.ts'
import { button } from '../../kit/button.ts'
import { type Notice, notice } from '../../kit/notice.ts'
import { sign } from '../kit/sign.ts'
import { whenWords } from '../kit/when.ts'

/** Says that the prep material is on its way, or why it is not here. */
export function absence(
  connection: ConnectionStatus,
  problem: Problem | undefined,
  words: Words,
  reconnect: () => void,
): Notice | undefined {
  switch (connection.state) {
    case 'signed-out':
      return signedOut(words, reconnect)
    case 'closed':
      return { icon: 'warn', tone: 'stop', text: explain(words, connection.problem ?? { code: 'INTERNAL' }) }
    case 'connecting':
    case 'down':
    case 'quiet':
    case 'polling':
    case 'back':
      if (problem && problem.code !== 'LINE_DOWN')
        return { icon: 'warn', tone: 'stop', text: inFull(words, problem) }
      if (problem || connection.state === 'down') return noConnection(words)
      return { icon: 'clock', text: sayOfSession(words, 'connecting') }
  }
}

/** Says why what is shown may be old. */
export function staleness(
  { connection, problem }: SessionMaterial,
  words: Words,
  reconnect: () => void,
): Notice | undefined {
  if (connection.state === 'signed-out') return signedOut(words, reconnect)
  if (connection.state === 'closed' && connection.reason)
    return { icon: 'warn', tone: 'stop', text: explain(words, connection.reason.problem) }
  if (problem?.code === 'LINE_DOWN') return noConnection(words)
  return problem && { icon: 'warn', tone: 'wait', text: inFull(words, problem.problem) }
}

/** Tells that the session was moved later, and which documents stay open for those who had opened them. */
export function movedNotice(
  material: SessionMaterial,
  words: Words,
  now: number,
  dismiss: () => void,
): TemplateResult | undefined {
  const [first, ...others] = material.documents.filter(({ staysOpenFor = 0 }) => staysOpenFor > 0)
  if (!first) return undefined
  const file = first.document.name
  const text =
    others.length === 0
      ? sayOfSession(words, 'movedOne', { file })
      : sayOfSession(words, 'movedMore', { file, count: others.length })
  return html`<div class="notice accent" part="notice" id="moved">
    ${sign('calendar')}
    <p><b>${sayOfSession(words, 'moved', { when: whenWords(words, material.startsAt, now) })}</b> ${text}</p>
    <div class="notice-actions">${button('quiet', sayOfSession(words, 'close'), dismiss, { tight: true })}</div>
  </div>`
}

/** For which documents, and which time, the notice of a move was shown: another move shows it again. */
export const moveOf = ({ startsAt, documents }: SessionMaterial): string =>
  [startsAt.getTime(), ...documents.filter((one) => one.staysOpenFor).map(({ id }) => id)].join()

/** The notices of a list, in their order. */
export const shown = (notices: readonly (Notice | undefined)[]): readonly TemplateResult[] =>
  notices.flatMap((one) => (one ? [notice(one)] : []))

function signedOut(words: Words, reconnect: () => void): Notice {
  return {
    icon: 'lock',
    tone: 'wait',
    text: sayOfSession(words, 'signedOut'),
    actions: button('quiet', sayOfSession(words, 'reconnect'), reconnect, { tight: true }),
  }
}

const noConnection = (words: Words): Notice => ({
  icon: 'noline',
  tone: 'wait',
  text: sayOfSession(words, 'noConnection'),
})
