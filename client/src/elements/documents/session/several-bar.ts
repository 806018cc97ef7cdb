import { html, nothing, type TemplateResult } from 'lit'
import { sayOfSession } from '../../../messages/session.ts'
import { button } from '../../kit/button.ts'
import { select } from '../kit/segment.ts'
import type { Card } from './card.ts'
import { openerOf } from './head.ts'
import { availabilityOptions, visibilityOptions } from './row-choices.ts'

/** What can be done with all chosen documents together. */
export function severalBar({ words, acts, material }: Card): TemplateResult {
  const { documents } = material
  const chosen = documents.filter(({ id }) => acts.chosen.has(id))
  const all = chosen.length === documents.length
  // The first option only names the choice: it is shown again after each act.
  const none = '' as const
  return html`<div class="several-bar" part="several">
    <label class="choose-all"
      ><input
        type="checkbox" id="choose-all" .checked=${all} .indeterminate=${chosen.length > 0 && !all}
        @change=${() => acts.chooseAll(!all)}
      /><span class="unseen">${sayOfSession(words, 'chooseAll')}</span>
      <b>${sayOfSession(words, 'chosen', { chosen: chosen.length, count: documents.length })}</b></label
    >
    ${
      chosen.length === 0
        ? nothing
        : html`
            ${select({
              name: sayOfSession(words, 'availableOfChosen'),
              id: 'available-chosen',
              part: 'availability',
              options: [
                { value: none, words: sayOfSession(words, 'availableChoice') },
                ...availabilityOptions(words),
              ],
              chosen: none,
              choose: (availability) => {
                if (availability !== '') void acts.changeChosen({ availability })
              },
            })}
            ${select({
              name: sayOfSession(words, 'visibleOfChosen'),
              id: 'visible-chosen',
              part: 'visibility',
              options: [
                { value: none, words: sayOfSession(words, 'visibleChoice') },
                ...visibilityOptions(words),
              ],
              chosen: none,
              choose: (visibility) => {
                if (visibility !== '') void acts.changeChosen({ visibility })
              },
            })}
            ${button('quiet', sayOfSession(words, 'remove'), () => acts.remove(chosen), {
              tight: true,
              name: sayOfSession(words, 'removeChosen'),
              part: 'remove',
            })}`
    }
    ${button('plain', sayOfSession(words, 'done'), () => acts.show('list', ...openerOf('several')), {
      tight: true,
      id: 'done',
    })}
  </div>`
}
