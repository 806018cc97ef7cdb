import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Words } from '../../messages/words.ts'
import { countInTitle } from '../kit/title-count.ts'
import type { Nothing } from './panel-model.ts'

/** Tells the page facts by events; each fact once, until it changes. */
export class Telling implements ReactiveController {
  readonly #host: HTMLElement
  #badge: number | undefined
  #nothing: Nothing | undefined

  constructor(host: HTMLElement & ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  /** Tells the page by an event. Gives false if the page prevents what the event announces. */
  tell(name: string, detail: object): boolean {
    return this.#host.dispatchEvent(
      new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }),
    )
  }

  nothing(reason: Nothing | undefined): void {
    if (this.#nothing === reason) return
    this.#nothing = reason
    if (reason === undefined) this.tell('chairside-something', {})
    else this.tell('chairside-nothing', { reason })
  }

  /** Tells the count of the badge. `inTitle`: the page wants the count before its title, too. */
  badge(count: number, words: Words, inTitle: boolean): void {
    countInTitle(this, inTitle ? count : 0)
    if (this.#badge === count) return
    this.#badge = count
    const label = count === 0 ? words.say('title') : words.say('titleNew', { count })
    this.tell('badge', { count, text: count > 9 ? '9+' : words.number(count), label })
  }

  hostDisconnected(): void {
    countInTitle(this, 0)
  }
}
