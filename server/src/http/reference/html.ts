/** HTML that is safe to put into a page. */
export interface Html {
  readonly html: string
}

type Part = Html | string | number | readonly Part[]

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** Writes HTML; what is put in as text is escaped. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: texts.reduce((all, text, index) => all + written(parts[index - 1] ?? '') + text) }
}

function written(part: Part): string {
  if (typeof part === 'object') return 'html' in part ? part.html : part.map(written).join('')
  return escaped(String(part))
}

/** A text with its `code` between backticks. */
export const prose = (text: string): Part =>
  text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))

export const json = (value: unknown): Html => html`<pre><code>${JSON.stringify(value, null, 2)}</code></pre>`
