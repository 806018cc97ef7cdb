import { html, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { sayOfFiles } from '../../../messages/files.ts'
import type { Words } from '../../../messages/words.ts'

type Chosen = 'gallery' | 'list'

const views: readonly Chosen[] = ['gallery', 'list']

/** The choice between gallery and list. */
export function viewChoice(now: Chosen, words: Words, choose: (view: Chosen) => void): TemplateResult {
  return html`<fieldset class="segment" part="view">
    <legend class="unseen">${sayOfFiles(words, 'showAs')}</legend>
    ${views.map(
      (view) => html`<label
        ><input type="radio" name="view" .checked=${live(view === now)} @change=${() => choose(view)} /><span
          >${sayOfFiles(words, view)}</span
        ></label
      >`,
    )}
  </fieldset>`
}
