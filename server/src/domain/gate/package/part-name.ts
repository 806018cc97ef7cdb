/*
 * Names of parts and of their archive entries: ISO 29500-2 (ECMA-376 part 2), 6.2.2 (part names and their
 * equivalence) and 7.3.4 (from entry names); percent-encoding: RFC 3986, 2.1.
 */

/**
 * Normalizes a name (one character for each byte) for comparison. These make no difference: percent-encoding,
 * the case of ASCII letters, the kind of slash, a leading slash.
 */
export function comparable(name: string): string {
  return name
    .replace(/%([0-9a-f]{2})/gi, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)))
    .replaceAll('\\', '/')
    .replace(/^\/+/, '')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
