import { html, nothing, type TemplateResult } from 'lit'
import { button } from '../kit/button.ts'
import { heading } from '../kit/heading.ts'
import { blockedBy, pickedRows, totals } from './picked-rows.ts'
import type { TrayView } from './tray-view.ts'

/** What was chosen and waits for "Send files", where it does not stand in a prompt. */
export function trayGroup(view: TrayView): TemplateResult | typeof nothing {
  const { words, tray, room, level, acts } = view
  if (tray.empty) return nothing
  const sends = tray.ready.length > 0
  const more = sends && tray.ready.length < room.files
  return html`<section class="group" part="group tray" aria-labelledby="tray-title">
    <header class="group-head">
      <div class="group-title" part="group-title">
        ${heading(level + 1, words.say(sends ? 'readyToSend' : 'notSent'), { look: 'label', id: 'tray-title' })}
        ${sends ? html`<p class="subtle">${totals(view)}</p>` : nothing}
      </div>
      ${more ? button('quiet', words.say('addMore'), acts.choose, { icon: 'plus', tight: true, part: 'group-action' }) : nothing}
    </header>
    ${pickedRows(view)}
    ${
      sends
        ? html`<div class="group-foot" part="group-foot">
          ${button('main', words.say('sendFiles'), acts.send, { icon: 'send', wide: true, id: 'send', off: blockedBy(view) })}
        </div>`
        : nothing
    }
  </section>`
}
