import { html, type TemplateResult } from 'lit'
import type { Words } from '../../messages/words.ts'
import { button } from './button.ts'
import { icon } from './icon.ts'
import type { Removals } from './removals.ts'

/** The row of a file that was removed, dismissed or withdrawn, with an undo button. `said` tells which. */
export function removedRow(
  { key, name, said }: { readonly key: string; readonly name: string; readonly said?: string | undefined },
  words: Words,
  removals: Removals,
  undo: () => void = () => removals.undo(key),
): TemplateResult {
  const suspend = () => removals.suspend(key)
  const goOn = () => removals.goOn(key)
  return html`<li
    class="file removed" part="file" id="file-${key}"
    @pointerenter=${suspend} @pointerleave=${goOn} @focusin=${suspend} @focusout=${goOn}
  >
    ${icon('undo')}
    <p class="subtle">${said ?? words.say('removed', { file: name })}</p>
    <div class="file-actions">
      ${button('quiet', words.say('undo'), undo, { tight: true, name: `${words.say('undo')}: ${name}` })}
    </div>
  </li>`
}
