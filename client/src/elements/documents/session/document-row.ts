import type { Problem } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import type { SessionDocument } from '../../../documents/session-document.ts'
import { inFull } from '../../../messages/problem.ts'
import { sayOfSession } from '../../../messages/session.ts'
import type { Words } from '../../../messages/words.ts'
import { button } from '../../kit/button.ts'
import { fileName } from '../../kit/file-name.ts'
import { icon } from '../../kit/icon.ts'
import { shownFile } from '../../kit/shown-name.ts'
import { documentMark } from '../kit/document-mark.ts'
import type { MenuItem } from '../kit/menu.ts'
import { segment, select } from '../kit/segment.ts'
import { sign } from '../kit/sign.ts'
import type { Card } from './card.ts'
import { documentText } from './document-text.ts'
import { renameForm } from './rename-form.ts'
import { availabilityOptions, visibilityOptions } from './row-choices.ts'

/** Everything that the row of a document shows: while nothing of it changes, it is not drawn again. */
export function rowFacts(
  one: SessionDocument,
  card: Card,
  ends: { readonly first: boolean; readonly last: boolean },
): readonly unknown[] {
  const { words, acts, wide, owns, menus } = card
  const { id, document, availability, visibility, staysOpenFor } = one
  const { text, icon: drawn, tone } = documentText(one, card)
  return [
    ...[words, wide, owns, acts.mode, acts.chosen.has(id), acts.marks.of(id), menus.stateOf(id)],
    ...[document.name, document.kind, document.hasThumbnail, document.sensitivity, `${document.flags}`],
    ...[text, drawn, tone, availability, visibility, staysOpenFor],
    ...[ends.first, ends.last],
    // A form that is being filled in follows everything.
    acts.renaming === id ? {} : undefined,
  ]
}

/** The row of an attached document. */
export function documentRow(one: SessionDocument, card: Card): TemplateResult {
  const { words, acts, wide } = card
  const { id, document } = one
  const name = shownFile(document.name, words)
  const several = acts.mode === 'several'
  const choice = wide ? segment : select
  const { text, icon: state, tone } = documentText(one, card)
  const opens = sayOfSession(words, document.kind === 'picture' ? 'openTab' : 'openDownload', { file: name })
  return html`
    ${several ? chooser(id, name, card) : nothing}
    <span class="doc-mark">${documentMark(document)}</span>
    <div class="file-body">
      ${
        acts.renaming === id
          ? renameForm(one, card)
          : html`<button type="button" class="opens" part="open" aria-label=${opens} @click=${() => acts.open(one)}
              >${fileName(name)}</button>
            <p class="file-state ${tone ?? ''}" part="file-state">${state ? icon(state, 'small') : nothing}<span>${text}</span></p>`
      }
      ${notes(one, card)}
    </div>
    <div class="choices">
      ${choice({
        name: sayOfSession(words, 'whenAvailable', { file: name }),
        id: `available-${id}`,
        part: 'availability',
        options: availabilityOptions(words),
        chosen: one.availability,
        choose: (availability) => void acts.change(one, { availability }),
      })}
      ${choice({
        name: sayOfSession(words, 'whoSees', { file: name }),
        id: `visible-${id}`,
        part: 'visibility',
        options: visibilityOptions(words),
        chosen: one.visibility,
        choose: (visibility) => void acts.change(one, { visibility }),
      })}
      ${
        several
          ? nothing
          : button('quiet', sayOfSession(words, 'remove'), () => acts.remove([one]), {
              tight: true,
              name: sayOfSession(words, 'removeFile', { file: name }),
              part: 'remove',
            })
      }
    </div>
    ${several ? nothing : html`<div class="doc-end">${more(one, card, name)}</div>`}`
}

function chooser(id: string, name: string, { words, acts }: Card): TemplateResult {
  return html`<label class="chooser"
    ><input
      type="checkbox" id="choose-${id}" aria-label=${sayOfSession(words, 'choose', { file: name })}
      .checked=${acts.chosen.has(id)} @change=${() => acts.toggle(id)}
  /></label>`
}

function more(one: SessionDocument, card: Card, name: string): TemplateResult {
  const { words, acts, menus, owns, material } = card
  /** Moves it by so many places, from where it is when that is pressed. */
  const move = (by: number) => void acts.move(one, material.documents.indexOf(one) + by)
  const { documents } = material
  const rename: MenuItem = {
    words: sayOfSession(words, 'rename'),
    sign: sign('note'),
    act: () => acts.startRenaming(one.id),
  }
  return menus.button(one.id, sayOfSession(words, 'moreFor', { file: name }), [
    { words: sayOfSession(words, 'open'), sign: sign('eye'), act: () => acts.open(one) },
    ...(owns ? [rename] : []),
    {
      words: sayOfSession(words, 'moveUp'),
      sign: icon('up'),
      on: documents[0] !== one,
      act: () => move(-1),
    },
    {
      words: sayOfSession(words, 'moveDown'),
      sign: sign('down'),
      on: documents.at(-1) !== one,
      act: () => move(1),
    },
  ])
}

function notes(one: SessionDocument, { words, acts }: Card): TemplateResult {
  const { document, staysOpenFor = 0 } = one
  const mark = acts.marks.of(one.id)
  const note = (drawn: TemplateResult, text: string) =>
    html`<p class="file-note flag">${drawn}<span>${text}</span></p>`
  return html`
    ${staysOpenFor > 0 ? note(sign('eye', 'small'), sayOfSession(words, 'staysOpen', { count: staysOpenFor })) : nothing}
    ${document.sensitivity === 'sensitive' ? note(icon('lock', 'small'), sayOfSession(words, 'sensitive')) : nothing}
    ${document.flags.includes('encrypted') ? note(icon('lock', 'small'), words.say('ownPassword')) : nothing}
    ${document.flags.includes('macros') ? note(icon('shield', 'small'), words.say('macros')) : nothing}
    ${
      mark?.state === 'failed'
        ? html`<p class="file-note flag stop">
            ${icon('warn', 'small')}<span>${mark.text}${reason(one, mark.problem, words)}</span>
          </p>
          ${
            mark.again
              ? html`<div class="file-more">${button('quiet', words.say('tryAgain'), mark.again, {
                  icon: 'again',
                  tight: true,
                  name: `${words.say('tryAgain')}: ${document.name}`,
                })}</div>`
              : nothing
          }`
        : nothing
    }`
}

/** Why an act failed; that there is no connection says the button to try again. */
const reason = ({ document }: SessionDocument, problem: Problem, words: Words): string =>
  problem.code === 'LINE_DOWN' ? '' : ` ${inFull(words, problem, { file: document.name })}`
