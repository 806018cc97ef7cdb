import { type CSSResult, unsafeCSS } from 'lit'

/** Fits style sheets to the browser: without container queries (Safari before 16) the rules ask for the window's width. */
export function fitting(sheets: readonly CSSResult[]): CSSResult[] {
  if (globalThis.CSS?.supports('container-type: inline-size') ?? true) return [...sheets]
  return sheets.map(({ cssText }) =>
    unsafeCSS(cssText.replace(/@container \(width (<|>=) ([^)]+)\)/g, asMedia)),
  )
}

const asMedia = (_: string, sign: string, width: string): string =>
  `@media (${sign === '<' ? 'max' : 'min'}-width: ${width})`
