/*
 * Signatures: PNG (W3C, third edition) 5.2; JPEG (ITU-T T.81) B.1.1; PDF (ISO 32000-2) 7.5.2; compound file
 * (MS-CFB) 2.2; ZIP (APPNOTE.TXT) 4.3.7.
 */

/** The containers that can hold an allowed type. */
export type Container = 'pdf' | 'jpeg' | 'png' | 'cfb' | 'zip'

/** This many first bytes decide whether a content can be of an allowed type. */
export const decisiveBytes = 24

/** PDF readers look for the header within this many first bytes. */
export const headerBytes = 1024

const signatures: readonly (readonly [Container, Buffer])[] = [
  ['png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['cfb', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['zip', Buffer.from('PK\x03\x04')],
]

const pdfStart = /^(?:\xEF\xBB\xBF)?[\t\n\f\r ]{0,16}%PDF-/
const webPage = /^\s*(?:<!doctype html|<html[^>]*>\s*<(?:head|body))/i

/** The container by the first 24 bytes, or all of fewer; or a refusal, which 1,024 bytes make more exact. */
export function sniff(
  head: Buffer,
): Container | 'BROKEN_JPEG' | 'PDF_HEADER_NOT_AT_START' | 'TYPE_NOT_ALLOWED' {
  const known = signatures.find(([, signature]) => head.subarray(0, signature.length).equals(signature))
  if (known) return known[0]
  if (head.length >= 4 && head.readUIntBE(0, 3) === 0xffd8ff) return jpegOf(head.readUInt8(3))
  const text = head.toString('latin1', 0, headerBytes)
  if (pdfStart.test(text)) return 'pdf'
  // A web page may quote a PDF header and is still a web page.
  return text.includes('%PDF-') && !webPage.test(text) ? 'PDF_HEADER_NOT_AT_START' : 'TYPE_NOT_ALLOWED'
}

// The marker after the start of the image; JPEG-LS (SOF55) is another format.
function jpegOf(marker: number): 'jpeg' | 'BROKEN_JPEG' | 'TYPE_NOT_ALLOWED' {
  if (marker === 0xf7) return 'TYPE_NOT_ALLOWED'
  return (marker >= 0xc0 && marker <= 0xcf) || marker >= 0xda ? 'jpeg' : 'BROKEN_JPEG'
}
