import { html, nothing, type TemplateResult } from 'lit'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import { button } from '../../kit/button.ts'
import { sign } from '../kit/sign.ts'
import type { LibraryScene } from './scene.ts'

/** What stands in place of the list while it has no rows. `upload` opens the file chooser. */
export function empty({ looking, words, library }: LibraryScene, upload: () => void): TemplateResult {
  const search = (looking.view.search ?? '').trim()
  if (search === '' && !looking.narrows && library.total === 0)
    return html`<div class="empty">
      ${sign('folder')}
      <p class="label">${say(words, 'none')}</p>
      <p class="subtle">${say(words, 'noneText')}</p>
      ${button('main', say(words, 'upload'), upload, { icon: 'plus' })}
    </div>`
  const title =
    search === ''
      ? say(words, 'noneHere')
      : say(words, looking.narrows ? 'noMatchHere' : 'noMatch', { search })
  return html`<div class="empty">
    ${sign('search')}
    <p class="label">${title}</p>
    ${search === '' ? nothing : html`<p class="subtle">${say(words, 'noMatchText')}</p>`}
    <div class="row">
      ${looking.narrows ? button('quiet', say(words, search === '' ? 'showAll' : 'searchAll'), () => looking.widen(), { tight: true }) : nothing}
      ${search === '' ? nothing : button('quiet', say(words, 'clearSearch'), () => looking.clearText(), { tight: true })}
    </div>
  </div>`
}
