import { html, type TemplateResult } from 'lit'
import { sayOfSession } from '../../../messages/session.ts'
import { button } from '../../kit/button.ts'
import { icon } from '../../kit/icon.ts'
import type { Card } from './card.ts'

/** The box that takes files. `over`: whether files that it would get are dragged over the page now. */
export function dropBox({ words, acts, wide }: Card, over: boolean): TemplateResult {
  const [title, hint] = over ? (['dropNow', 'dropNowHint'] as const) : (['dropHere', 'dropHint'] as const)
  return html`<div class="drop ${over ? 'over' : ''}" part="drop">
    ${icon('send')}
    <p>
      <b>${sayOfSession(words, title)}</b>
      <span class="subtle">${sayOfSession(words, hint)}</span>
    </p>
    ${button('plain', sayOfSession(words, 'selectFiles'), () => acts.chooseFiles(), {
      icon: 'plus',
      part: 'select',
      id: 'select',
      wide: !wide,
    })}
  </div>`
}
