import { html, render } from 'lit'
import { en } from '../messages/en.ts'
import { sk } from '../messages/sk.ts'

/** Why the elements cannot be shown: the browser is older than the baseline, or the page's policy forbids it. */
export type Hindrance = 'tooOld' | 'notAllowedHere'

/** What hinders the elements in this page; undefined where nothing does. */
export function findHindrance(): Hindrance | undefined {
  // The last of what the product needs that came to Chrome (100), Firefox (104) and Safari (15.4).
  const needed = [AbortSignal.prototype.throwIfAborted, Array.prototype.findLast, Object.hasOwn]
  if (needed.some((one) => typeof one !== 'function')) return 'tooOld'
  try {
    render(html`<p></p>`, document.createDocumentFragment())
  } catch {
    // biome-ignore lint/suspicious/noConsole: only the page's author can mend it.
    console.error(
      'Chairside: this page requires Trusted Types and names no policy that the elements may use. ' +
        'Add `chairside` to `trusted-types` in its Content-Security-Policy.',
    )
    return 'notAllowedHere'
  }
  return undefined
}

/** An element that says in one sentence what hinders the real one. */
export function saying(hindrance: Hindrance): CustomElementConstructor {
  return class extends HTMLElement {
    connectedCallback(): void {
      const lang = this.lang || this.closest<HTMLElement>('[lang]')?.lang || 'en'
      const sentence = document.createElement('p')
      sentence.lang = /^sk\b/i.test(lang) ? 'sk' : 'en'
      sentence.textContent = (sentence.lang === 'sk' ? sk : en)[hindrance]
      Object.assign(sentence.style, { margin: '0', padding: '16px', font: '15px/1.4 system-ui, sans-serif' })
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
      while (root.lastChild) root.lastChild.remove()
      root.append(sentence)
    }

    /** As of the real one: nothing waits here. */
    focusPrompt(): boolean {
      return false
    }
  }
}
