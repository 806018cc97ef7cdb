import type { FileFlag } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Words } from '../../messages/words.ts'
import { bar } from '../kit/bar.ts'
import { type ButtonLook, button, iconButton } from '../kit/button.ts'
import { fileIcon } from '../kit/file-icon.ts'
import { fileName } from '../kit/file-name.ts'
import { icon } from '../kit/icon.ts'
import type { FileAction } from './file-action.ts'
import type { RowText } from './row-text.ts'

type Act = (action: FileAction) => void

/** Renders the row of a file that was sent or is coming, with its actions. */
export function fileRow(
  {
    id,
    name,
    picture,
  }: { readonly id: string; readonly name: string; readonly picture?: Element | undefined },
  row: RowText,
  words: Words,
  act: Act,
): TemplateResult {
  const { beside, more } = placed(row.actions)
  const one = (action: FileAction) => control(action, { id, name }, words, act)
  return html`<li class="file ${row.gone ? 'gone' : ''} ${beside.length === 0 ? 'plain' : ''}" part="file" id="file-${id}">
    ${picture ?? fileIcon(name)}
    <div class="file-body">
      ${fileName(name)}
      <p class="file-state ${row.tone}" part="file-state" id="state-${id}">
        ${row.icon ? icon(row.icon, 'small') : nothing}<span>${row.text}</span>
      </p>
      ${row.bar ? bar(row.bar, name) : nothing}
    </div>
    ${
      beside.length === 0
        ? nothing
        : html`<div class="file-actions ${beside.every(isSign) ? 'signs' : ''}" part="file-actions">
          ${repeat(beside, keyOf, one)}
        </div>`
    }
    ${row.flags.map((flag) => flagNote(flag, words))}
    ${row.note ? html`<p class="file-note" part="file-note">${row.note}</p>` : nothing}
    ${
      more.length === 0
        ? nothing
        : html`<div class="file-more" part="file-more">
          ${repeat(more, keyOf, one)}
        </div>`
    }
  </li>`
}

/**
 * Places a row's actions. Signs stand at the row's end, and so does "Withdraw" or "Send again" as the only word; other
 * words stand on a line of their own, apart from each other.
 */
function placed(actions: readonly FileAction[]): { beside: FileAction[]; more: FileAction[] } {
  const words = actions.filter((action) => !isSign(action))
  const alone = words.length === 1 && (words[0] === 'withdraw' || words[0] === 'send-again')
  return {
    beside: actions.filter((action) => alone || isSign(action)),
    more: alone ? [] : words,
  }
}

/** Whether an action is a sign without words. The cross only removes a row from sight. */
function isSign(action: FileAction): boolean {
  return ['keep', 'kept', 'download', 'save-again', 'share', 'dismiss'].includes(action)
}

// Pause and Resume are one button that changes its word, so that the focus stays on it; so are Download, Save again and
// Share, and what keeps the file. No other actions share a button: a tap meant for Pause must not land on Withdraw.
function keyOf(action: FileAction): string {
  switch (action) {
    case 'pause':
    case 'resume':
      return 'pause-resume'
    case 'download':
    case 'save-again':
    case 'share':
      return 'save'
    case 'keep':
    case 'kept':
      return 'keep'
    default:
      return action
  }
}

function control(
  action: FileAction,
  { id, name: file }: { readonly id: string; readonly name: string },
  words: Words,
  act: Act,
): TemplateResult {
  const press = () => act(action)
  /** A button whose name says the file after its words. */
  const about = (label: string, look?: Pick<ButtonLook, 'icon'>) =>
    quiet(label, `${label}: ${file}`, press, look)
  switch (action) {
    case 'pause':
      return quiet(words.say('pause'), words.say('pauseFile', { file }), press, { icon: 'pause' })
    case 'resume':
      return quiet(words.say('resume'), words.say('resumeFile', { file }), press, { icon: 'play' })
    case 'withdraw':
      return quiet(words.say('withdraw'), words.say('withdrawFile', { file }), press)
    case 'download':
      return iconButton('save', words.say('downloadFile', { file }), press, { look: 'accent' })
    case 'save-again':
      return iconButton('save', words.say('saveFileAgain', { file }), press)
    case 'share':
      return iconButton('save', words.say('shareFile', { file }), press, { look: 'accent' })
    case 'copy-address':
      return quiet(words.say('copyAddress'), words.say('copyAddress'), press)
    case 'send-again':
      return about(words.say('sendAgain'))
    case 'ask-again':
      return about(words.say('askAgain'))
    case 'choose-another':
      return quiet(words.say('chooseAnother'), words.say('chooseAnotherFor', { file }), press)
    case 'attach':
      return about(words.say('chooseAgain'))
    case 'reopen':
      return quiet(words.say('goOn'), words.say('goOnWith', { file }), press)
    case 'retry':
      return about(words.say('tryAgain'), { icon: 'again' })
    case 'decide':
      return quiet(words.say('decide'), words.say('decideFile', { file }), press)
    case 'keep':
      return iconButton('keep', `${words.say('keepInDocuments')}: ${file}`, press)
    case 'kept':
      return iconButton('check', `${words.say('keptInDocuments')}: ${file}`, press, { off: `state-${id}` })
    case 'dismiss':
      return iconButton('close', words.say('dismissFile', { file }), press)
  }
}

const quiet = (
  label: string,
  name: string,
  press: () => void,
  look: Pick<ButtonLook, 'icon'> = {},
): TemplateResult => button('quiet', label, press, { tight: true, name, ...look })

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
