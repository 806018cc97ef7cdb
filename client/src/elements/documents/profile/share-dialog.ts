import { html, nothing, type TemplateResult } from 'lit'
import { sayOfLibrary } from '../../../messages/library.ts'
import { explain } from '../../../messages/problem.ts'
import { sayOfProfile as say } from '../../../messages/profile.ts'
import { button } from '../../kit/button.ts'
import { notice } from '../../kit/notice.ts'
import { modal } from '../kit/modal.ts'
import { expiryField } from '../library/row-forms.ts'
import { codePart, hasCode } from './code-part.ts'
import { give } from './give.ts'
import { chipOf } from './row.ts'
import type { ProfileScene } from './scene.ts'
import type { Sharing } from './sharing.ts'

/** The dialog of sharing one document: the link, and for a sensitive one the code, which goes another way. */
export function shareDialog(scene: ProfileScene, open: NonNullable<Sharing['open']>): TemplateResult {
  const { words, sharing, name } = scene
  const { document } = open.document
  const withdrawn = open.withdrewAt !== undefined
  return modal({
    title: say(words, 'shareWith', { name }),
    subtitle: `${document.name} · ${words.size(document.size)}`,
    close: { words: sayOfLibrary(words, 'close'), act: () => sharing.close() },
    body: html`${withdrawn ? afterWithdrawal(scene, open) : deliveries(scene, open)}
      ${open.problem ? html`<div role="alert">${notice({ icon: 'warn', tone: 'stop', text: explain(words, open.problem, { file: document.name }) })}</div>` : nothing}`,
    foot: button(
      isGiven(open) ? 'main' : 'plain',
      isGiven(open) ? say(words, 'done') : sayOfLibrary(words, 'close'),
      () => sharing.close(),
      {
        wide: isGiven(open),
      },
    ),
  })
}

/** Whether everything that the patient needs was given. */
function isGiven(open: NonNullable<Sharing['open']>): boolean {
  if (open.withdrewAt !== undefined || open.copiedAt === undefined) return false
  const { link, document } = open.document
  return document.sensitivity === 'normal' || open.codeGiven === true || hasCode(link)
}

function deliveries(scene: ProfileScene, open: NonNullable<Sharing['open']>): TemplateResult {
  const { words, name } = scene
  const { document } = open.document
  const sensitive = document.sensitivity === 'sensitive'
  return html`${open.asksNormal ? normalQuestion(scene) : nothing}
    <p class="needs">${chipOf(open.document, scene)}<span class="subtle">${sensitive ? say(words, 'needsBoth', { name }) : say(words, 'linkAlone')}</span></p>
    <div class="gives">${linkPart(scene, open, sensitive)}${sensitive ? codePart(scene, open) : nothing}</div>
    ${open.byHand && open.address ? byHand(scene, open.address) : nothing}
    ${expiryField(document, scene)}`
}

function linkPart(
  { words, now, sharing }: ProfileScene,
  open: NonNullable<Sharing['open']>,
  sensitive: boolean,
): TemplateResult {
  const { link } = open.document
  const copied = open.copiedAt !== undefined
  const state = copied
    ? say(words, 'copiedAt', { time: words.time(open.copiedAt ?? now) })
    : link?.state === 'shared'
      ? say(words, 'sharedAlready', { when: words.moment(link.sharedAt, now) })
      : say(words, 'notCopied')
  return give({
    ...{ sign: 'link', title: say(words, sensitive ? 'firstLink' : 'theLink') },
    state: open.addressGone ? say(words, 'noAddress') : state,
    ...(open.addressGone ? { tone: 'stop', icon: 'warn' } : copied ? { tone: 'ok', icon: 'check' } : {}),
    act: button('quiet', say(words, copied ? 'copied' : 'copy'), () => void sharing.copyLink(), {
      ...{ tight: true, icon: copied ? 'check' : undefined, id: 'copy-link', part: 'copy-link' },
      name: copied ? `${say(words, 'copied')}: ${say(words, 'copyLink')}` : say(words, 'copyLink'),
    }),
  })
}

function byHand({ words }: ProfileScene, address: string): TemplateResult {
  return html`<div class="field">
    <label class="subtle" for="address">${say(words, 'copyByHand')}</label>
    <input class="input" id="address" readonly .value=${address} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
  </div>`
}

function normalQuestion({ words, sharing }: ProfileScene): TemplateResult {
  return notice({
    ...{ icon: 'lock', tone: 'wait', title: say(words, 'askNormal'), text: say(words, 'askNormalText') },
    actions: html`${button('plain', say(words, 'makeNormal'), () => void sharing.makeNormal(), { tight: true })}
      ${button('quiet', say(words, 'keepSensitive'), () => sharing.keepSensitive(), { tight: true })}`,
  })
}

function afterWithdrawal(
  { words, now, sharing, name }: ProfileScene,
  { withdrewAt = now, undoUntil = 0 }: NonNullable<Sharing['open']>,
): TemplateResult {
  return html`<div class="gives">${give({
    ...{ sign: 'link', title: say(words, 'theLink'), tone: 'stop', icon: 'stop' },
    state: say(words, 'withdrewAt', { time: words.time(withdrewAt) }),
    act:
      now < undoUntil
        ? button('quiet', say(words, 'undo'), () => void sharing.undo(), {
            tight: true,
            icon: 'undo',
            id: 'undo',
          })
        : nothing,
  })}</div>
    ${notice({
      ...{ icon: 'info', text: say(words, 'withdrawnNote', { name }) },
      actions: button('quiet', say(words, 'newLink'), () => void sharing.newLink(), { tight: true }),
    })}`
}
