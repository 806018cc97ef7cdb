import { documentPolicy, type Problem } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import type { DocumentUpload } from '../../../documents/upload.ts'
import { sayOfLibrary } from '../../../messages/library.ts'
import { explain } from '../../../messages/problem.ts'
import { sayOfProfile as say } from '../../../messages/profile.ts'
import { bar } from '../../kit/bar.ts'
import { button } from '../../kit/button.ts'
import { fileIcon } from '../../kit/file-icon.ts'
import { fileName } from '../../kit/file-name.ts'
import { icon } from '../../kit/icon.ts'
import { notice } from '../../kit/notice.ts'
import { fieldOf } from '../kit/dates.ts'
import { modal } from '../kit/modal.ts'
import { sign } from '../kit/sign.ts'
import { uploadText } from '../library/upload-text.ts'
import type { ProfileScene } from './scene.ts'

/** The form of *Upload Document*: one PDF, its sensitivity, its last day and its place. `browse` opens the file chooser. */
export function uploadDialog(scene: ProfileScene, browse: () => void): TemplateResult {
  const { words, draft, name } = scene
  const { upload } = draft
  const done = upload?.state === 'ready'
  return modal({
    title: sayOfLibrary(words, 'upload'),
    subtitle: say(words, 'for', { name: scene.list.name || name }),
    close: { words: sayOfLibrary(words, 'close'), act: () => draft.close() },
    body: done
      ? uploaded(upload, scene)
      : html`${chosen(scene, browse)}${upload ? underWay(scene) : fields(scene)}`,
    foot: done ? next(upload, scene) : send(scene),
  })
}

/** The chosen file, or the place where one is dropped. */
function chosen(scene: ProfileScene, browse: () => void): TemplateResult {
  const { words, draft } = scene
  const { file, upload, problem } = draft
  const size = words.size(documentPolicy.bytes)
  if (!file)
    return html`<div class="pick" part="drop">
      <span class="pick-sign">${icon('send')}</span>
      <p><b class="label">${say(words, 'dropHere')}</b><span class="subtle">${say(words, draft.several ? 'pickOne' : 'limitOne', { size })}</span></p>
      ${button('plain', say(words, 'select'), browse, { icon: 'plus', id: 'select' })}
    </div>`
  const refused = problem ?? (upload?.state === 'refused' ? upload.problem?.problem : undefined)
  if (refused)
    return html`<div class="chosen refused" part="file" role="alert">
      ${fileIcon(file.name)}
      <div class="file-body">${fileName(file.name)}
        <p class="file-state stop">${icon('warn', 'small')}<span>${say(words, 'notUploaded', { size: words.size(file.size) })}</span></p>
        <p class="file-note">${whyNot(refused, file, scene)}</p>
        <div class="file-more">${button('quiet', say(words, 'chooseAnother'), browse, { tight: true, id: 'select' })}</div>
      </div>
    </div>`
  if (upload) return onItsWay(upload, scene)
  return html`<div class="chosen" part="file">
    ${fileIcon(file.name)}
    <div class="file-body">${fileName(file.name)}<p class="file-state">${words.size(file.size)}</p></div>
    ${button('quiet', say(words, 'chooseAnother'), browse, { tight: true, id: 'select' })}
  </div>`
}

function whyNot(problem: Problem, file: File, { words }: ProfileScene): string {
  if (problem.code === 'EXTENSION_NOT_ALLOWED') return say(words, 'notPdf')
  if (problem.code === 'FILE_TOO_LARGE') {
    const most = documentPolicy.bytes
    // In bytes where both would read the same in larger units.
    const written = (bytes: number): string =>
      words.size(file.size) === words.size(most) ? `${words.number(bytes)} B` : words.size(bytes)
    return say(words, 'tooLarge', { actual: written(file.size), limit: written(most) })
  }
  return explain(words, problem, { file: file.name })
}

function onItsWay(upload: DocumentUpload, { words, list }: ProfileScene): TemplateResult {
  const said = uploadText(upload, list, words)
  return html`<div class="chosen" part="file">
    ${fileIcon(upload.name)}
    <div class="file-body">${fileName(upload.name)}
      <p class="file-state ${said.tone ?? ''}">${said.icon ? icon(said.icon, 'small') : nothing}<span>${said.text}</span></p>
      ${said.bar ? bar(said.bar, upload.name) : nothing}
    </div>
  </div>`
}

function underWay({ words, draft, list }: ProfileScene): TemplateResult | typeof nothing {
  if (draft.upload?.state === 'refused') return nothing
  return list.connection.state === 'down' || draft.upload?.holdup
    ? notice({ icon: 'noline', tone: 'wait', text: words.say('lineDownSends') })
    : nothing
}

function fields(scene: ProfileScene): TemplateResult {
  const { words, draft, now, list, name } = scene
  const { dayTrouble, day } = draft
  const trouble = dayTrouble && say(words, dayTrouble === 'past' ? 'pastDay' : 'farDay')
  const changed = (event: Event) => draft.setDay((event.currentTarget as HTMLInputElement).value)
  const radio = (
    group: string,
    checked: boolean,
    choose: () => void,
    title: TemplateResult,
    hint: string,
  ) => html`
    <label class="option ${group} ${checked ? 'on' : ''}"><input type="radio" name=${group} .checked=${live(checked)} @change=${choose} />
      <span class="option-title">${title}</span><span class="subtle">${hint}</span></label>`
  return html`
    <fieldset>
      <legend class="label">${sayOfLibrary(words, 'sensitivity')}</legend>
      <div class="options">
        ${radio('normal', draft.sensitivity === 'normal', () => draft.setSensitivity('normal'), html`${sayOfLibrary(words, 'normal')}`, say(words, 'normalHint', { name }))}
        ${radio('sensitive', draft.sensitivity === 'sensitive', () => draft.setSensitivity('sensitive'), html`${icon('lock', 'small')}${sayOfLibrary(words, 'sensitive')}`, say(words, 'sensitiveHint', { name }))}
      </div>
    </fieldset>
    <div class="field">
      <label class="label" for="draft-day">${say(words, 'expiresLabel')} <span class="subtle">${say(words, 'optional')}</span></label>
      <input
        class="input" id="draft-day" type="date" min=${fieldOf(new Date(now))} .value=${live(day)} @change=${changed}
        aria-invalid=${trouble ? 'true' : nothing} aria-describedby="draft-day-hint"
      />
      <p class=${trouble ? 'file-state stop' : 'subtle'} id="draft-day-hint" aria-live="polite">${trouble ? html`${icon('warn', 'small')}<span>${trouble}</span>` : day === '' ? sayOfLibrary(words, 'neverExpires') : say(words, 'dateHint')}</p>
    </div>
    ${list.appointments.length === 0 ? nothing : places(scene, radio)}`
}

function places(
  { words, draft, list, name }: ProfileScene,
  radio: (
    group: string,
    checked: boolean,
    choose: () => void,
    title: TemplateResult,
    hint: string,
  ) => TemplateResult,
): TemplateResult {
  const [first] = list.appointments
  const { appointment } = draft
  const chosen = (event: Event) => draft.setPlace((event.currentTarget as HTMLSelectElement).value)
  return html`<fieldset>
    <legend class="label">${say(words, 'where')}</legend>
    <div class="options">
      ${radio('place', appointment === undefined, () => draft.setPlace(undefined), html`${say(words, 'onProfile', { name })}`, say(words, 'onProfileHint'))}
      ${radio('place', appointment !== undefined, () => draft.setPlace(list.appointment ?? first?.id), html`${say(words, 'inAppointment')}`, say(words, 'inAppointmentHint'))}
    </div>
    ${
      appointment === undefined
        ? nothing
        : html`<span class="select"><select aria-label=${say(words, 'appointment')} @change=${chosen}>
            ${list.appointments.map(
              ({ id, title, startsAt }) =>
                html`<option value=${id} ?selected=${id === appointment}>${[`${words.day(startsAt)}, ${words.time(startsAt)}`, ...(title ? [title] : [])].join(' · ')}</option>`,
            )}
          </select>${sign('down', 'small')}</span>`
    }
  </fieldset>`
}

function send({ words, draft }: ProfileScene): TemplateResult {
  const { upload } = draft
  const cancel = button('plain', sayOfLibrary(words, 'cancel'), () => draft.cancel())
  if (upload && upload.state !== 'refused')
    return html`${button('main', say(words, 'uploadingNow'), () => {}, { off: 'dialog-title' })}${cancel}`
  return html`<p class="unseen" id="choose-first">${say(words, 'chooseFirst')}</p>
    ${button('main', say(words, 'uploadIt'), () => draft.send(), { icon: 'send', part: 'upload', ...(draft.ready ? {} : { off: 'choose-first' }) })}${cancel}`
}

function uploaded(upload: DocumentUpload, { words, name }: ProfileScene): TemplateResult {
  return html`${notice({
    ...{ icon: 'check', tone: 'ok', title: say(words, 'uploaded') },
    text: say(words, 'uploadedText', { name }),
  })}
  <div class="chosen" part="file">
    ${fileIcon(upload.name)}
    <div class="file-body">${fileName(upload.name)}<p class="file-state">${words.size(upload.size)}</p></div>
  </div>`
}

function next(upload: DocumentUpload, { words, draft, list, sharing }: ProfileScene): TemplateResult {
  const share = () => {
    const document = list.find(upload.id)
    draft.close()
    if (document) sharing.begin(document)
  }
  return html`<button type="button" class="button main" part="share" @click=${share}>${sign('link')}<span>${say(words, 'shareLink')}</span></button>
    ${button('plain', say(words, 'done'), () => draft.close())}`
}
