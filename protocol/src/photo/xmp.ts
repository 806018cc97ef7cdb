import { latin1, stands } from './latin1.ts'

/*
 * XMP: ISO 16684-1, 7 (serialisation as RDF/XML) and 8 (Exif schema); XMP Specification Part 3, 1.1.3 (APP1 of a JPEG,
 * its extension over several segments). IPTC Photo Metadata Standard: the XMP names of its location fields. What is
 * cleared becomes spaces, which mean nothing there; so nothing moves.
 */

const packet = 'http://ns.adobe.com/xap/1.0/\0'
const extension = 'http://ns.adobe.com/xmp/extension/\0'
/** Behind the signature stand the digest and the length of the whole, and this part's offset in it. */
const extensionHead = extension.length + 40

const space = 0x20
const prefix = '[\\w.-]{1,64}'
/** A position, or the name of a place: GPS, cities and countries, the address of who took the photo. */
const position = 'gps(?:dest)?l(?:at|on)\\w{0,64}|gpsareainformation|latitude|longt?itude'
const place =
  '(?:sub-?)?location(?:name|created|shown)?|city|state|provincestate|country(?:name|code)?|worldregion|shotlocation|ciadr\\w{1,16}|coverage'
const telling = `:(?:${position}|${place})`
/** What goes with them: other properties of GPS, and the mark of a photo that is a film as well. */
const cleared = `:(?:gps\\w{0,64}|${position}|${place}|microvideo\\w{0,32}|motionphoto\\w{0,32})`
const equals = '\\s{0,64}=\\s{0,64}'
const value = '(?:"[^"<]*"|\'[^\'<]*\')'

const tellingAttribute = new RegExp(`${telling}${equals}(?:"\\s{0,64}[^"\\s]|'\\s{0,64}[^'\\s])`, 'i')
/** One that is neither empty nor closed at once. */
const tellingElement = new RegExp(
  `<${prefix}${telling}(?=[\\s/>])(?:[^<>]*[^<>/])?>(?!\\s{0,64}</${prefix}${telling})`,
  'i',
)
/** Keys in other notations, as C2PA writes them. */
const otherNotation = /gps(?:dest)?l(?:at|on)/i
const elements = new RegExp(`<(${prefix}${cleared})(?=[\\s/>])[^<>]*>`, 'gi')
const attributes = new RegExp(`${cleared}${equals}${value}`, 'gi')
const extensionNote = new RegExp(`:HasExtendedXMP${equals}${value}`, 'g')

/** Whether a text says where something was: as XMP, in UTF-16 too, or in another notation that names a position. */
export function textTells(bytes: Uint8Array): boolean {
  const text = latin1(bytes)
  return says(text) || (text.includes('<\0') && says(text.replaceAll('\0', '')))
}

const says = (text: string): boolean =>
  otherNotation.test(text) || tellingAttribute.test(text) || tellingElement.test(text)

/** The same for the texts of one photo, in the order in which they stand in it: one may go on in the next. */
export function textsTell(parts: readonly Uint8Array[]): boolean {
  return parts.some((part) => !isExtension(part) && textTells(part)) || textTells(extended(parts))
}

/** The same texts, each as long as before, without what tells a place. */
export function clearTexts(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer>[] {
  const dropsExtension = textTells(extended(parts))
  return parts.map((part) => {
    const clear = new Uint8Array(part)
    if (isExtension(part)) {
      if (dropsExtension) clear.fill(space, extensionHead)
      return clear
    }
    const whole = blankElements(clear)
    blank(clear, attributes)
    if (dropsExtension) blank(clear, extensionNote)
    // In an unknown form: the whole text goes.
    if (!whole || textTells(clear)) clear.fill(space, stands(packet, clear) ? packet.length : 0)
    return clear
  })
}

const isExtension = (part: Uint8Array): boolean => stands(extension, part)

/** The parts of an extension, in the order of their offsets. */
function extended(parts: readonly Uint8Array[]): Uint8Array {
  const offset = (part: Uint8Array): number =>
    Number.parseInt([...part.subarray(extensionHead - 4, extensionHead)].map(hex).join(''), 16)
  const own = parts.filter(isExtension).sort((one, other) => offset(one) - offset(other))
  return joined(own.map((part) => part.subarray(extensionHead)))
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')

/** Bytes one behind the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Blanks elements with all that is in them. Gives false when one of them does not end. */
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

/** Where a text ends that stands somewhere behind a place; the end of all when it does not. */
function after(text: string, wanted: string, from: number): number {
  const found = text.indexOf(wanted, from)
  return found < 0 ? text.length : found + wanted.length
}

/** Blanks what begins with a colon, with the prefix before it. */
function blank(bytes: Uint8Array, pattern: RegExp): void {
  const text = latin1(bytes)
  for (const { index, 0: found } of text.matchAll(pattern)) {
    let start = index
    while (/[\w.-]/.test(text[start - 1] ?? '')) start -= 1
    bytes.fill(space, start, index + found.length)
  }
}
