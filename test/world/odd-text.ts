/** A text with everything but plain ASCII as escapes, so that a failure shows what is not seen. */
export function spell(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
