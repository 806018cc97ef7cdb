import type { ChairsideError } from '@chairside/protocol'
import { LitElement, type PropertyDeclarations } from 'lit'
import type { AppWords } from '../../messages/app-words.ts'
import { fetchLanguage, type Part, withPatience } from '../../messages/languages.ts'
import { type Words, wordsOf } from '../../messages/words.ts'

/** The language that an element speaks: its own, else that of what stands around it. */
export const langOf = (element: HTMLElement): string =>
  element.lang || element.closest<HTMLElement>('[lang]')?.lang || 'en'

/** The events that every element has. */
export interface ChairsideElementEventMap extends HTMLElementEventMap {
  'chairside-error': CustomEvent<{ readonly error: ChairsideError }>
}

/** An element that speaks the language of its reader. `Events` are those that it tells, by name. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface only types methods that LitElement has.
export abstract class SpeakingElement<
  // biome-ignore lint/correctness/noUnusedVariables: the interface below takes them.
  Events extends ChairsideElementEventMap = ChairsideElementEventMap,
> extends LitElement {
  static override properties: PropertyDeclarations = { words: { attribute: false } }

  /** What the app says in place of some sentences, by their keys; give another object to change it. */
  declare words: AppWords | null | undefined

  /** The parts of the language that it says something of. */
  protected abstract readonly parts: readonly Part[]

  #turned = false

  /** The sentences as this element says them: its language's, and the app's in their place. */
  protected get spoken(): Words {
    return wordsOf(langOf(this), this.words)
  }

  /** The first time it waits until the sentences are here, so that nobody sees another language first. */
  protected override async scheduleUpdate(): Promise<void> {
    const coming = fetchLanguage(langOf(this), this.parts)?.then(() => this.requestUpdate())
    if (coming && !this.hasUpdated) await withPatience(coming)
    this.#turn()
    await super.scheduleUpdate()
  }

  /** A language that is written from right to left turns the element, also in a page that is not. */
  #turn(): void {
    // Another direction than ours is the app's own.
    if (this.#turned && this.dir !== 'rtl') this.#turned = false
    const turns = this.spoken.isRightToLeft && (this.#turned || !this.dir)
    if (turns) this.dir = 'rtl'
    else if (this.#turned) this.removeAttribute('dir')
    this.#turned = turns
  }
}

// The listening methods with the types of these events.
export interface SpeakingElement<Events extends ChairsideElementEventMap = ChairsideElementEventMap> {
  addEventListener<Name extends keyof Events>(
    type: Name,
    listener: (this: this, event: Events[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void
  removeEventListener<Name extends keyof Events>(
    type: Name,
    listener: (this: this, event: Events[Name]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void
}
