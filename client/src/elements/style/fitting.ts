import { type CSSResult, unsafeCSS } from 'lit'

/** Sheets as this browser understands them: one that cannot ask a box for its width (Safari before 16) asks the window. */
export function fitting(sheets: readonly CSSResult[]): CSSResult[] {
  if (globalThis.CSS?.supports('container-type: inline-size') ?? true) return [...sheets]
  return sheets.map(({ cssText }) =>
    unsafeCSS(cssText.replace(/@container \(width (<|>=) ([^)]+)\)/g, asMedia)),
  )
}

const asMedia = (_: string, sign: string, width: string): string =>
  `@media (${sign === '<' ? 'max' : 'min'}-width: ${width})`
