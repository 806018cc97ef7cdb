import { type ErrorCode, nameOfExtension } from '@chairside/protocol'
import type { Message } from '../table.ts'
import type { WrongTypeSentences } from '../wrong-type.ts'

const unlikeItsName =
  'The name says {promised}, the content does not. Save it as {promised} again and send that.'

const alsoAnother = (what: string) =>
  `The name says {promised}, but the file is ${what} as well. Save it as {promised} again and send that.`

export const seenEn: WrongTypeSentences = {
  unlike: unlikeItsName,
  unlikeAt: 'The name says {promised}, the content is {kind}.',
  unnamed: 'This is {kind}, which is not accepted here.',
  unknown: 'This file is of no type that is accepted here.',
  saveAs: 'Save it as .{newer} and send that.',
  saveAsPromised: 'Save it as {promised} and send that.',
  sendAnother: 'Send a PDF, JPG, PNG, Word, PowerPoint or Excel file.',
  kind: (extension) => nameOfExtension(extension).replace(/^An? /, (article) => article.toLowerCase()),
}

/**
 * English sentences for which the elements know more than the protocol: the other party's name, or the type that a
 * file's name promises. Every other code has the protocol's own sentence.
 */
export const problemsEn: Readonly<Partial<Record<ErrorCode, Message>>> = {
  POLYGLOT_ZIP: alsoAnother('a ZIP archive'),
  POLYGLOT_PDF: alsoAnother('a PDF'),
  POLYGLOT_DICOM: alsoAnother('a DICOM picture'),
  POLYGLOT_TAR: alsoAnother('a TAR archive'),
  POLYGLOT_ISO: alsoAnother('a disc image'),
  PDF_HEADER_NOT_AT_START:
    'There is something else in front of this PDF. Open it, save it as PDF again and send that.',
  NOT_OOXML: unlikeItsName,
  OOXML_AMBIGUOUS: unlikeItsName,
  OOXML_FOREIGN_PARTS: unlikeItsName,
  CFB_NOT_OFFICE: unlikeItsName,
  CFB_AMBIGUOUS: unlikeItsName,
  RECIPIENT_GONE:
    '{otherName} is not in this appointment any more. Nothing was sent. See who is here now, and send it again if it is for them.',
  NOT_ASKED: 'You can send files when {otherName} asks for them.',
  CHECK_UNAVAILABLE:
    'The virus check is not available right now. We try again by ourselves. Nobody can open the file before that.',
  UNAUTHENTICATED: 'You are signed out. Sign in again, then try it again.',
  ORIGIN_NOT_ALLOWED: 'Pages of this origin may not use this server.',
  INTERNAL: 'Something on our side did not work. What was sent is safe.',
}
