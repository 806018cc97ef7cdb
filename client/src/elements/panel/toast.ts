import { html, nothing, type TemplateResult } from 'lit'
import type { TransferFile } from '../../live/file.ts'
import type { Request } from '../../live/request.ts'
import type { Words } from '../../messages/words.ts'
import { called } from '../file/called.ts'
import { button, iconButton } from '../kit/button.ts'
import { fileIcon } from '../kit/file-icon.ts'
import { icon } from '../kit/icon.ts'
import { savesOutOfSight } from './device.ts'
import { type FileTrouble, troubleText } from './file-trouble.ts'
import type { Panel } from './panel.ts'

export interface Toast {
  /** Files that are ready for me and were neither shown in the open panel nor answered. */
  readonly files: readonly TransferFile[]
  /** A request that was not yet shown. */
  readonly request: Request | undefined
}

export interface ToastActs {
  show(): void
  download(file: TransferFile): void
  notNow(toast: Toast): void
}

/** Tells news in one line while the panel is not seen. It is no dialog, takes no focus, and stays until it is answered. */
export function toast(shown: Toast, panel: Panel, acts: ToastActs): TemplateResult | typeof nothing {
  const { words } = panel
  const [file, ...more] = shown.files
  const from = shown.request?.from ?? file?.transfer.from
  const name = from ? called(from, panel) : panel.otherName
  const show = button('main', words.say('show'), acts.show, { tight: true, id: 'answer' })
  const dismiss = iconButton('close', words.say('notNow'), () => acts.notNow(shown))
  if (shown.request) {
    const sign = html`<span class="sign">${icon('ask')}</span>`
    return line(words, words.say('requestLabel'), sign, words.say('asksYou', { name }), [show, dismiss])
  }
  if (!file) return nothing
  const label = words.say('newFileLabel')
  const count = shown.files.length
  const download = () =>
    button('main', words.say('download'), () => acts.download(file), {
      tight: true,
      id: 'answer',
      name: words.say('downloadFile', { file: file.name }),
    })
  const answer = more.length > 0 ? show : download()
  return line(words, label, fileIcon(file.name), words.say('sentYou', { name, count }), [answer, dismiss])
}

/** Tells the trouble of a download from the toast; the file's row says more. */
export function troubleToast(
  file: TransferFile,
  trouble: FileTrouble,
  panel: Panel,
  { show, forget }: { readonly show: () => void; readonly forget: () => void },
): TemplateResult {
  const { words } = panel
  const text = troubleText(trouble, file, { ...panel, otherName: called(file.transfer.from, panel) })
  const answer = button('main', words.say('show'), show, { tight: true, id: 'answer' })
  const close = iconButton('close', words.say('dismiss'), forget)
  return line(words, words.say('newFileLabel'), fileIcon(file.name), text, [answer, close])
}

/** Says where a download from the toast went. It claims only that the bytes were sent: no browser tells that it saved. */
export const sentText = (words: Words): string =>
  words.say(savesOutOfSight() ? 'sentToIphone' : 'sentToDevice')

export function sentToast({ words }: Panel, forget: () => void): TemplateResult {
  const sign = html`<span class="sign done">${icon('check')}</span>`
  const close = iconButton('close', words.say('dismiss'), forget)
  return line(words, words.say('download'), sign, sentText(words), [close])
}

// All toasts have the same template, so that the element in the top layer stays there.
const line = (
  { lang }: Words,
  label: string,
  sign: TemplateResult,
  text: string,
  buttons: readonly TemplateResult[],
): TemplateResult => html`<div class="toast" part="toast" popover="manual" role="group" lang=${lang} aria-label=${label}>
  ${sign}
  <p class="label">${text}</p>
  <div class="toast-acts">${buttons}</div>
</div>`
