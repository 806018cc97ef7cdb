import { type TProperties, type TSchema, Type } from 'typebox'
import { Errors } from 'typebox/value'

/*
 * The words and schemas that pages of wire versions 5, 6 and 7 know. They are written out here, and not taken from the
 * protocol package, because they never change any more.
 */

const words = (text: string): string[] => text.trim().split(/\s+/)

const codes5 = words(`
  BAD_REQUEST UNKNOWN_COMMAND UNSUPPORTED_VERSION NOTE_TOO_LONG MULTIPART_INVALID PART_UNKNOWN MEDIA_TYPE_NOT_SUPPORTED
  BODY_TOO_LARGE UNAUTHENTICATED TOKEN_INVALID TOKEN_EXPIRED TOKEN_NOT_YET_VALID TICKET_INVALID TICKET_EXPIRED
  ORIGIN_NOT_ALLOWED NOT_FOUND RATE_LIMITED ONE_TO_ONE_ONLY PLAN_REQUIRED NOT_ASKED APPOINTMENT_ENDED APPOINTMENT_FULL
  CONFLICT RECIPIENT_GONE TRANSFER_CLOSED NOT_READY WITHDRAWN EXPIRED FILE_COUNT_LIMIT FILE_TOO_LARGE TRANSFER_TOO_LARGE
  SIZE_MISMATCH EMPTY FILENAME_INVALID EXTENSION_NOT_ALLOWED TYPE_NOT_ALLOWED POLYGLOT_ZIP POLYGLOT_PDF POLYGLOT_DICOM
  POLYGLOT_TAR POLYGLOT_ISO PDF_HEADER_NOT_AT_START BROKEN_PNG BROKEN_JPEG IMAGE_TOO_MANY_PIXELS ZIP_UNREADABLE
  ZIP_TRAILING_DATA ZIP_PREFIX_DATA ZIP_DUPLICATE_ENTRY ZIP_TOO_MANY_ENTRIES ZIP_BOMB NOT_OOXML OOXML_BAD_XML
  OOXML_CT_TOO_BIG OOXML_AMBIGUOUS OOXML_FOREIGN_PARTS ENCRYPTED_OOXML MACRO_PART CFB_UNREADABLE CFB_NOT_OFFICE
  CFB_AMBIGUOUS INFECTED UPLOAD_OFFSET_MISMATCH UPLOAD_TAKEN_OVER UPLOAD_MIXED UPLOAD_TOO_SLOW
  UPLOAD_VERSION_UNSUPPORTED CHECK_UNAVAILABLE STORAGE_FULL STORAGE_UNAVAILABLE CONTENT_LOST LINE_DOWN FILE_DIFFERS
  FILE_CHANGED SHUTTING_DOWN INTERNAL`)
const found5 = words(`
  missing wrong-kind wrong-form too-small too-large unknown-field not-allowed not-http not-json not-offset-stream
  upload-offset upload-digest no-file many-fields packed not-an-address ends-before-start same-id-twice
  same-person-twice answered-by-patient other-content paused many-waits`)
const states = words(
  'offered receiving checking ready downloaded rejected withdrawn expired asked answering answered declined',
)

const codes6 = [...codes5, 'REQUEST_TOO_SLOW']
const found6 = [...found5, 'past-files', 'past-transfers', 'past-requests']
const codes7 = [...codes6, 'KEYS_UNAVAILABLE', 'TOO_MANY_CONNECTIONS', 'DOWNLOADS_FULL']
const found7 = [...found6, 'own-downloads', 'many-bytes']

const known = {
  5: { codes: codes5, found: found5, names: 1, earlier: false },
  6: { codes: codes6, found: found6, names: 1, earlier: false },
  7: { codes: codes7, found: found7, names: 0, earlier: true },
} as const

export type OlderVersion = keyof typeof known

/** An object with no other fields than these. */
const only = (fields: TProperties) => Type.Object(fields, { additionalProperties: false })
const maybe = (schema: TSchema) => Type.Optional(schema)
const oneOf = (...values: readonly string[]) => Type.Enum([...values])
const text = Type.String()
const count = Type.Integer({ minimum: 0 })

/** The schemas of everything that the server sent to a page of a version: events, answers, refusals. */
function wireOf(version: OlderVersion) {
  const { codes, found, names, earlier } = known[version]
  const window = only({ version: Type.Integer(), oldest: Type.Integer() })
  const details = {
    limit: maybe(Type.Number()),
    actual: maybe(Type.Number()),
    found: maybe(oneOf(...found)),
    field: maybe(text),
    state: maybe(oneOf(...states)),
    extension: maybe(text),
    type: maybe(text),
    server: maybe(window),
    client: maybe(window),
    update: maybe(oneOf('app', 'server')),
    retryAfter: maybe(Type.Number()),
  }
  const error = only({ code: oneOf(...codes), message: text, reference: maybe(text), ...details })

  const paused = maybe(oneOf('sender', 'line'))
  const content = {
    type: oneOf('pdf', 'jpeg', 'png', 'doc', 'docx', 'ppt', 'pptx', 'xlsx'),
    flags: Type.Array(oneOf('encrypted', 'macros', 'location')),
    readyAt: text,
    promptedAt: maybe(text),
    dismissed: maybe(Type.Literal(true)),
  }
  const fileIn = (state: string, fields: TProperties) =>
    only({ id: text, name: text, size: Type.Integer({ minimum: 1 }), state: Type.Literal(state), ...fields })
  const file = Type.Union([
    fileIn('offered', {}),
    fileIn('receiving', { bytes: count, paused }),
    fileIn('checking', { waiting: maybe(Type.Literal(true)) }),
    fileIn('ready', content),
    fileIn('downloaded', { ...content, downloadedAt: text }),
    fileIn('rejected', { code: oneOf(...codes), details: only(details), rejectedAt: text }),
    fileIn('withdrawn', { withdrawnAt: text }),
    fileIn('expired', { expiredAt: text }),
  ])
  const transfer = only({
    id: text,
    appointment: text,
    from: text,
    to: text,
    request: maybe(text),
    state: oneOf('open', 'settled', 'withdrawn'),
    at: text,
    files: Type.Array(file),
  })

  const requestIn = (state: string, fields: TProperties) =>
    only({
      ...{ id: text, appointment: text, from: text, to: text, note: maybe(text), at: text },
      ...{ state: Type.Literal(state), ...fields },
    })
  const request = Type.Union([
    requestIn('asked', {}),
    requestIn('answering', { transfer: text }),
    requestIn('answered', { transfer: text, answeredAt: text }),
    requestIn('declined', { reason: maybe(text), declinedAt: text }),
    requestIn('withdrawn', { withdrawnAt: text }),
    requestIn('expired', { expiredAt: text }),
  ])

  const participant = only({
    id: text,
    name: Type.String({ minLength: names, maxLength: 200 }),
    role: oneOf('practitioner', 'staff', 'patient'),
    presence: maybe(only({ place: oneOf('waiting-room', 'call'), since: text })),
  })
  const appointment = only({
    id: text,
    me: text,
    participants: Type.Array(participant),
    startsAt: text,
    endsAt: text,
    endedAt: maybe(text),
    filesUntil: maybe(text),
    retentionHours: Type.Number(),
    liveExchange: Type.Union([
      only({ state: Type.Literal('open') }),
      only({
        state: Type.Literal('closed'),
        code: oneOf('PLAN_REQUIRED', 'ONE_TO_ONE_ONLY', 'APPOINTMENT_ENDED'),
      }),
    ]),
  })
  const lists = {
    transfers: Type.Array(transfer),
    requests: Type.Array(request),
    ...(earlier && { earlier: maybe(text) }),
  }
  const snapshot = only({ revision: count, appointment, ...lists })
  return {
    snapshot,
    desk: only({ appointments: Type.Array(snapshot) }),
    appointment: only({ revision: count, appointment }),
    gone: only({ appointment: text }),
    transfer: only({ revision: count, transfer }),
    request: only({ revision: count, appointment: text, request }),
    progress: only({ appointment: text, file: text, bytes: count, paused }),
    goodbye: error,
    /** What HTTP and commands answer. */
    answers: Type.Union([
      transfer,
      request,
      snapshot,
      only({}),
      only(lists),
      only({ url: text, expiresAt: text }),
      only({
        files: Type.Array(only({ id: text, state: text, error: maybe(error) })),
      }),
      only({ error }),
    ]),
  }
}

export type OlderName = keyof ReturnType<typeof wireOf>

/** Lists the parts of a payload that a page of `version` does not know. Of an unknown event, it knows no part. */
export function unknownTo(version: OlderVersion, name: string, payload: unknown): string[] {
  const wire: Readonly<Record<string, TSchema>> = wireOf(version)
  const schema = wire[name]
  if (schema === undefined) return [name]
  return Errors(schema, payload).map(({ instancePath, message }) => `${name}${instancePath} ${message}`)
}
