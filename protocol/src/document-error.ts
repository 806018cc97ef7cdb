import { type ErrorKind, kind, overLimit } from './error-kind.ts'

/** The errors of documents, share links and access sessions; part of the one table. */
export const documentErrors = {
  LIBRARY_FULL: kind(409, (d) => {
    const [actual, limit] = overLimit(d)
    return `With this document your library would have ${actual}; ${limit} is the limit. Delete what you do not need any more.`
  }),
  NOT_YET: kind(409, 'This document cannot be opened yet. It opens by itself when its time has come.'),
  DOCUMENT_EXPIRED: kind(410, 'This document has expired. Ask the person who shared it with you.'),
  CODE_NEEDED: kind(403, 'This document needs your access code. Enter the code that you were given.'),
  LINK_GONE: kind(404, 'This link no longer works. Ask the person who sent it to you for a new one.'),
  CODE_WRONG: kind(
    403,
    (d) =>
      `This code is not right. Check it and type it again. You have ${(d.limit ?? 0) - (d.actual ?? 0)} tries left.`,
  ),
  CODE_WAIT: kind(429, (d) => `Too many tries. You can try again in ${d.retryAfter} seconds.`),
  CODE_USED_UP: kind(
    403,
    (d) => `This code was typed wrong ${d.limit} times, so it works no more. Ask for a new one.`,
  ),
  CODE_EXPIRED: kind(403, 'This code works no more. Ask for a new one.'),
  CODE_USED: kind(403, 'This code was used already, in another page. Ask for a new one.'),
  CODE_NOT_NEEDED: kind(409, 'This document is not sensitive: its link opens it without a code.'),
  SAVING_NOT_ALLOWED: kind(403, 'This document can be viewed here, but not saved.'),
  ACCESS_ENDED: kind(401, 'The document is closed again. Open it once more.'),
  NOT_THEIRS: kind(
    409,
    'This document is not one of this patient. Add it to their profile or to an appointment of theirs first.',
  ),
  NOT_TOGETHER: kind(409, 'You are not both in the appointment now. Make a code instead.'),
  NOTHING_TO_PACK: kind(409, 'There is nothing here that can be downloaded now.'),
} as const satisfies Record<string, ErrorKind>
