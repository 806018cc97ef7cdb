// Browsers and Node have `TextDecoder`, but the type libraries that this package may name do not declare it.
declare const TextDecoder: new (label: 'latin1') => { decode(bytes: Uint8Array): string }

const decoder = new TextDecoder('latin1')

/** Decodes one character for each byte. An index of the text is an index of the bytes. */
export const latin1 = (bytes: Uint8Array): string => decoder.decode(bytes)

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
