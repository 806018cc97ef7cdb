import type { Doubt } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import type { LibraryDocument } from '../../../documents/document.ts'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import type { MessageKey } from '../../../messages/table.ts'
import { button } from '../../kit/button.ts'
import type { RowScene } from './scene.ts'

const whys = {
  locked: 'undecidedLocked',
  'too-much': 'undecidedTooMuch',
  suspected: 'undecidedSuspected',
} as const satisfies Record<Doubt, MessageKey>

/** Asks the practitioner about a document about which the check could not decide. */
export function decision(
  document: LibraryDocument,
  { words, acts }: Pick<RowScene, 'words' | 'acts'>,
): TemplateResult | typeof nothing {
  const { undecided, name } = document
  if (!undecided) return nothing
  const [yes, no] = [say(words, 'acceptIt'), words.say('refuse')]
  return html`<p class="file-note" part="file-note">${words.say('undecidedTitle', { file: name })} ${words.say(whys[undecided])}</p>
    <div class="file-more" part="file-more">
      ${button('quiet', yes, () => void acts.decide(document, 'accept'), { tight: true, name: `${yes}: ${name}` })}
      ${button('quiet', no, () => void acts.decide(document, 'refuse'), { tight: true, name: `${no}: ${name}` })}
    </div>`
}
