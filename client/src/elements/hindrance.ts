import { html, render } from 'lit'
import { fetchLanguage } from '../messages/languages.ts'
import { wordsOf } from '../messages/words.ts'
import { langOf } from './kit/speaking.ts'

/** Why the elements cannot be shown: the browser is older than the baseline, or the page's policy forbids it. */
type Hindrance = 'tooOld' | 'notAllowedHere'

/**
 * Defines the elements that the page does not have yet, by tag, or in their place what says why they cannot be shown. A
 * page may load both a script of the server and its own build; the first of them defines an element. Where there is no page,
 * as on a server that renders one, it defines nothing.
 */
export function defineElements(elements: Readonly<Record<string, CustomElementConstructor>>): void {
  if (typeof document === 'undefined') return
  const left = Object.entries(elements).filter(([tag]) => !customElements.get(tag))
  const hindrance = left.length > 0 ? findHindrance() : undefined
  for (const [tag, element] of left) customElements.define(tag, hindrance ? saying(hindrance) : element)
}

/** Finds out why the elements cannot be shown in this page; undefined if they can. */
function findHindrance(): Hindrance | undefined {
  // Of all features that the product needs, these came last: to Chrome 100, Firefox 104 and Safari 15.4.
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

/** Makes an element that says in one sentence why the real one cannot be shown. */
function saying(hindrance: Hindrance): CustomElementConstructor {
  return class extends HTMLElement {
    connectedCallback(): void {
      const lang = langOf(this)
      const sentence = document.createElement('p')
      const say = () => {
        const words = wordsOf(lang)
        sentence.lang = words.lang
        sentence.textContent = words.say(hindrance)
      }
      say()
      void fetchLanguage(lang, ['live'])?.then(say)
      Object.assign(sentence.style, { margin: '0', padding: '16px', font: '15px/1.4 system-ui, sans-serif' })
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
      while (root.lastChild) root.lastChild.remove()
      root.append(sentence)
    }

    /** As the real one has it; here nothing waits. */
    focusPrompt(): boolean {
      return false
    }
  }
}
