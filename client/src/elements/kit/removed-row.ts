import { html, type TemplateResult } from 'lit'
import type { Words } from '../../messages/words.ts'
import { button } from './button.ts'
import { icon } from './icon.ts'

/** The row of a file that was taken from the tray, or of a dismissed one, with its undo button. */
export function removedRow(
  key: string,
  name: string,
  words: Words,
  { undo, suspend, goOn }: { undo: () => void; suspend: () => void; goOn: () => void },
): TemplateResult {
  return html`<li
    class="file removed" part="file" id="file-${key}"
    @pointerenter=${suspend} @pointerleave=${goOn} @focusin=${suspend} @focusout=${goOn}
  >
    ${icon('undo')}
    <p class="subtle">${words.say('removed', { file: name })}</p>
    <div class="file-actions">
      ${button('quiet', words.say('undo'), undo, { tight: true, name: words.say('undoFile', { file: name }) })}
    </div>
  </li>`
}
