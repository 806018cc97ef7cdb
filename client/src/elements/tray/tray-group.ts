import { html, nothing, type TemplateResult } from 'lit'
import { heading } from '../kit/heading.ts'
import { pickedRows, totals } from './picked-rows.ts'
import type { TrayView } from './tray-view.ts'

/** What was chosen and waits for "Send files", which stands in the bar. */
export function trayGroup(view: TrayView): TemplateResult | typeof nothing {
  const { words, tray, level } = view
  if (tray.empty) return nothing
  const sends = tray.ready.length > 0
  return html`<section class="group" part="group tray" aria-labelledby="tray-title">
    <header class="group-head">
      <div class="group-title" part="group-title">
        ${heading(level + 1, words.say(sends ? 'readyToSend' : 'notSent'), { look: 'label', id: 'tray-title' })}
        ${sends ? html`<p class="subtle">${totals(view)}</p>` : nothing}
      </div>
    </header>
    ${pickedRows(view)}
  </section>`
}
