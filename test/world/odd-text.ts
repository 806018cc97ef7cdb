/** Writes a text with escapes for all but printable ASCII, so that a failure shows invisible characters. */
export function spell(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
