/** Decodes one character for each byte. An index of the text is an index of the bytes. */
export function latin1(bytes: Uint8Array): string {
  const step = 8192
  let text = ''
  for (let at = 0; at < bytes.length; at += step) {
    text += String.fromCharCode(...bytes.subarray(at, at + step))
  }
  return text
}

/** Whether the bytes contain these characters at an index. */
export function stands(text: string, bytes: Uint8Array, at = 0): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false
  }
  return true
}

/** Each index at which the bytes contain these characters, in ascending order. */
export function* places(text: string, bytes: Uint8Array): Generator<number> {
  const first = text.charCodeAt(0)
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (stands(text, bytes, at)) yield at
  }
}
