import { html, nothing, type TemplateResult } from 'lit'
import { sign } from '../../src/elements/documents/kit/sign.ts'
import { type ButtonLook, button } from '../../src/elements/kit/button.ts'
import { fileIcon } from '../../src/elements/kit/file-icon.ts'
import { fileName } from '../../src/elements/kit/file-name.ts'
import { icon } from '../../src/elements/kit/icon.ts'
import { type LinkKey, sayOfLink } from '../../src/messages/link.ts'
import type { Words } from '../../src/messages/words.ts'
import { card, type DoorScene, named } from './card.ts'
import { codeForm } from './code-form.ts'
import { type Door, isShown } from './door.ts'
import { type LinkSign, linkSign } from './link-sign.ts'
import { isSoon, openText, stayBand } from './time-left.ts'

/** What the page shows now. */
export function doorView(door: Door, scene: DoorScene): TemplateResult {
  const { words, acts } = scene
  const say = (key: PlainKey): string => sayOfLink(words, key)
  const look = (name: LinkSign) => linkSign(name)
  switch (door.state) {
    case 'loading':
      return html`<p class="door-wait" role="status"><span class="spin" aria-hidden="true"></span>${say('loading')}</p>`
    case 'incomplete':
      return incomplete(door.wrong, scene)
    case 'normal':
      return normal(door, scene)
    case 'code':
      return codeForm(door, scene)
    case 'unlocking':
      return card(
        { tone: 'ok', mark: look('unlock'), title: say('unlockingTitle') },
        [named(words, door.look.practitioner, 'unlockingText')],
        html`<p class="door-wait" role="status"><span class="spin" aria-hidden="true"></span>${say('unlocking')}</p>`,
      )
    case 'open':
      return opened(door, scene)
    case 'later':
      return card({ tone: 'rest', mark: icon('clock'), title: say('laterTitle') }, [
        ...fromWhom(door.look.practitioner, words),
        sayOfLink(words, 'laterText', { when: words.moment(door.look.from, scene.now) }),
      ])
    case 'expired': {
      const { expiredAt, practitioner } = door.look
      return card({ tone: 'rest', mark: icon('clock'), title: say('expiredTitle') }, [
        sayOfLink(words, 'expiredText', { day: lastDay(words, expiredAt) }),
        practitioner === '' ? say('goneText') : sayOfLink(words, 'expiredAsk', { name: practitioner }),
      ])
    }
    case 'gone':
      return card({ tone: 'rest', mark: look('link'), title: say('goneTitle') }, [say('goneText')])
    case 'no-connection':
      return card(
        { tone: 'rest', mark: icon('noline'), title: say('noConnectionTitle') },
        [say('noConnectionText')],
        html`<div class="door-acts">${button('plain', words.say('tryAgain'), acts.again, { icon: 'again', wide: true })}</div>`,
      )
    case 'trouble':
      return card(
        { tone: 'rest', mark: icon('warn'), title: say('troubleTitle') },
        [say('troubleText')],
        html`<div class="door-acts">${button('plain', words.say('tryAgain'), acts.again, { icon: 'again', wide: true })}</div>`,
      )
  }
}

/** The sentences without slots. */
type PlainKey = {
  [Key in LinkKey]: Parameters<typeof sayOfLink<Key>> extends [Words, Key] ? Key : never
}[LinkKey]

const fromWhom = (name: string, words: Words): string[] =>
  name === '' ? [] : [sayOfLink(words, 'normalFrom', { name })]

/** The day on which something that ends at an instant can last be used, with its year: "31 October 2026". */
export function lastDay(words: Words, instant: string): string {
  const format = { day: 'numeric', month: 'long', year: 'numeric' } as const
  return new Intl.DateTimeFormat(words.locale, format).format(new Date(Date.parse(instant) - 1))
}

function normal(door: Extract<Door, { state: 'normal' }>, { words, acts }: DoorScene): TemplateResult {
  const { look, again, busy } = door
  const until =
    look.until === undefined ? [] : [sayOfLink(words, 'normalUntil', { day: lastDay(words, look.until) })]
  const sentences = again
    ? [sayOfLink(words, 'closedNormal')]
    : [[...fromWhom(look.practitioner, words), ...until].join(' ')].filter((text) => text !== '')
  const title = sayOfLink(words, again ? 'closedTitle' : 'normalTitle')
  return card(
    { tone: 'rest', mark: icon('files'), title },
    sentences,
    html`<div class="door-acts">
        ${button('main', sayOfLink(words, 'open'), () => acts.open(), busyLook(busy))}
      </div>
      <p class="subtle seen">${sign('eye', 'small')}<span>${named(words, look.practitioner, 'openSeen')}</span></p>`,
  )
}

/** The main button, off while its request is under way. */
export const busyLook = (busy: boolean): ButtonLook => ({
  wide: true,
  ...(busy && { off: 'door-title' }),
})

function opened(
  { opened }: Extract<Door, { state: 'open' }>,
  { words, now, note, acts }: DoorScene,
): TemplateResult {
  const { document: file, practitioner, saves } = opened
  const ends = opened.expiresAt.getTime()
  const sees = named(words, practitioner, 'openSees')
  const shown = isShown(opened)
  return card(
    { tone: 'ok', mark: icon('check'), title: sayOfLink(words, 'openTitle') },
    shown || saves ? [] : [sayOfLink(words, 'notShown')],
    html`<div class="door-file">${fileIcon(file.name)}<div><p class="door-name">${fileName(file.name)}</p><p class="subtle">${words.size(file.size)}</p></div></div>
      <div class="door-acts">
        ${shown ? html`<button type="button" class="button main wide" id="view" @click=${acts.view}>${sign('eye')}<span>${sayOfLink(words, 'view')}</span></button>` : nothing}
        ${saves ? button(shown ? 'plain' : 'main', words.say('download'), acts.save, { icon: 'save', wide: true }) : nothing}
      </div>
      ${note === '' ? nothing : html`<p class="door-error" role="alert">${icon('warn', 'small')}<span>${note}</span></p>`}
      ${isSoon(ends - now) ? stayBand(opened, now, acts.stay, words) : nothing}
      <p class="subtle seen">${icon('clock', 'small')}<span>${isSoon(ends - now) ? sees : `${openText(ends, now, words)} ${sees}`}</span></p>`,
  )
}

function incomplete(wrong: boolean, { words, acts }: DoorScene): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = event.currentTarget
    if (form instanceof HTMLFormElement) acts.paste(String(new FormData(form).get('link') ?? ''))
  }
  return card(
    { tone: 'rest', mark: linkSign('link'), title: sayOfLink(words, 'incompleteTitle') },
    [sayOfLink(words, 'incompleteText'), sayOfLink(words, 'incompleteHow')],
    html`<form class="door-form" novalidate @submit=${submit}>
      <div class="field">
        <label class="label" for="whole-link">${sayOfLink(words, 'incompleteField')}</label>
        <input
          class="input" id="whole-link" name="link" type="text" inputmode="url" autocomplete="off" autocapitalize="off" spellcheck="false"
          aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${wrong ? 'link-error' : nothing}
        />
        ${wrong ? html`<p class="door-error" id="link-error" role="alert">${icon('warn', 'small')}<span>${sayOfLink(words, 'incompleteWrong')}</span></p>` : nothing}
      </div>
      <div class="door-acts"><button type="submit" class="button main wide"><span>${sayOfLink(words, 'incompleteOpen')}</span></button></div>
    </form>`,
  )
}
