/*
 * Signatures: PNG (W3C, third edition) 5.2; JPEG (ITU-T T.81) B.1.1; PDF (ISO 32000-2) 7.5.2; compound file
 * (MS-CFB) 2.2; ZIP (APPNOTE.TXT) 4.3.7.
 */

/** The containers that can hold an allowed type. */
export type Container = 'pdf' | 'jpeg' | 'png' | 'cfb' | 'zip'

/** This many first bytes decide whether a content can be of an allowed type. */
export const decisiveBytes = 24

/** PDF readers look for the header behind at most this many first bytes. */
const mostBeforePdf = 1024
const pdfHeader = '%PDF-'

/** After this many first bytes, further ones tell nothing more about the type. */
export const headerBytes = mostBeforePdf + pdfHeader.length

const signatures: readonly (readonly [Container, Buffer])[] = [
  ['png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['cfb', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['zip', Buffer.from('PK\x03\x04')],
]

const webPage = /^\s*(?:<!doctype html|<html[^>]*>\s*<(?:head|body))/i

/** Beginnings that are plain text at first: of programs, scripts, pictures, printed pages, rich texts and messages. */
const otherText =
  /^(?:MZ|#!|@echo|GIF8|RIFF|BM|II\*|%!|\{\\rtf|mime-version:|received:|return-path:|delivered-to:|from )/i

/**
 * Whether a text may stand before the header of a PDF: plain text without tags, which may have printer commands (ESC,
 * ^D) and does not begin another format.
 */
function mayPrecedePdf(text: string): boolean {
  const isPlain = (character: string): boolean => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return (code >= 0x09 && code <= 0x0d) || code === 0x04 || code === 0x1b
    return code < 0x7f && character !== '<'
  }
  const plain = text.startsWith(byteOrderMark) ? text.slice(byteOrderMark.length) : text
  return !otherText.test(plain) && Array.from(plain).every(isPlain)
}

const byteOrderMark = '\xEF\xBB\xBF'

/** The container, by the first 24 bytes or all of a shorter content; else a refusal, more exact with 1,029 bytes. */
export function sniff(
  head: Buffer,
): Container | 'BROKEN_JPEG' | 'PDF_HEADER_NOT_AT_START' | 'TYPE_NOT_ALLOWED' {
  const known = signatures.find(([, signature]) => head.subarray(0, signature.length).equals(signature))
  if (known) return known[0]
  if (head.length >= 3 && head.readUIntBE(0, 3) === 0xffd8ff) return jpegOf(head[3])
  const text = head.toString('latin1', 0, headerBytes)
  const header = text.indexOf(pdfHeader)
  if (header >= 0 && mayPrecedePdf(text.slice(0, header))) return 'pdf'
  // A web page may quote a PDF header and is still a web page.
  return header >= 0 && !webPage.test(text) ? 'PDF_HEADER_NOT_AT_START' : 'TYPE_NOT_ALLOWED'
}

/** Whether a beginning of fewer than 1,029 bytes may go on to the header of a PDF. */
export function mayBecomePdf(head: Buffer): boolean {
  return head.length < headerBytes && mayPrecedePdf(head.toString('latin1'))
}

// The marker after the start of the image; JPEG-LS (SOF55) is another format.
function jpegOf(marker = 0): 'jpeg' | 'BROKEN_JPEG' | 'TYPE_NOT_ALLOWED' {
  if (marker === 0xf7) return 'TYPE_NOT_ALLOWED'
  return (marker >= 0xc0 && marker <= 0xcf) || marker >= 0xda ? 'jpeg' : 'BROKEN_JPEG'
}
