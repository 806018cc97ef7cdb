import type { ShareLink } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import { sayOfProfile as say } from '../../../messages/profile.ts'
import { button } from '../../kit/button.ts'
import { notice } from '../../kit/notice.ts'
import { type Given, give } from './give.ts'
import type { ProfileScene } from './scene.ts'
import type { Sharing } from './sharing.ts'

type Open = NonNullable<Sharing['open']>

/** Whether the patient was given a code that still works, or has used one. */
export function hasCode(link: ShareLink | undefined): boolean {
  return (
    link !== undefined &&
    link.state !== 'withdrawn' &&
    (link.code.state === 'made' || link.code.state === 'used')
  )
}

/** The code of a sensitive document: a delivery of its own, and what can be done where it is missing. */
export function codePart(scene: ProfileScene, open: Open): TemplateResult {
  return html`${open.code ? shown(scene, open.code) : made(scene, open)}${unlocking(scene, open)}${notes(scene, open)}`
}

/** A code on the screen, in groups, with the seconds until it hides. */
function shown({ words, now, sharing }: ProfileScene, code: NonNullable<Open['code']>): TemplateResult {
  const grouped = code.code.replace(/^(\d{3})(\d{3})$/, '$1 $2')
  const spoken = say(words, 'codeIs', { code: [...code.code].join(' ').replace(/^((?:\d ){2}\d) /, '$1, ') })
  const left = code.hidesAt === undefined ? undefined : Math.max(1, Math.ceil((code.hidesAt - now) / 1000))
  const until = words.moment(code.expiresAt, now)
  return give({
    ...{ sign: 'key', title: say(words, 'secondCode'), icon: 'clock', act: nothing },
    state: say(words, 'codeShown', { time: words.time(code.at), until }),
    more: html`<div class="give-more">
      <div class="code-line"><output class="code" id="code" part="code"><span aria-hidden="true">${grouped}</span><span class="unseen">${spoken}</span></output
        >${button('quiet', say(words, code.copied ? 'copied' : 'copy'), () => void sharing.copyCode(), {
          ...{
            tight: true,
            id: 'copy-code',
            name: say(words, 'copyCode'),
            icon: code.copied ? 'check' : undefined,
          },
        })}</div>
      <p class="subtle">${say(words, 'codeOnce')}</p>
      <div class="code-line">${
        left === undefined
          ? nothing
          : html`<span class="subtle" role="timer">${say(words, 'hidesIn', { count: left })}</span>${button('quiet', say(words, 'keepShowing'), () => sharing.keepShowing(), { tight: true })}`
      }</div>
    </div>`,
  })
}

function made({ words, now, sharing, name }: ProfileScene, { document }: Open): TemplateResult {
  // Of a withdrawn link only the patient's wish counts.
  const { link: last } = document
  const link = last?.state !== 'withdrawn' || last.wantedAt !== undefined ? last : undefined
  const { title, state, tone, icon, first } = stateOf(link, words, now, name)
  const usedUp = link?.code.state === 'used-up'
  return give({
    ...{ sign: link?.wantedAt ? 'bell' : 'key', title, state, tone, icon },
    act: button(
      usedUp ? 'main' : 'quiet',
      say(words, first ? 'show' : 'newCode'),
      () => void sharing.showCode(),
      { tight: true, id: 'show-code', part: 'show-code', ...(first && { name: say(words, 'showCode') }) },
    ),
  })
}

/** How the code stands. `first`: none was made yet, so that the next one ends no other. */
function stateOf(
  link: ShareLink | undefined,
  words: ProfileScene['words'],
  now: number,
  name: string,
): Pick<Given, 'title' | 'state' | 'tone' | 'icon'> & { first: boolean } {
  const title = say(words, 'secondCode')
  const at = (instant: string) => words.moment(instant, now)
  if (link?.wantedAt)
    return {
      ...{
        title: say(words, 'hasNoCode', { name }),
        state: say(words, 'askedAt', { when: at(link.wantedAt) }),
      },
      ...{ tone: 'wait', icon: 'clock', first: link.code.state === 'none' },
    }
  const code = link?.code ?? { state: 'none' as const }
  switch (code.state) {
    case 'none':
      return { title, state: say(words, 'noCode', { name }), first: true }
    case 'made':
      return { title, state: say(words, 'codeMade', { when: at(code.at) }), first: false }
    case 'used':
      return {
        title,
        state: say(words, 'codeUsed', { when: at(code.at) }),
        tone: 'ok',
        icon: 'check',
        first: false,
      }
    case 'expired':
      return { title, state: say(words, 'codeExpired', { when: at(code.at) }), first: false }
    case 'used-up':
      return {
        ...{ title, tone: 'stop', icon: 'warn', first: false },
        state: say(words, 'codeUsedUp', { count: link?.wrong ?? 0 }),
      }
  }
}

/** While both are in the appointment, it can be opened without a code. */
function unlocking(
  { words, list, sharing, name }: ProfileScene,
  open: Open,
): TemplateResult | typeof nothing {
  const { link } = open.document
  if (!list.together || link === undefined || link.state === 'withdrawn') return nothing
  return give({
    ...{ sign: 'unlock', title: say(words, 'both') },
    ...(open.unlocked
      ? { state: say(words, 'unlocked', { name }), tone: 'ok', icon: 'check', act: nothing }
      : {
          state: say(words, 'opensByItself', { name }),
          act: button('plain', say(words, 'unlock'), () => void sharing.unlock(), {
            tight: true,
            part: 'unlock',
          }),
        }),
  })
}

function notes({ words, now, sharing, name }: ProfileScene, open: Open): TemplateResult | typeof nothing {
  const { link } = open.document
  if (link?.state !== 'shared' || open.code) return nothing
  if (link.code.state === 'used-up')
    return html`<div class="give-note">${notice({
      ...{ icon: 'info', tone: 'stop' },
      text: say(words, 'lastTry', { when: words.moment(link.wrongAt ?? link.code.at, now), name }),
      actions: button('quiet', say(words, 'withdraw'), () => void sharing.withdraw(), { tight: true }),
    })}</div>`
  if (link.code.state !== 'made') return nothing
  return html`<div class="give-note">${notice({ icon: 'info', text: say(words, 'codeNote') })}</div>`
}
