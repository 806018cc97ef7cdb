/** Reads the token of a duration, in ms. It is 0 where the person wants no motion. */
export function durationOf(element: Element, token: 'calm' | 'slow'): number {
  const value = getComputedStyle(element).getPropertyValue(`--_${token}`)
  return Number.parseFloat(value) * (value.endsWith('ms') ? 1 : 1000) || 0
}
