import type { FileFlag } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Words } from '../../messages/words.ts'
import { bar } from '../kit/bar.ts'
import { button, iconButton } from '../kit/button.ts'
import { fileIcon } from '../kit/file-icon.ts'
import { fileName } from '../kit/file-name.ts'
import { icon } from '../kit/icon.ts'
import type { FileAction, RowText } from './row-text.ts'

type Act = (action: FileAction) => void

/** A file that was sent or is coming, with what can be done about it. */
export function fileRow(id: string, name: string, row: RowText, words: Words, act: Act): TemplateResult {
  const beside = row.actions.filter((action) => !below(action))
  const more = row.actions.filter(below)
  return html`<li class="file ${row.gone ? 'gone' : ''} ${beside.length === 0 ? 'plain' : ''}" part="file" id="file-${id}">
    ${fileIcon(name)}
    <div class="file-body">
      ${fileName(name)}
      <p class="file-state ${row.tone}" part="file-state">
        ${row.icon ? icon(row.icon, 'small') : nothing}<span>${row.text}</span>
      </p>
      ${row.bar ? bar(row.bar, name) : nothing}
    </div>
    ${
      beside.length === 0
        ? nothing
        : html`<div class="file-actions" part="file-actions">
          ${repeat(beside, keyOf, (action) => control(action, name, words, act))}
        </div>`
    }
    ${row.flags.map((flag) => flagNote(flag, words))}
    ${row.note ? html`<p class="file-note" part="file-note">${row.note}</p>` : nothing}
    ${
      more.length === 0
        ? nothing
        : html`<div class="file-more" part="file-more">
          ${repeat(more, keyOf, (action) => control(action, name, words, act))}
        </div>`
    }
  </li>`
}

/** Whether an action stands below the row, and not beside it. */
function below(action: FileAction): boolean {
  switch (action) {
    case 'choose-another':
    case 'dismiss':
    case 'attach':
    case 'reopen':
    case 'retry':
    case 'ask-again':
      return true
    case 'pause':
    case 'resume':
    case 'withdraw':
    case 'download':
    case 'save-again':
    case 'send-again':
      return false
  }
}

// Pause and Resume are one button that changes its word, and so are Download and Save again: the focus stays on it.
// No two others share a button: a tap meant for Pause must not land on Withdraw.
function keyOf(action: FileAction): string {
  switch (action) {
    case 'pause':
    case 'resume':
      return 'pause-resume'
    case 'download':
    case 'save-again':
      return 'save'
    default:
      return action
  }
}

function control(action: FileAction, file: string, words: Words, act: Act): TemplateResult {
  const press = () => act(action)
  switch (action) {
    case 'pause':
      return iconButton('pause', words.say('pauseFile', { file }), press)
    case 'resume':
      return iconButton('play', words.say('resumeFile', { file }), press)
    case 'withdraw':
      return iconButton('close', words.say('withdrawFile', { file }), press)
    case 'download':
      return iconButton('save', words.say('downloadFile', { file }), press, { accent: true })
    case 'save-again':
      return iconButton('save', words.say('saveFileAgain', { file }), press)
    case 'send-again':
      return quiet(words.say('sendAgain'), words.say('sendFileAgain', { file }), press)
    case 'ask-again':
      return quiet(words.say('askAgain'), words.say('askFileAgain', { file }), press)
    case 'choose-another':
      return quiet(words.say('chooseAnother'), words.say('chooseAnotherFor', { file }), press)
    case 'attach':
      return quiet(words.say('chooseAgain'), words.say('chooseFileAgain', { file }), press)
    case 'reopen':
      return quiet(words.say('goOn'), words.say('goOnWith', { file }), press)
    case 'retry':
      return button('quiet', words.say('tryAgain'), press, {
        icon: 'again',
        tight: true,
        name: words.say('tryFileAgain', { file }),
      })
    case 'dismiss':
      return quiet(words.say('dismiss'), words.say('dismissFile', { file }), press)
  }
}

const quiet = (label: string, name: string, press: () => void): TemplateResult =>
  button('quiet', label, press, { tight: true, name })

function flagNote(flag: FileFlag, words: Words): TemplateResult {
  switch (flag) {
    case 'encrypted':
      return html`<p class="file-note flag">${icon('lock', 'small')}<span>${words.say('ownPassword')}</span></p>`
    case 'macros':
      return html`<p class="file-note flag">${icon('shield', 'small')}<span>${words.say('macros')}</span></p>`
    case 'location':
      return html`<p class="file-note flag wait">${icon('pin', 'small')}<span>${words.say('showsLocation')}</span></p>`
  }
}
