import { latin1, stands } from './latin1.ts'

/*
 * XMP: ISO 16684-1, 7 (serialisation as RDF/XML) and 8 (Exif schema); XMP Specification Part 3, 1.1.3 (APP1 of a JPEG,
 * its extension over several segments). IPTC Photo Metadata Standard: the XMP names of its location fields. Spaces replace
 * the cleared properties. They have no meaning there, and nothing moves.
 */

const packet = 'http://ns.adobe.com/xap/1.0/\0'
const extension = 'http://ns.adobe.com/xmp/extension/\0'
/** Behind the signature stand the digest and the length of the whole, and this part's offset in it. */
const extensionHead = extension.length + 40

const space = 0x20
const prefix = '[\\w.-]{1,64}'
/** Names of properties for a position. */
const position = 'gps(?:dest)?l(?:at|on)\\w{0,64}|gpsareainformation|latitude|longt?itude'
/** Names of properties for places, with the address of the photographer. */
const place =
  '(?:sub-?)?location(?:name|created|shown)?|city|state|provincestate|country(?:name|code)?|worldregion|shotlocation|ciadr\\w{1,16}|coverage'
const telling = `:(?:${position}|${place})`
/** The other GPS properties are cleared with them, and the mark of a motion photo. */
const cleared = `:(?:gps\\w{0,64}|${position}|${place}|microvideo\\w{0,32}|motionphoto\\w{0,32})`
const equals = '\\s{0,64}=\\s{0,64}'
const value = '(?:"[^"<]*"|\'[^\'<]*\')'

const tellingAttribute = new RegExp(`${telling}${equals}(?:"\\s{0,64}[^"\\s]|'\\s{0,64}[^'\\s])`, 'i')
/** An element that has a content. */
const tellingElement = new RegExp(
  `<${prefix}${telling}(?=[\\s/>])(?:[^<>]*[^<>/])?>(?!\\s{0,64}</${prefix}${telling})`,
  'i',
)
/** Keys of a position in other notations, such as those of C2PA. */
const otherNotation = /gps(?:dest)?l(?:at|on)/i
const elements = new RegExp(`<(${prefix}${cleared})(?=[\\s/>])[^<>]*>`, 'gi')
const attributes = new RegExp(`${cleared}${equals}${value}`, 'gi')
const extensionNote = new RegExp(`:HasExtendedXMP${equals}${value}`, 'g')

/** Whether a text contains a location: as XMP, in UTF-16 as well, or as a position in another notation. */
export function textTells(bytes: Uint8Array): boolean {
  const text = latin1(bytes)
  return says(text) || (text.includes('<\0') && says(latin1(withoutZeros(bytes))))
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  const kept = new Uint8Array(bytes.length)
  let length = 0
  for (const byte of bytes) {
    kept[length] = byte
    if (byte !== 0) length += 1
  }
  return kept.subarray(0, length)
}

const says = (text: string): boolean =>
  otherNotation.test(text) || tellingAttribute.test(text) || tellingElement.test(text)

/** The texts of one photo. The parts of an XMP extension are one text. */
export const textsToSearch = (parts: readonly Uint8Array[]): Uint8Array[] => [
  ...parts.filter((part) => !isExtension(part)),
  extended(parts),
]

/** Gives the same texts without the location. Their lengths stay. */
export function* clearTexts(parts: readonly Uint8Array[]): Generator<Uint8Array<ArrayBuffer>, undefined> {
  const dropsExtension = textTells(extended(parts))
  for (const part of parts) {
    const clear = new Uint8Array(part)
    if (isExtension(part)) {
      if (dropsExtension) clear.fill(space, extensionHead)
      yield clear
      continue
    }
    const whole = blankElements(clear)
    blank(clear, attributes)
    if (dropsExtension) blank(clear, extensionNote)
    // Spaces replace the whole text if the location has an unknown form.
    if (!whole || textTells(clear)) clear.fill(space, stands(packet, clear) ? packet.length : 0)
    yield clear
  }
}

const isExtension = (part: Uint8Array): boolean => stands(extension, part)

/** The whole extension: its parts, in the order of their offsets. */
function extended(parts: readonly Uint8Array[]): Uint8Array {
  const offset = (part: Uint8Array): number =>
    Number.parseInt([...part.subarray(extensionHead - 4, extensionHead)].map(hex).join(''), 16)
  const own = parts.filter(isExtension).sort((one, other) => offset(one) - offset(other))
  return joined(own.map((part) => part.subarray(extensionHead)))
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')

/** Concatenates bytes. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Replaces elements and their contents by spaces. Gives false if an element has no end. */
function blankElements(bytes: Uint8Array): boolean {
  const text = latin1(bytes)
  let done = 0
  for (const { index, 0: tag, 1: name = '' } of text.matchAll(elements)) {
    if (index < done) continue
    const close = `</${name}`
    const end = tag.endsWith('/>') ? index + tag.length : text.indexOf('>', after(text, close, index)) + 1
    if (end <= index) return false
    bytes.fill(space, index, end)
    done = end
  }
  return true
}

/** The index behind the next occurrence of `wanted`, or the end of the text without one. */
function after(text: string, wanted: string, from: number): number {
  const found = text.indexOf(wanted, from)
  return found < 0 ? text.length : found + wanted.length
}

/** Replaces the matches of a pattern that begins with a colon, and the prefix before each, by spaces. */
function blank(bytes: Uint8Array, pattern: RegExp): void {
  const text = latin1(bytes)
  for (const { index, 0: found } of text.matchAll(pattern)) {
    let start = index
    while (/[\w.-]/.test(text[start - 1] ?? '')) start -= 1
    bytes.fill(space, start, index + found.length)
  }
}
