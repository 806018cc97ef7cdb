import { html, nothing, type TemplateResult } from 'lit'
import { sayOfFiles } from '../../../messages/files.ts'
import { explain } from '../../../messages/problem.ts'
import type { Words } from '../../../messages/words.ts'
import { bar } from '../../kit/bar.ts'
import { button, iconButton } from '../../kit/button.ts'
import { type IconName, icon } from '../../kit/icon.ts'
import type { ArchiveState } from './archives.ts'

/** What can be done in the band. */
export interface ArchiveActs {
  again(): void
  share(): void
  end(): void
}

interface Band {
  readonly icon: IconName
  readonly tone?: 'ok' | 'stop'
  readonly title?: string
  readonly text?: string
  readonly below?: TemplateResult | string | undefined
  readonly action?: TemplateResult
  /** What the button with the cross does. */
  readonly cross: string
}

/** The band under an appointment's title that tells how far the saving of all its files is. `title`: the appointment's. */
export function archiveBand(
  state: ArchiveState,
  { words, title, address }: { words: Words; title: string; address: string },
  acts: ArchiveActs,
): TemplateResult {
  const shown = bandOf(state, words, title, address, acts)
  return html`<div class="band ${shown.tone ?? ''}" part="download-all-state">
    ${icon(shown.icon)}
    <div class="band-body">
      <p>${shown.title ? html`<b>${shown.title}</b> ` : nothing}${shown.text ?? nothing}</p>
      ${shown.below === undefined || typeof shown.below !== 'string' ? (shown.below ?? nothing) : html`<p class="subtle">${shown.below}</p>`}
    </div>
    ${shown.action ?? nothing}
    ${iconButton('close', shown.cross, () => acts.end())}
  </div>`
}

function bandOf(state: ArchiveState, words: Words, title: string, address: string, acts: ArchiveActs): Band {
  const [stop, dismiss] = [sayOfFiles(words, 'packStop', { title }), words.say('dismiss')]
  switch (state.state) {
    case 'packing':
      return { icon: 'save', text: sayOfFiles(words, 'packing', { count: state.files }), cross: stop }
    case 'saving': {
      const share = state.bytes / state.size
      const percent = words.percent(share)
      const text = sayOfFiles(words, 'packSaving', { percent, size: words.size(state.size) })
      const heard = sayOfFiles(words, 'packHeard', { percent })
      return { icon: 'save', text, below: bar({ cause: 'moving', share, heard }, title), cross: stop }
    }
    case 'saved':
    case 'handed': {
      const said = sayOfFiles(words, state.state === 'saved' ? 'packSaved' : 'packHanded')
      return {
        icon: 'check',
        tone: 'ok',
        title: said,
        text: state.name,
        below: leftText(state, words),
        cross: dismiss,
      }
    }
    case 'to-share': {
      const action = button('quiet', sayOfFiles(words, 'packShare'), acts.share, { tight: true })
      const said = sayOfFiles(words, 'packReady')
      return {
        icon: 'check',
        tone: 'ok',
        title: said,
        text: state.name,
        below: leftText(state, words),
        action,
        cross: dismiss,
      }
    }
    case 'elsewhere':
      return { icon: 'info', text: words.say('openElsewhere', { address }), cross: dismiss }
    case 'stopped': {
      const again = { icon: 'again', tight: true } as const
      const action = button('quiet', words.say('tryAgain'), acts.again, again)
      if (state.share === undefined) {
        const text = explain(words, state.problem)
        return {
          icon: 'warn',
          tone: 'stop',
          title: sayOfFiles(words, 'packNotBegun'),
          text,
          action,
          cross: dismiss,
        }
      }
      const said = sayOfFiles(words, 'packStopped', { percent: words.percent(state.share) })
      const text = sayOfFiles(words, 'packStoppedText')
      return { icon: 'noline', tone: 'stop', title: said, text, action, cross: dismiss }
    }
  }
}

/** What a screen reader hears of the saving of an appointment; empty where nothing is news. */
export function heardText(state: ArchiveState, words: Words): string {
  switch (state.state) {
    case 'packing':
      return sayOfFiles(words, 'packing', { count: state.files })
    case 'saved':
      return [sayOfFiles(words, 'saidSaved', { name: state.name }), leftText(state, words) ?? '']
        .join(' ')
        .trim()
    case 'stopped':
      return state.share === undefined
        ? sayOfFiles(words, 'packNotBegun')
        : sayOfFiles(words, 'packStopped', { percent: words.percent(state.share) })
    case 'saving':
    case 'handed':
    case 'to-share':
    case 'elsewhere':
      return ''
  }
}

/** What stayed out of an archive; undefined if nothing did. */
function leftText(
  { later, needCode }: { readonly later: number; readonly needCode: number },
  words: Words,
): string | undefined {
  const parts = [
    ...(later > 0 ? [sayOfFiles(words, 'leftLater', { count: later })] : []),
    ...(needCode > 0 ? [sayOfFiles(words, 'leftCode', { count: needCode })] : []),
  ]
  return parts.length > 0 ? parts.join(' ') : undefined
}
