import type { ErrorCode } from '@chairside/protocol'
import type { Message } from './table.ts'

/**
 * English sentences of the elements that know more than the wire: the other party's name, the kind that a file's
 * name promises. Every other code says the protocol's own sentence.
 */
export const problemsEn: Readonly<Partial<Record<ErrorCode, Message>>> = {
  TYPE_NOT_ALLOWED:
    'The name says {promised}, the content does not. Save it as {promised} again and send that.',
  NOT_ASKED: 'You can send files when {other} asks for them.',
  CHECK_UNAVAILABLE:
    'The virus check is not available right now. We try again by ourselves. Nobody can open the file before that.',
  INTERNAL: 'Something on our side did not work. What was sent is safe.',
}
