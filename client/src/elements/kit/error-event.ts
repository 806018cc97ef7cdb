import { ChairsideError } from '@chairside/protocol'

/** What the console was told, by element: a mistake in how a page embeds one is said there once. */
const noted = new WeakMap<Element, Set<string>>()

/** Tells the app of errors of an element, by an event that leaves the element's own tree. */
export const tellsErrors =
  (element: Element) =>
  (error: unknown): void => {
    const event = new CustomEvent('chairside-error', { detail: { error }, bubbles: true, composed: true })
    element.dispatchEvent(event)
    if (error instanceof ChairsideError) void note(element, error)
  }

async function note(element: Element, error: ChairsideError): Promise<void> {
  const { code, why, field } = error.problem
  const said = noted.get(element) ?? new Set()
  noted.set(element, said)
  const key = `${code} ${why} ${field}`
  if (said.has(key)) return
  said.add(key)
  // The sentences are many, and most pages never need one. Where they cannot be had, the error's own has to do.
  const { adviceOn } = await import('../../messages/advice.ts').catch(() => ({ adviceOn: undefined }))
  const advice = adviceOn ? adviceOn(error) : why || field ? '' : undefined
  if (advice === undefined) return
  const line = [`<${element.localName}>: ${code}. ${error.message}`, advice].join(' ').trim()
  // biome-ignore lint/suspicious/noConsole: only the page's author can mend it.
  console.error(line, ...(error.cause === undefined ? [] : [error.cause]))
}
