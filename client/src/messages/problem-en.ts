import type { ErrorCode } from '@chairside/protocol'
import type { Message } from './table.ts'

const unlikeItsName =
  'The name says {promised}, the content does not. Save it as {promised} again and send that.'

/**
 * English sentences of the elements that know more than the wire: the other party's name, the kind that a file's
 * name promises. Every other code says the protocol's own sentence.
 */
export const problemsEn: Readonly<Partial<Record<ErrorCode, Message>>> = {
  TYPE_NOT_ALLOWED: unlikeItsName,
  POLYGLOT_ZIP: unlikeItsName,
  POLYGLOT_PDF: unlikeItsName,
  POLYGLOT_DICOM: unlikeItsName,
  POLYGLOT_TAR: unlikeItsName,
  POLYGLOT_ISO: unlikeItsName,
  NOT_OOXML: unlikeItsName,
  OOXML_AMBIGUOUS: unlikeItsName,
  OOXML_FOREIGN_PARTS: unlikeItsName,
  CFB_NOT_OFFICE: unlikeItsName,
  CFB_AMBIGUOUS: unlikeItsName,
  NOT_ASKED: 'You can send files when {other} asks for them.',
  CHECK_UNAVAILABLE:
    'The virus check is not available right now. We try again by ourselves. Nobody can open the file before that.',
  INTERNAL: 'Something on our side did not work. What was sent is safe.',
}
