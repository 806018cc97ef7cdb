import { html, nothing, type TemplateResult } from 'lit'
import { sayOfLink } from '../../src/messages/link.ts'
import type { Words } from '../../src/messages/words.ts'

/** What a person can do at the door. */
export interface DoorActs {
  open(code?: string): void
  ask(): void
  paste(text: string): void
  again(): void
  view(): void
  save(): void
  stay(): void
}

/** What the views know besides the door. */
export interface DoorScene {
  readonly words: Words
  /** In ms since 1970. */
  readonly now: number
  /** The page that was read last. */
  readonly page: number
  /** What went wrong with a download; empty if nothing. */
  readonly note: string
  readonly acts: DoorActs
}

type Tone = 'private' | 'rest' | 'ok'

/** The card: a sign, a heading, sentences, and what can be done. */
export function card(
  { tone, mark, title }: { readonly tone: Tone; readonly mark: TemplateResult; readonly title: string },
  sentences: readonly (string | TemplateResult)[],
  more: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<section class="card">
    <span class="door-sign ${tone}">${mark}</span>
    <div class="door-text">
      <h1 class="door-title" id="door-title" tabindex="-1">${title}</h1>
      ${sentences.map((sentence) => html`<p>${sentence}</p>`)}
    </div>
    ${more}
  </section>`
}

/** A sentence with the practitioner's name, or the one without where no name is known. */
export function named(
  words: Words,
  name: string,
  key: 'openSeen' | 'codeFrom' | 'usedUpText' | 'askedTitle' | 'unlockingText' | 'openSees',
): string {
  return name === '' ? sayOfLink(words, `${key}Unnamed`) : sayOfLink(words, key, { name })
}
