import { html, nothing, type TemplateResult } from 'lit'
import { button } from '../kit/button.ts'
import { heading } from '../kit/heading.ts'
import { pickedRows, totals } from './picked-rows.ts'
import type { TrayView } from './tray-view.ts'

/** The chosen files, which wait for "Send files" in the bar, or for the next request, or come too late. */
export function trayGroup(view: TrayView): TemplateResult | typeof nothing {
  const { words, tray, level, trayFor: name, sends, open, lineDown, acts } = view
  if (tray.empty) return nothing
  const title = sends ? words.say('readyToSend', { name }) : words.say(open ? 'kept' : 'notSent')
  return html`<section class="group" part="group tray" aria-labelledby="tray-title">
    <header class="group-head">
      <div class="group-title" part="group-title">
        ${heading(level + 1, title, { look: 'label', id: 'tray-title' })}
        ${sends && tray.ready.length > 0 ? html`<p class="subtle">${totals(view)}</p>` : nothing}
      </div>
      ${tray.leaving && lineDown ? button('quiet', words.say('cancelSending'), acts.cancelSending, { tight: true, part: 'group-action' }) : nothing}
    </header>
    ${pickedRows(view)}
  </section>`
}
