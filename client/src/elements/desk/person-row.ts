import { isOnItsWay } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import type { Appointment } from '../../appointment/appointment.ts'
import { initials } from '../../messages/call-name.ts'
import type { Words } from '../../messages/words.ts'
import { icon } from '../kit/icon.ts'
import { presenceLine, unknownPresence } from '../kit/presence.ts'
import { personPresence } from '../kit/presence-since.ts'
import { shownCall, shownPerson } from '../kit/shown-name.ts'
import type { Row } from './desk-order.ts'

/** A person's row on the desk: name, since when, which files, and the toggle of the panel. */
export function personRow(
  row: Row,
  words: Words,
  {
    chosen,
    toggle,
    now,
    connected,
  }: { chosen: boolean; toggle: () => void; now: number; connected: boolean },
): TemplateResult {
  const { appointment, patient } = row
  return html`<div class="person ${chosen ? 'chosen' : ''}" part="person">
    <span class="avatar" part="avatar" aria-hidden="true">${initials(patient.name)}</span>
    <div class="person-body">
      <p class="person-name" part="person-name">${shownPerson(patient, words)}</p>
      ${connected ? whereabouts(row, words, now) : unknownPresence(words)}
      ${chips(appointment, words)}
    </div>
    <button
      type="button"
      class="button plain tight"
      part="person-action"
      id="files-${appointment.id}"
      aria-pressed=${chosen ? 'true' : 'false'}
      aria-label=${words.say('filesOfPerson', { name: shownPerson(patient, words) })}
      @click=${toggle}
    >${icon('files')}<span>${words.say('files')}</span></button>
  </div>`
}

function whereabouts(
  { appointment, patient, section, left }: Row,
  words: Words,
  now: number,
): TemplateResult {
  if (!left) return personPresence(words, patient, now, appointment.startsAt)
  const name = shownCall(patient, words)
  return presenceLine('away', words.say(section === 'call' ? 'leftCall' : 'leftWaitingRoom', { name }))
}

function chips(
  { transfers, prompts, openRequest }: Appointment,
  words: Words,
): TemplateResult | typeof nothing {
  const files = transfers.flatMap((transfer) => transfer.files)
  const undecided = files.filter((file) => file.undecided).length
  const arriving = files.filter((file) => !file.mine && isOnItsWay(file) && !file.undecided).length
  const asked = openRequest?.state === 'asked'
  if (prompts.length === 0 && arriving === 0 && undecided === 0 && !asked) return nothing
  return html`<div class="chips">
    ${
      prompts.length === 0
        ? nothing
        : html`<span class="chip ok" part="chip">${icon('check', 'small')}${words.say('newFiles', { count: prompts.length })}</span>`
    }
    ${undecided === 0 ? nothing : html`<span class="chip wait" part="chip">${icon('shield', 'small')}${words.say('filesToDecide', { count: undecided })}</span>`}
    ${arriving === 0 ? nothing : html`<span class="chip" part="chip">${words.say('filesArriving', { count: arriving })}</span>`}
    ${asked ? html`<span class="chip" part="chip">${words.say('askedForFiles')}</span>` : nothing}
  </div>`
}
