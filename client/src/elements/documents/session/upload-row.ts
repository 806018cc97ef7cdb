import { html, nothing, type TemplateResult } from 'lit'
import type { DocumentUpload } from '../../../documents/upload.ts'
import { inFull } from '../../../messages/problem.ts'
import { sayOfSession } from '../../../messages/session.ts'
import { bar } from '../../kit/bar.ts'
import { button, iconButton } from '../../kit/button.ts'
import { fileIcon } from '../../kit/file-icon.ts'
import { fileName } from '../../kit/file-name.ts'
import { icon } from '../../kit/icon.ts'
import type { Card } from './card.ts'
import { type UploadAction, uploadText } from './upload-text.ts'

/** The row of a file that is on its way, or was refused. */
export function uploadRow(upload: DocumentUpload, card: Card): TemplateResult {
  const { words, acts, material } = card
  const { id, name } = upload
  const connected = material.problem?.code !== 'LINE_DOWN'
  const { text, icon: state, tone, note, bar: drawn, actions } = uploadText(upload, words, connected)
  const mark = acts.marks.of(id)
  const said = mark?.state === 'failed' ? `${mark.text} ${inFull(words, mark.problem, { file: name })}` : note
  const signs = actions.filter((action) => action === 'pause' || action === 'resume')
  const others = actions.filter((action) => action !== 'pause' && action !== 'resume')
  return html`
    <span class="doc-mark">${fileIcon(name)}</span>
    <div class="file-body">
      ${fileName(name)}
      <p class="file-state ${tone ?? ''}" part="file-state">${state ? icon(state, 'small') : nothing}<span>${text}</span></p>
      ${drawn ? bar(drawn, name) : nothing}
      ${said ? html`<p class="file-note" part="file-note">${said}</p>` : nothing}
      ${others.length > 0 ? html`<div class="file-more">${others.map((one) => action(one, upload, card))}</div>` : nothing}
    </div>
    <div class="doc-end file-actions" part="file-actions">
      ${signs.map((one) => action(one, upload, card))}
      ${iconButton('close', sayOfSession(words, 'cancelFile', { file: name }), () => acts.giveUp(upload))}
    </div>`
}

function action(one: UploadAction, upload: DocumentUpload, { words, acts }: Card): TemplateResult {
  const { name: file } = upload
  switch (one) {
    case 'pause':
      return iconButton('pause', words.say('pauseFile', { file }), () => upload.pause())
    case 'resume':
      return iconButton('play', words.say('resumeFile', { file }), () => upload.resume(), { look: 'accent' })
    case 'retry':
      return button('quiet', words.say('tryAgain'), () => upload.retry(), {
        icon: 'again',
        tight: true,
        name: `${words.say('tryAgain')}: ${file}`,
      })
    case 'choose':
      return button('quiet', sayOfSession(words, 'chooseAgain'), () => acts.chooseAgain(upload), {
        icon: 'again',
        tight: true,
        name: sayOfSession(words, 'chooseAgainFile', { file }),
      })
    case 'reopen':
      return button('quiet', words.say('goOn'), () => void upload.reopen(), {
        icon: 'play',
        tight: true,
        name: words.say('goOnWith', { file }),
      })
    case 'another':
      return button('quiet', words.say('chooseAnother'), () => acts.chooseFiles(upload), {
        tight: true,
        name: words.say('chooseAnotherFor', { file }),
      })
    case 'accept':
      return button('quiet', sayOfSession(words, 'accept'), () => acts.accept(upload), {
        icon: 'check',
        tight: true,
        name: sayOfSession(words, 'acceptFile', { file }),
      })
  }
}
