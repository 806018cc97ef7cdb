import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { DocumentUpload } from '../../../documents/upload.ts'
import type { View } from '../../../documents/view.ts'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import { explain } from '../../../messages/problem.ts'
import { bar } from '../../kit/bar.ts'
import { button, iconButton } from '../../kit/button.ts'
import { fileIcon } from '../../kit/file-icon.ts'
import { fileName } from '../../kit/file-name.ts'
import { heading } from '../../kit/heading.ts'
import { type IconName, icon } from '../../kit/icon.ts'
import { notice } from '../../kit/notice.ts'
import { largeSize } from '../kit/sizes.ts'
import { decision } from './decision.ts'
import type { LibraryScene, UploadScene } from './scene.ts'
import { uploadText } from './upload-text.ts'

/** The files on their way into the library, each with its own progress and acts. */
export function uploadRows(scene: LibraryScene): TemplateResult | typeof nothing {
  const { library, words, level } = scene
  if (library.uploads.length === 0) return nothing
  return html`<section class="group" part="group uploads" aria-labelledby="uploads-title">
    ${heading(level + 1, say(words, 'uploads'), { look: 'label', id: 'uploads-title' })}
    <ul aria-labelledby="uploads-title">${repeat(
      library.uploads,
      ({ id }) => id,
      (upload) =>
        upload.state === 'refused' && upload.problem?.code === 'LIBRARY_FULL'
          ? fullRow(upload, scene)
          : uploadRow(upload, scene, library),
    )}</ul>
  </section>`
}

/** One file on its way, with its progress and acts; `view` has the connection by which it goes. */
export function uploadRow(
  upload: DocumentUpload,
  scene: UploadScene,
  view: Pick<View, 'connection'>,
): TemplateResult {
  const { words, uploads } = scene
  const { name, state } = upload
  const said = uploadText(upload, view, words)
  const trouble = uploads.trouble(upload)
  const note =
    trouble === undefined
      ? said.note
      : trouble === 'not-the-same'
        ? say(words, 'notTheSame', { file: name, size: words.size(upload.size) })
        : explain(words, trouble, { file: name })
  return html`<li class="file" part="file" id="file-${upload.id}">
    ${fileIcon(name)}
    <div class="file-body">
      ${fileName(name)}
      <p class="file-state ${said.tone ?? ''}" part="file-state">
        ${said.icon ? icon(said.icon, 'small') : nothing}<span>${said.text}</span>
      </p>
      ${said.bar ? bar(said.bar, name) : nothing}
    </div>
    <div class="file-actions signs" part="file-actions">${iconButton(
      'close',
      say(words, state === 'refused' ? 'dismiss' : 'giveUp', { file: name }),
      () => void uploads.remove(upload),
    )}</div>
    ${note === undefined ? nothing : html`<p class="file-note" part="file-note">${note}</p>`}
    ${acts(upload, scene)}
    ${upload.document?.undecided ? decision(upload.document, scene) : nothing}
  </li>`
}

function acts(upload: DocumentUpload, { words, uploads }: UploadScene): TemplateResult | typeof nothing {
  const { name: file, state, source } = upload
  const quiet = (label: string, name: string, press: () => void, sign?: IconName) =>
    button('quiet', label, press, { tight: true, name, icon: sign })
  const missing = state === 'sending' && source === 'missing'
  const closed = state === 'sending' && source === 'closed'
  const all = [
    ...(upload.canRetry
      ? [quiet(words.say('tryAgain'), `${words.say('tryAgain')}: ${file}`, () => upload.retry(), 'again')]
      : []),
    ...(missing
      ? [
          quiet(words.say('chooseAgain'), `${words.say('chooseAgain')}: ${file}`, () =>
            uploads.chooseAgain(upload),
          ),
        ]
      : []),
    ...(closed
      ? [quiet(words.say('goOn'), words.say('goOnWith', { file }), () => void uploads.reopen(upload))]
      : []),
    ...(state === 'paused'
      ? [quiet(words.say('resume'), words.say('resumeFile', { file }), () => upload.resume(), 'play')]
      : []),
    ...((state === 'sending' && source === 'here' && !upload.problem) || state === 'queued'
      ? [quiet(words.say('pause'), words.say('pauseFile', { file }), () => upload.pause(), 'pause')]
      : []),
  ]
  return all.length === 0 ? nothing : html`<div class="file-more" part="file-more">${all}</div>`
}

/** Says how much room the library has left, and shows the largest documents. */
function fullRow(upload: DocumentUpload, { words, uploads, looking, library }: LibraryScene): TemplateResult {
  const { name: file, size } = upload
  const limit = upload.problem?.problem.limit ?? library.limit ?? 0
  const values = {
    size: largeSize(words, size),
    left: largeSize(words, Math.max(0, limit - library.used)),
    limit: largeSize(words, limit),
  }
  return html`<li class="full" id="file-${upload.id}">${notice({
    icon: 'warn',
    tone: 'stop',
    title: say(words, 'full', { file }),
    text: say(words, 'fullText', values),
    actions: html`
      ${button('quiet', say(words, 'showLargest'), () => looking.order('size'), { tight: true })}
      ${button('quiet', words.say('tryAgain'), () => upload.retry(), { tight: true, name: `${words.say('tryAgain')}: ${file}` })}
      ${button('quiet', words.say('dismiss'), () => void uploads.remove(upload), { tight: true, name: say(words, 'dismiss', { file }) })}`,
  })}</li>`
}
