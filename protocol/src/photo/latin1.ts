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

/** Each index at which a text contains these characters, in ascending order. A search in bytes takes many times longer. */
export function* places(wanted: string, text: string): Generator<number> {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) yield at
}
