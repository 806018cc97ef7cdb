import { html, nothing, type TemplateResult } from 'lit'
import type { TransferFile } from '../../live/file.ts'
import type { Request } from '../../live/request.ts'
import { called } from '../file/called.ts'
import { button, iconButton } from '../kit/button.ts'
import { fileIcon } from '../kit/file-icon.ts'
import { fileName } from '../kit/file-name.ts'
import { icon } from '../kit/icon.ts'
import type { Panel } from './panel.ts'

/** How many file names a toast shows; it always says how many files there are. */
const namesShown = 3

export interface Toast {
  /** Files that are here for me and were neither shown in the open panel nor answered. */
  readonly files: readonly TransferFile[]
  /** A request that was not shown yet. */
  readonly request: Request | undefined
}

export interface ToastActs {
  show(): void
  notNow(toast: Toast): void
}

/** What has come while the panel is closed. It is no dialog, takes no focus, and stays until it is answered. */
export function toast(shown: Toast, panel: Panel, acts: ToastActs): TemplateResult | typeof nothing {
  const { words } = panel
  const [file, ...more] = shown.files
  const from = shown.request?.from ?? file?.transfer.from
  const name = from ? called(from, panel) : panel.otherName
  const dismiss = iconButton('close', words.say('notNow'), () => acts.notNow(shown))
  const show = button('main', words.say('show'), acts.show, { tight: true, id: 'answer' })
  if (shown.request) {
    return html`<div class="toast" part="toast" role="group" aria-label=${words.say('requestLabel')}>
      <span class="sign">${icon('ask')}</span>
      <div class="words">
        <p class="label">${words.say('asksYou', { name })}</p>
        ${shown.request.note ? html`<p class="subtle">${shown.request.note}</p>` : nothing}
      </div>
      ${show}${dismiss}
    </div>`
  }
  if (!file) return nothing
  const count = shown.files.length
  return html`<div class="toast" part="toast" role="group" aria-label=${words.say('newFileLabel')}>
    ${fileIcon(file.name)}
    <div class="words">
      <p class="label">${words.say('sentYou', { name, count })}</p>
      ${shown.files.slice(0, namesShown).map((one) => html`<p class="subtle">${fileName(one.name)}</p>`)}
    </div>
    ${
      more.length > 0
        ? show
        : button('main', words.say('download'), () => panel.acts.toFile(file, 'download'), {
            tight: true,
            id: 'answer',
            name: words.say('downloadFile', { file: file.name }),
          })
    }
    ${dismiss}
  </div>`
}
