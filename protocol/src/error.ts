import { Type } from 'typebox'
import { Details } from './details.ts'
import { documentErrors } from './document-error.ts'
import { type ErrorKind, kind, overLimit } from './error-kind.ts'
import { refuseExtension, sendAnother } from './extension-refusal.ts'
import { isHeic } from './filetype.ts'
import { foundWords } from './found.ts'
import { formatSize } from './size.ts'
import type { VersionWindow } from './version.ts'

const size = (bytes: number | undefined): string => formatSize(bytes ?? 0)

/** A colon and what was found wrong; empty when the details do not say it. */
function because(details: Details): string {
  const words = foundWords(details)
  return words === '' ? '' : `: ${words}`
}

const at = (details: Details): string => details.at ?? 'this address'

/** A window of versions in words. */
function versions(window: VersionWindow | undefined): string {
  if (window === undefined) return 'no known version'
  const { version, oldest } = window
  return oldest < version ? `versions ${oldest} to ${version}` : `version ${version}`
}

const again = 'Open it, save it again and send that.'

const damaged = (how?: string): ErrorKind =>
  kind(415, `This file is damaged${how ? ` (${how})` : ''}. ${again}`)

const unlikeItsName = (how: string): ErrorKind =>
  kind(415, `The content of this file is not what its name says: ${how}. ${again}`)

const megapixels = (pixels = 0): number => Math.round(pixels / 1_000_000)

/** The one table of all errors, on every path. */
export const errorKinds = {
  // What was sent cannot be read as a command.
  BAD_REQUEST: kind(400, (d) => `This command cannot be read${because(d)}. Correct it and send it again.`),
  UNKNOWN_COMMAND: kind(404, 'There is no such command here. See /openapi.json and the protocol package.'),
  UNSUPPORTED_VERSION: kind(
    400,
    (d) =>
      `The server speaks ${versions(d.server)} of the protocol, the app ${versions(d.client)}. Update the ${d.update ?? 'older one'}.`,
  ),
  NOTE_TOO_LONG: kind(
    400,
    (d) => `This text has ${d.actual} characters; ${d.limit} is the limit. Shorten it.`,
  ),
  MULTIPART_INVALID: kind(
    400,
    (d) => `This multipart body is not complete or not well-formed${because(d)}. Send it again whole.`,
  ),
  PART_UNKNOWN: kind(
    400,
    'A part of this form belongs to no offered file, or it may be one of several. Name each part by the id of its file and send the form again.',
  ),
  MEDIA_TYPE_NOT_SUPPORTED: kind(
    415,
    (d) =>
      `This address does not take ${d.found === undefined ? `a body of type ${d.type ?? 'unknown'}` : `this body${because(d)}`}. Send the type that the documentation names.`,
  ),
  BODY_TOO_LARGE: kind(
    413,
    (d) =>
      `This command is too large: ${foundWords(d) || `it has more than ${size(d.limit)}`}. Commands are small; files go to their own upload address.`,
  ),
  // Who is asking.
  UNAUTHENTICATED: kind(
    401,
    'No valid key or token came with this command. Send one as "Authorization: Bearer …".',
  ),
  TOKEN_INVALID: kind(401, 'This token was not made for this server. Ask your backend for a new one.'),
  TOKEN_EXPIRED: kind(401, 'This token has expired. Ask your backend for a new one.'),
  TOKEN_NOT_YET_VALID: kind(401, 'This token is not valid yet. Check the clock of the machine that made it.'),
  KEYS_UNAVAILABLE: kind(503, 'The keys that signed this token cannot be reached. Try again in a moment.', {
    retry: true,
    level: 'debug', // `app-keys.ts` logs the failure itself, once a minute.
  }),
  TICKET_INVALID: kind(401, 'This download address is not one of ours, or was changed. Ask for a new one.'),
  TICKET_EXPIRED: kind(401, 'This download address has expired. Ask for a new one; the file is still there.'),
  ORIGIN_NOT_ALLOWED: kind(
    403,
    (d) =>
      `Pages of ${d.at ? `the origin ${d.at}` : 'this origin'} may not use this server. Add the origin to ALLOWED_ORIGINS.`,
  ),
  NOT_FOUND: kind(404, (d) => {
    const [first = '', ...rest] = foundWords(d)
    return first === ''
      ? 'This is not here, or not available to you.'
      : `${first.toUpperCase()}${rest.join('')}. Check the id, or register it first.`
  }),
  RATE_LIMITED: kind(
    429,
    (d) =>
      `Too many commands in a short time${because(d) || `; ${d.limit} a second is the limit`}. Wait a moment and go on.`,
    { retry: true },
  ),
  TOO_MANY_CONNECTIONS: kind(
    409,
    (d) =>
      `You are connected here more than ${d.limit} times, so this connection, the oldest, was closed. Close pages that you do not need, and open this one again.`,
  ),
  // The rules of the live exchange.
  ONE_TO_ONE_ONLY: kind(
    409,
    (d) =>
      `File Transfer works with one patient at a time${d.actual === undefined ? '' : `; this appointment has ${d.actual}`}. Documents are not affected.`,
  ),
  PLAN_REQUIRED: kind(403, 'File Transfer is part of the Pro and Clinic plans.'),
  NOT_ASKED: kind(409, 'You can send files when the practitioner asks for them.'),
  APPOINTMENT_ENDED: kind(
    409,
    'The appointment is over. Nothing new can be sent; what is ready can still be saved.',
  ),
  APPOINTMENT_FULL: kind(409, (d) => {
    if (d.found !== undefined) return `Nothing more fits into this appointment${because(d)}.`
    const [actual, limit] = (d.limit ?? 0) > 1_000_000 ? overLimit(d) : [`${d.actual} files`, `${d.limit}`]
    return `Your side of this appointment would hold ${actual}; ${limit} is the limit. Withdraw some that are no longer needed.`
  }),
  CONFLICT: kind(
    409,
    (d) =>
      `This was already done with other content, or is no longer possible${because(d)}. Look at its present state.`,
  ),
  RECIPIENT_GONE: kind(
    409,
    'The person this was meant for is not in this appointment any more. Nothing was sent. See who is here now, and send it again if it is for them.',
  ),
  TRANSFER_CLOSED: kind(409, 'This transfer is complete. Start a new one for more files.'),
  NOT_READY: kind(409, 'This file is not ready yet. It can be opened when it has arrived and was checked.', {
    retry: true,
  }),
  WITHDRAWN: kind(410, 'This file was withdrawn.'),
  EXPIRED: kind(410, (d) =>
    d.limit === undefined
      ? 'This file did not arrive before the appointment was over, or is no longer kept. Send it anew.'
      : `This file is no longer kept. Files are kept until ${d.limit} hours after the appointment.`,
  ),
  ...documentErrors,
  // What is wrong with a file.
  FILE_COUNT_LIMIT: kind(
    409,
    (d) => `These are ${d.actual} files; ${d.limit} can go at once. Send the others afterwards.`,
  ),
  FILE_TOO_LARGE: kind(413, (d) => {
    const [actual, limit] = overLimit(d)
    return `This file has ${actual}; ${limit} is the limit. Choose a smaller file.`
  }),
  TRANSFER_TOO_LARGE: kind(413, (d) => {
    const [actual, limit] = overLimit(d)
    return `Together these files have ${actual}; ${limit} is the limit. Remove one.`
  }),
  SIZE_MISMATCH: kind(
    413,
    (d) =>
      `This file was announced with ${d.limit} bytes, but ${d.actual !== undefined ? `${d.actual}` : 'more'} came. It may have changed while it was sent. Choose it again.`,
  ),
  EMPTY: kind(415, 'This file is empty (0 B). Check it and choose it again.'),
  FILENAME_INVALID: kind(400, 'This file has no name we can use. Rename it and choose it again.'),
  EXTENSION_NOT_ALLOWED: kind(415, (d) => refuseExtension(d.extension ?? '')),
  TYPE_NOT_ALLOWED: kind(415, (d) =>
    isHeic(d.extension ?? '')
      ? refuseExtension('heic')
      : `The content of this file is not what its name says${d.extension ? ` (it looks like .${d.extension})` : ''}. ${sendAnother}`,
  ),
  // What the gate finds in a content.
  POLYGLOT_ZIP: unlikeItsName('it is a ZIP archive as well'),
  POLYGLOT_PDF: unlikeItsName('it is a PDF as well'),
  POLYGLOT_DICOM: unlikeItsName('it is a DICOM picture as well'),
  POLYGLOT_TAR: unlikeItsName('it is a TAR archive as well'),
  POLYGLOT_ISO: unlikeItsName('it is a disc image as well'),
  PDF_HEADER_NOT_AT_START: unlikeItsName('there is something else in front of the PDF'),
  BROKEN_PNG: damaged(),
  BROKEN_JPEG: damaged(),
  IMAGE_TOO_MANY_PIXELS: kind(415, (d) =>
    d.actual === undefined
      ? 'This picture does not say near its beginning how many pixels it has. Open it, save it again and send that.'
      : `This picture has ${megapixels(d.actual)} megapixels; ${megapixels(d.limit)} is the limit. Make it smaller and send that.`,
  ),
  ZIP_UNREADABLE: damaged(),
  ZIP_TRAILING_DATA: damaged('there is something else behind it'),
  ZIP_PREFIX_DATA: damaged('it holds more than it lists'),
  ZIP_DUPLICATE_ENTRY: damaged('it holds one part twice'),
  ZIP_TOO_MANY_ENTRIES: damaged('it has too many parts'),
  ZIP_BOMB: damaged('it would unpack to far too much'),
  NOT_OOXML: unlikeItsName('the main part of an Office file is missing'),
  OOXML_BAD_XML: damaged('its list of parts cannot be read'),
  OOXML_CT_TOO_BIG: damaged('its list of parts is too long'),
  OOXML_AMBIGUOUS: unlikeItsName('it is of two Office types at once'),
  OOXML_FOREIGN_PARTS: unlikeItsName('it is an app or a document of another program as well'),
  ENCRYPTED_OOXML: kind(
    415,
    'This Office file is locked with a password, so it cannot be checked. Save it without one and send that.',
  ),
  MACRO_PART: kind(415, 'This file contains macros (small programs). Save it as PDF and send that.'),
  CFB_UNREADABLE: damaged(),
  CFB_NOT_OFFICE: unlikeItsName('the main part of an Office file is missing'),
  CFB_AMBIGUOUS: unlikeItsName('it is of two Office types at once'),
  INFECTED: kind(
    422,
    'The virus check found something harmful in this file. It was deleted and nobody could open it. Do not send it again.',
  ),
  CHECK_UNDECIDED: kind(
    422,
    (d) =>
      `The virus check could not decide about this file${because(d)}. It was removed, and nobody could open it. ${d.found === 'check-locked' ? 'Save it without its password' : 'Save it in another form'} and send that.`,
  ),
  // Uploads, downloads, the check and the store.
  UPLOAD_OFFSET_MISMATCH: kind(
    409,
    (d) =>
      `This upload stands at byte ${d.limit}, not at ${d.actual}. Ask where it stands and go on from there.`,
    { retry: true, level: 'debug' },
  ),
  UPLOAD_TAKEN_OVER: kind(409, 'A newer connection goes on with this upload.', { level: 'debug' }),
  UPLOAD_MIXED: kind(
    409,
    'What came of this file does not belong together: its beginning was of another file. It was dropped. Send the file again from its beginning.',
    { retry: true },
  ),
  REQUEST_TOO_SLOW: kind(408, 'This request came too slowly, and nothing was done. Send it again.', {
    retry: true,
  }),
  UPLOAD_TOO_SLOW: kind(
    408,
    'The connection carries too little of this file. What was sent is safe. It goes on by itself when the connection is better.',
    { retry: true },
  ),
  UPLOAD_VERSION_UNSUPPORTED: kind(412, 'Uploads here speak tus 1.0.0. Send "Tus-Resumable: 1.0.0".'),
  DOWNLOADS_FULL: kind(
    503,
    (d) =>
      `Too many downloads run at the same time${because(d) || `; ${d.limit} is the limit of this server now`}. Wait until one has ended and try again.`,
    { retry: true },
  ),
  CHECK_UNAVAILABLE: kind(
    503,
    'This file could not be checked right now. We try again by ourselves. Nobody can open it before that.',
    { retry: true, level: 'error' },
  ),
  STORAGE_FULL: kind(
    507,
    'There is no room for this file right now. What was sent is safe. Try again later.',
    { retry: true, level: 'error' },
  ),
  STORAGE_UNAVAILABLE: kind(
    503,
    'The files cannot be reached right now. What was sent is safe. Try again in a moment.',
    { retry: true, level: 'error' },
  ),
  CONTENT_GONE: kind(
    410,
    'This file was lost on our side and cannot be opened any more. It has to be sent again.',
    { level: 'warn' },
  ),
  CONTENT_LOST: kind(410, 'What was sent of this file was lost on our side. Choose it again.', {
    level: 'warn',
  }),
  CONTENT_CHANGED: kind(
    412,
    'This is another content than the one that your request names (If-Match). Fetch it anew from its beginning.',
  ),
  // Errors that only a client makes; they never travel.
  LINE_DOWN: kind(503, 'We could not reach the server. What was sent is safe. Try again.', { retry: true }),
  FILE_DIFFERS: kind(
    409,
    'This is not the file whose beginning was sent. Choose the same file again, or withdraw it and send this one.',
  ),
  FILE_CHANGED: kind(409, 'This file changed on your device after it was chosen. Choose it again.'),
  // The same, about how a page embeds the elements.
  EMBED_INVALID: kind(
    400,
    (d) => `This page has not set up File Transfer yet: ${foundWords(d) || 'look at its attributes'}.`,
  ),
  NO_TOKEN: kind(401, 'This page has no access to File Transfer yet. It is tried again by itself.'),
  TOKEN_MISPLACED: kind(403, 'This page uses a token that is for something else.'),
  NO_SERVER: kind(503, (d) => `No Chairside server answers at ${at(d)} yet. It is tried again by itself.`, {
    retry: true,
  }),
  BLOCKED_BY_PAGE: kind(403, (d) => `This page does not let File Transfer connect to ${at(d)}.`),
  // Everything else.
  SHUTTING_DOWN: kind(503, 'The server is restarting. What was sent is safe. It goes on in a moment.', {
    retry: true,
  }),
  INTERNAL: kind(500, 'Something on our side did not work. What was sent is safe. Try again.', {
    retry: true,
    level: 'error',
  }),
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof errorKinds

export const errorCodes = Object.keys(errorKinds) as ErrorCode[]

export const ErrorCode = Type.Enum(errorCodes)

/** A code with the details of its sentence. */
export type Problem = { readonly code: ErrorCode } & Readonly<Details>

/** An error on the wire. With INTERNAL, `reference` finds the line in the server's log. */
export const WireError = Type.Object({
  code: ErrorCode,
  message: Type.String(),
  reference: Type.Optional(Type.String()),
  ...Details.properties,
})
export type WireError = Problem & { readonly message: string; readonly reference?: string }

/** The body of every HTTP answer that is an error. */
export const Refusal = Type.Object({ error: WireError })
export type Refusal = { readonly error: WireError }

/** The header that names the code of every HTTP error; an error without it comes from a proxy, not the server. */
export const errorHeader = 'chairside-error'

/** The header by which a POST names the method that it stands for, where a network lets only GET and POST pass. */
export const methodHeader = 'x-http-method-override'

/** The one class of errors that are thrown on purpose, on both sides of the wire. */
export class ChairsideError extends Error {
  override readonly name = 'ChairsideError'
  readonly problem: Problem

  constructor(problem: Problem | ErrorCode, options?: ErrorOptions) {
    const known: Problem = typeof problem === 'string' ? { code: problem } : problem
    super(sentence(known), options)
    this.problem = known
  }

  get code(): ErrorCode {
    return this.problem.code
  }

  toWire(): WireError {
    return { ...this.problem, message: this.message }
  }
}

/** A problem in plain English. A code of a newer side, which this one does not know, reads as INTERNAL. */
export function sentence(problem: Problem): string {
  const known: ErrorKind | undefined = errorKinds[problem.code]
  return (known ?? errorKinds.INTERNAL).say(problem)
}
