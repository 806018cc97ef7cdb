/*
 * Names of parts and of the entries that hold them: ISO 29500-2 (ECMA-376 part 2), 6.2.2 (part names, and which are the
 * same) and 7.3.4 (from names of entries); percent-encoding: RFC 3986, 2.1.
 */

/**
 * A name to compare by, one character for each byte: how ASCII is written (percent-encoded, in which case), the kind of
 * slash and a leading one make no other part.
 */
export function comparable(name: string): string {
  return name
    .replace(/%([0-9a-f]{2})/gi, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)))
    .replaceAll('\\', '/')
    .replace(/^\/+/, '')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
