/*
 * XMP: ISO 16684-1, 7 (serialisation as RDF/XML) and 8 (Exif schema: exif:GPSLatitude and its like);
 * XMP Specification Part 3, 1.1.3 (APP1 of a JPEG, its extension over several segments). What is cleared becomes spaces,
 * which mean nothing there; so nothing moves.
 */

const packet = 'http://ns.adobe.com/xap/1.0/\0'
const extension = 'http://ns.adobe.com/xmp/extension/\0'
/** Behind the signature stand the digest and the length of the whole, and this part's offset in it. */
const extensionHead = extension.length + 40

const space = 0x20
const position = /:gps(?:dest)?(?:lat|lon)/i
const anything = /:gps/i
const elements = /<([\w.-]{1,64}:gps[\w.-]{0,64})(?=[\s/>])[^<>]*(?:\/>|>[^<]*<\/\1\s*>)/gi
const attributes = /[\w.-]{1,64}:gps[\w.-]{0,64}\s{0,64}=\s{0,64}(?:"[^"<]*"|'[^'<]*')/gi
const extensionNote = /[\w.-]{1,64}:HasExtendedXMP\s{0,64}=\s{0,64}(?:"[^"<]*"|'[^'<]*')/g

/** Whether texts of metadata, in the order in which they stand in a photo, say where it was taken. */
export function textsShowLocation(parts: readonly Uint8Array[]): boolean {
  const texts = parts.map(textOf)
  const extended = texts.filter(isExtension).map((text) => text.slice(extensionHead))
  // A property may begin in one part and end in the next.
  return [...texts, extended.join('')].some((text) => position.test(text))
}

/** The same texts, each as long as before, without GPS data. */
export function clearTexts(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[] {
  const extended = parts.map(textOf).filter(isExtension)
  const dropsExtension = anything.test(extended.map((text) => text.slice(extensionHead)).join(''))
  return parts.map((part) => {
    const cleared = part.slice()
    if (isExtension(textOf(part))) {
      if (dropsExtension) cleared.fill(space, extensionHead)
      return cleared
    }
    for (const pattern of [elements, attributes]) blank(cleared, pattern)
    if (dropsExtension) blank(cleared, extensionNote)
    // GPS data in an unknown form: the whole text goes.
    const left = textOf(cleared)
    if (anything.test(left)) cleared.fill(space, left.startsWith(packet) ? packet.length : 0)
    return cleared
  })
}

const isExtension = (text: string): boolean => text.startsWith(extension)

function blank(bytes: Uint8Array, pattern: RegExp): void {
  for (const { index, 0: found } of textOf(bytes).matchAll(pattern)) {
    bytes.fill(space, index, index + found.length)
  }
}

/** One character for each byte; only ASCII matters. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}
