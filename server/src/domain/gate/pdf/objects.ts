/*
 * Values of a PDF's dictionaries as they stand in its text, one character for each byte: ISO 32000-2, 7.3.
 */

/** The number behind a key, or undefined. */
export function numberOf(dictionary: string, key: string): number | undefined {
  const found = new RegExp(`/${key}\\s{0,16}([+-]?\\d{1,12})(?![\\d.])`).exec(dictionary)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** The bytes of the string behind a key, literal or hexadecimal; undefined without one. */
export function stringOf(dictionary: string, key: string): Buffer | undefined {
  const found = new RegExp(`/${key}\\s{0,16}(?=[(<])`).exec(dictionary)
  return found === null ? undefined : readString(dictionary, found.index + found[0].length)
}

/** The string that begins at a place (7.3.4); undefined where it does not end. */
export function readString(text: string, at: number): Buffer | undefined {
  if (text[at] === '<') {
    const end = text.indexOf('>', at)
    const digits = end < 0 ? '' : text.slice(at + 1, end).replace(/[^0-9A-Fa-f]/g, '')
    return end < 0 ? undefined : Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex')
  }
  let depth = 1
  let end = at + 1
  for (; end < text.length && depth > 0; end += 1) {
    if (text[end] === '\\') end += 1
    else if (text[end] === '(') depth += 1
    else if (text[end] === ')') depth -= 1
  }
  if (depth > 0) return undefined
  return Buffer.from(text.slice(at + 1, end - 1).replace(escapes, unescaped), 'latin1')
}

const escapes = /\\(?:([0-7]{1,3})|(\r\n|\r|\n)|(.))/gs
const letters: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
])

function unescaped(_: string, octal?: string, line?: string, letter = ''): string {
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
  return line !== undefined ? '' : (letters.get(letter) ?? letter)
}
