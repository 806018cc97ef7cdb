export const KB = 1024
export const MB = 1024 * KB
export const GB = 1024 * MB

/**
 * A size in the unit that people read: bytes below 1 KB ("500 B"), then whole KB ("250 KB"), then MB with one decimal but
 * no ".0" ("4.2 MB"). A size that would round to 1024 KB is "1 MB".
 */
export function measure(bytes: number): { readonly value: number; readonly unit: 'B' | 'KB' | 'MB' } {
  if (bytes < KB) return { value: bytes, unit: 'B' }
  const whole = Math.round(bytes / KB)
  if (whole < 1024) return { value: whole, unit: 'KB' }
  return { value: Math.max(1, Math.round((bytes / MB) * 10) / 10), unit: 'MB' }
}

/** A size as English text; other languages format `measure` by themselves. */
export function formatSize(bytes: number): string {
  const { value, unit } = measure(bytes)
  return `${value} ${unit}`
}
