import type { PatientDocument } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import { callName } from '../../../messages/call-name.ts'
import { inFull } from '../../../messages/problem.ts'
import { sayOfSession } from '../../../messages/session.ts'
import { button } from '../../kit/button.ts'
import { fileIcon } from '../../kit/file-icon.ts'
import { fileName } from '../../kit/file-name.ts'
import { heading } from '../../kit/heading.ts'
import { icon } from '../../kit/icon.ts'
import { notice } from '../../kit/notice.ts'
import { shownFile, shownPerson } from '../../kit/shown-name.ts'
import { documentMark } from '../kit/document-mark.ts'
import { select } from '../kit/segment.ts'
import { sign } from '../kit/sign.ts'
import { whenWords } from '../kit/when.ts'
import type { Card } from './card.ts'
import { openerOf } from './head.ts'
import { type SeenAs, sorted } from './seen-as.ts'

/** What one client sees of the session now, and why not the rest. */
export function clientView(card: Card, seenAs: SeenAs): TemplateResult {
  const { words, material, acts, level } = card
  const { seen, problem, patient } = seenAs
  const back = button(
    'plain',
    sayOfSession(words, 'backToList'),
    () => acts.show('list', ...openerOf('see-as')),
    {
      id: 'back',
    },
  )
  if (!patient)
    return html`<p class="card-foot">${sayOfSession(words, 'noClients')}</p><footer class="card-foot">${back}</footer>`
  const name = patient.name === '' ? words.say('erasedPerson') : callName(patient.name, 'patient')
  const paid = sayOfSession(words, patient.paid ? 'isPaid' : 'notPaid')
  return html`
    <header class="card-head">
      <div class="words">
        ${heading(level, sayOfSession(words, 'asName', { name }), { look: 'title', id: 'as-title' })}
        <p class="subtle">${words.day(card.now)}, ${words.time(card.now)} · ${paid}</p>
      </div>
      ${select({
        name: sayOfSession(words, 'client'),
        id: 'client',
        part: 'client',
        options: material.patients.map((one) => ({ value: one.id, words: shownPerson(one, words) })),
        chosen: patient.id,
        choose: (id) => seenAs.choose(id),
      })}
    </header>
    ${problem ? html`<div class="card-notices">${notice({ icon: 'warn', tone: 'wait', text: inFull(words, problem) })}</div>` : nothing}
    ${seen ? groups(card, seenAs, name) : nothing}
    <footer class="card-foot">${back}</footer>`
}

function groups(card: Card, { seen }: SeenAs, name: string): TemplateResult {
  const { words, now, level } = card
  if (!seen) return html``
  const { open, later, expired, unseen } = sorted(seen)
  const when = (at: string) => whenWords(words, new Date(at), now)
  const group = (key: 'canOpen' | 'seesName' | 'seesExpired' | 'seesNot', rows: readonly TemplateResult[]) =>
    rows.length === 0
      ? nothing
      : html`<div class="band">${heading(level + 1, sayOfSession(words, key, { name }), { look: 'label' })}</div>
          <ul>${rows}</ul>`
  const row = (id: string, file: string, drawn: TemplateResult, said: string) =>
    html`<li class="file seen" part="seen">
      ${markOf(id, file, card)}
      <div class="file-body">${fileName(shownFile(file, words))}<p class="file-state">${drawn}<span>${said}</span></p></div>
    </li>`
  const nothingThere = open.length + later.length + expired.length + unseen.length === 0
  return html`
    ${nothingThere ? html`<p class="card-foot">${sayOfSession(words, 'seesNothing', { name })}</p>` : nothing}
    ${group(
      'canOpen',
      open.map((one) => row(one.id, one.name, sign('eye', 'small'), openSaid(one, card))),
    )}
    ${group(
      'seesName',
      later.map(({ id, name: file, from }) =>
        row(id, file, icon('clock', 'small'), sayOfSession(words, 'from', { when: when(from) })),
      ),
    )}
    ${group(
      'seesExpired',
      expired.map(({ id, name: file, expiredAt }) =>
        row(id, file, icon('clock', 'small'), sayOfSession(words, 'expired', { day: words.day(expiredAt) })),
      ),
    )}
    ${group(
      'seesNot',
      unseen.map(({ id, name: file, why }) => row(id, file, sign('noeye', 'small'), whySaid(id, why, card))),
    )}`
}

function openSaid(one: PatientDocument, { words }: Card): string {
  const size = words.size(one.size)
  const sized = (more: string) => sayOfSession(words, 'sized', { size, more })
  if (one.state === 'needs-code') return sized(sayOfSession(words, 'sensitive'))
  const openedAt = one.state === 'open' ? one.openedAt : undefined
  return sized(
    openedAt
      ? sayOfSession(words, 'openedOn', { day: words.day(openedAt) })
      : sayOfSession(words, 'notOpened'),
  )
}

function whySaid(id: string, why: string, { words, material, now }: Card): string {
  if (why !== 'not-paid') return sayOfSession(words, 'whyNotReady')
  const from = material.documents.find((one) => one.id === id)?.from
  return from && from.getTime() > now
    ? sayOfSession(words, 'whyNotPaidThen', { when: whenWords(words, from, now) })
    : sayOfSession(words, 'whyNotPaid')
}

function markOf(id: string, file: string, { material }: Card): TemplateResult {
  const known = material.documents.find((one) => one.id === id)
  return html`<span class="doc-mark">${known ? documentMark(known.document) : fileIcon(file)}</span>`
}
