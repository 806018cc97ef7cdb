import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { button } from '../../src/elements/kit/button.ts'
import { icon } from '../../src/elements/kit/icon.ts'
import { sayOfLink } from '../../src/messages/link.ts'
import type { Words } from '../../src/messages/words.ts'
import { card, type DoorScene, named } from './card.ts'
import type { Door } from './door.ts'
import { linkSign } from './link-sign.ts'

type Code = Extract<Door, { state: 'code' }>

/** The door with the field of the code: before the first try, after a wrong one, without a code, and after ten wrong ones. */
export function codeForm(door: Code, scene: DoorScene): TemplateResult {
  const { words } = scene
  const { title, sentences, mark, tone } = headOf(door, scene)
  const wanted = wantedAt(door) !== undefined
  return card(
    { tone, mark, title },
    sentences,
    html`${form(door, scene)}
      ${wanted ? html`<p class="subtle seen">${icon('info', 'small')}<span>${sayOfLink(words, 'askedClose')}</span></p>` : nothing}`,
  )
}

/** When a code was asked for in this page. Another page that has the link may have asked, too; here that is not told. */
const wantedAt = ({ look, asked }: Code): string | undefined => (asked ? look.wantedAt : undefined)

function headOf(
  door: Code,
  { words, page }: DoorScene,
): { title: string; sentences: string[]; mark: TemplateResult; tone: 'private' | 'rest' } {
  const { look, again } = door
  const { practitioner, left } = look
  const wanted = wantedAt(door)
  if (wanted !== undefined) {
    const text = sayOfLink(words, 'askedText', { time: words.time(wanted) })
    const title = named(words, practitioner, 'askedTitle')
    return { title, sentences: [text], mark: icon('lock'), tone: 'private' }
  }
  if (left === 0) {
    const sentences = [named(words, practitioner, 'usedUpText'), sayOfLink(words, 'usedUpKeep')]
    return { title: sayOfLink(words, 'usedUpTitle'), sentences, mark: linkSign('key'), tone: 'rest' }
  }
  if (again) {
    const sentences = [sayOfLink(words, 'closedText', { count: page })]
    return { title: sayOfLink(words, 'closedTitle'), sentences, mark: icon('lock'), tone: 'private' }
  }
  const sentences = [named(words, practitioner, 'codeFrom')]
  return { title: sayOfLink(words, 'codeTitle'), sentences, mark: icon('lock'), tone: 'private' }
}

function form(door: Code, { words, now, acts }: DoorScene): TemplateResult {
  const { look, trouble, busy, waitsUntil } = door
  const waits = waitsUntil !== undefined && waitsUntil > now ? waitsUntil - now : 0
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement) || busy || waits > 0) return
    acts.open(String(new FormData(form).get('code') ?? ''))
  }
  const isWrong = trouble !== undefined && waits === 0
  const described = trouble !== undefined || waits > 0 ? 'code-hint code-error' : 'code-hint'
  return html`<form class="door-form" novalidate @submit=${submit}>
    <div class="field">
      <label class="label" for="code">${sayOfLink(words, 'codeField')}</label>
      <input
        class="input code" id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="24"
        dir="ltr" aria-invalid=${isWrong ? 'true' : nothing} aria-describedby=${described} @input=${grouped}
      />
      <p class="unseen" id="code-hint">${sayOfLink(words, 'codeHint')}</p>
      <div id="code-error">${waits > 0 ? waitText(waits, look.left, words) : troubleText(door, words)}</div>
    </div>
    <div class="door-acts">
      <button type="submit" class="button main wide" aria-disabled=${live(busy || waits > 0 ? 'true' : nothing)} aria-describedby=${waits > 0 ? 'code-error' : nothing}>
        <span>${sayOfLink(words, 'open')}</span>
      </button>
      ${wantedAt(door) === undefined && look.left > 0 ? button('quiet', sayOfLink(words, 'noCode'), acts.ask, { wide: true }) : nothing}
    </div>
  </form>`
}

/** The wait counts down to the eye; a screen reader hears once that there is one. */
function waitText(waits: number, left: number, words: Words): TemplateResult {
  const count = Math.ceil(waits / 1000)
  const tries = sayOfLink(words, 'codeTries', { count: left })
  return html`<p class="door-error wait">
    ${icon('clock', 'small')}<span aria-hidden="true">${sayOfLink(words, 'codeWait', { count })} ${tries}</span>
    <span class="unseen" role="alert">${sayOfLink(words, 'codeWaitHeard')} ${tries}</span>
  </p>`
}

function troubleText({ trouble, look }: Code, words: Words): TemplateResult | typeof nothing {
  const text = (): string => {
    switch (trouble?.why) {
      case undefined:
        return ''
      case 'short':
        return sayOfLink(words, 'codeShort')
      case 'wrong':
        return look.left === 0 ? '' : sayOfLink(words, 'codeWrong', { count: look.left })
      case 'expired':
        return sayOfLink(words, 'codeExpired')
      case 'used-elsewhere':
        return sayOfLink(words, 'codeUsedElsewhere')
    }
  }
  const said = text()
  if (said === '') return nothing
  return html`<p class="door-error" role="alert">${icon('warn', 'small')}<span>${said}</span></p>`
}

/** Writes six digits in two groups, as they are said. Only while the cursor stands at the end: else it would jump. */
function grouped(event: Event): void {
  const field = event.currentTarget
  if (!(field instanceof HTMLInputElement) || field.selectionStart !== field.value.length) return
  const digits = field.value.match(/\p{Nd}/gu)?.join('') ?? ''
  // What is no code, such as a pasted sentence, stays as it is.
  if (digits.length !== 6 || /[^\p{Nd}\s-]/u.test(field.value)) return
  field.value = `${digits.slice(0, 3)} ${digits.slice(3)}`
}
