import { type CSSResult, css, unsafeCSS } from 'lit'
import { dark, light } from './colours.ts'

/**
 * The design tokens. A page sets `--chairside-…` anywhere above an element. Inside, the rules read the names with an
 * underscore, which have the shipped value if the page sets none.
 */
export const tokensOf = (values: Readonly<Record<string, string>>): CSSResult =>
  unsafeCSS(
    Object.entries(values)
      .map(([name, value]) => `--_${name}: var(--chairside-${name}, ${value});`)
      .join(' '),
  )

const shape = tokensOf({
  font: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  weight: '400',
  'weight-medium': '500',
  'weight-strong': '600',
  'text-xs': '0.75rem',
  'text-chip': '0.8125rem',
  'text-sm': '0.875rem',
  'text-md': '0.9375rem',
  'text-lg': '1.125rem',
  'text-xl': '1.5rem',
  1: '4px',
  2: '8px',
  3: '12px',
  4: '16px',
  5: '20px',
  6: '24px',
  8: '32px',
  12: '48px',
  'radius-s': '6px',
  'radius-m': '10px',
  'radius-l': '16px',
  'radius-full': '999px',
  'lift-1': '0 1px 2px rgb(29 35 33 / 0.06)',
  'lift-2': '0 1px 2px rgb(29 35 33 / 0.06), 0 8px 24px -8px rgb(29 35 33 / 0.16)',
  'lift-3': '0 2px 4px rgb(29 35 33 / 0.08), 0 24px 64px -16px rgb(29 35 33 / 0.32)',
  ease: 'cubic-bezier(0.2, 0, 0, 1)',
  target: '44px',
})

const moving = tokensOf({ fast: '120ms', calm: '200ms', slow: '320ms' })
const still = tokensOf({ fast: '0ms', calm: '0ms', slow: '0ms' })

export const tokens: CSSResult = css`
  :host { ${shape} ${moving} ${tokensOf(light)} color-scheme: light; }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) { ${tokensOf(dark)} color-scheme: dark; }
  }
  :host([theme='dark']) { ${tokensOf(dark)} color-scheme: dark; }
  @media (prefers-reduced-motion: reduce) { :host { ${still} } }
`
