import { type ErrorCode, protocolVersion } from '@chairside/protocol'

/*
 * The pages of an older version that are still open. What is new on the wire they do not know: a code without a
 * sentence stops some of them. So each is sent only what its version knows, and what comes nearest in place of the rest.
 * A version that brings something for a page to read gets its step in `before`.
 */

type Fields = Readonly<Record<string, unknown>>

/** What a version brought, as the one before it knows it. Takes one object of a payload, and gives it if it holds nothing new. */
const before: Readonly<Record<number, (fields: Fields) => Fields>> = {
  // No page of version 9 opens links; a program may.
  10: (fields) => {
    const nearest = typeof fields.code === 'string' ? beforeLinks[fields.code] : undefined
    const told = without(fields, [
      ...foundIn(fields, [
        'expiry-too-far',
        'unknown-appointment',
        'unknown-participant',
        'unknown-practitioner',
      ]),
      ...(typeof fields.code === 'string' ? ['choices', 'meant', 'wanted', 'came', 'named', 'at'] : []),
    ])
    return nearest === undefined ? told : { ...told, code: nearest }
  },
  // No page of version 8 asks for documents; a program with its token may.
  9: (fields) => {
    const nearest = typeof fields.code === 'string' ? beforeDocuments[fields.code] : undefined
    const told = without(
      fields,
      foundIn(fields, ['expiry-in-past', 'other-library', 'no-library', 'attachments']),
    )
    return nearest === undefined ? told : { ...told, code: nearest }
  },
  8: (fields) => {
    const { code, state, undecided, note } = fields
    if (code === 'CHECK_UNDECIDED') return without({ ...fields, code: refusedAs(fields) }, ['found'])
    // The server of version 7 answered so.
    if (code === 'CONTENT_GONE') return { ...fields, code: 'NOT_FOUND' }
    // It cannot decide, and shows that the file still waits for its check. Nobody can open it, and its sender can withdraw it.
    if (undecided !== undefined) return { ...without(fields, ['undecided']), waiting: true }
    return without(fields, [
      'desk',
      'missing',
      ...(state === 'offered' ? ['paused'] : []),
      ...(note === '' ? ['note'] : []),
      ...foundIn(fields, ['check-locked', 'check-too-much', 'check-suspected']),
    ])
  },
  7: (fields) => {
    const { code, name, role, found } = fields
    if (code === 'KEYS_UNAVAILABLE') return { ...fields, code: 'INTERNAL' }
    // Its page must not dial again: it would end the next oldest connection.
    if (code === 'TOO_MANY_CONNECTIONS') return { ...fields, code: 'CONFLICT' }
    if (code === 'DOWNLOADS_FULL') return without({ ...fields, code: 'STORAGE_UNAVAILABLE' }, ['found'])
    if (found === 'many-bytes') return { ...fields, found: 'too-large' }
    if (role !== undefined && name === '') return { ...fields, name: '–' }
    return without(fields, ['earlier', ...foundIn(fields, ['own-downloads'])])
  },
  6: (fields) =>
    fields.code === 'REQUEST_TOO_SLOW'
      ? { ...fields, code: 'UPLOAD_TOO_SLOW' }
      : without(fields, foundIn(fields, ['past-files', 'past-transfers', 'past-requests'])),
}

/** What a page of an older version is told: `payload`, with all that came after that version translated or left out. */
export function forVersion<Payload>(version: number, payload: Payload): Payload {
  let told: unknown = payload
  for (let newer = protocolVersion; newer > version; newer -= 1) {
    const step = before[newer]
    if (step === undefined) break
    told = each(told, step)
  }
  return told as Payload
}

/** Takes the step for every object within a value. Gives the same value if nothing changed. */
function each(value: unknown, step: (fields: Fields) => Fields): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => each(item, step))
    return items.some((item, at) => item !== value[at]) ? items : value
  }
  const fields = step(value as Fields)
  const changed = Object.entries(fields).flatMap(([name, field]) => {
    const told = each(field, step)
    return told === field ? [] : [[name, told] as const]
  })
  return changed.length === 0 ? fields : { ...fields, ...Object.fromEntries(changed) }
}

function without(fields: Fields, names: readonly string[]): Fields {
  if (!names.some((name) => name in fields)) return fields
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

/** The codes that came with version 10, most of links and access sessions, as the nearest that version 9 knows. */
const beforeLinks: Readonly<Record<string, ErrorCode>> = {
  LINK_GONE: 'NOT_FOUND',
  CONTENT_CHANGED: 'CONFLICT',
  CODE_WRONG: 'CODE_NEEDED',
  CODE_WAIT: 'RATE_LIMITED',
  CODE_USED_UP: 'CODE_NEEDED',
  CODE_EXPIRED: 'CODE_NEEDED',
  CODE_USED: 'CODE_NEEDED',
  CODE_NOT_NEEDED: 'CONFLICT',
  SAVING_NOT_ALLOWED: 'NOT_FOUND',
  ACCESS_ENDED: 'TICKET_EXPIRED',
  NOT_THEIRS: 'CONFLICT',
  NOT_TOGETHER: 'CONFLICT',
}

/** The codes of documents, as the nearest that version 8 knows. */
const beforeDocuments: Readonly<Record<string, ErrorCode>> = {
  LIBRARY_FULL: 'CONFLICT',
  NOT_YET: 'NOT_READY',
  DOCUMENT_EXPIRED: 'EXPIRED',
  CODE_NEEDED: 'NOT_FOUND',
  NOTHING_TO_PACK: 'NOT_FOUND',
}

/** The field `found`, if it holds one of these reasons. */
const foundIn = ({ found }: Fields, reasons: readonly string[]): string[] =>
  reasons.some((reason) => reason === found) ? ['found'] : []

/** The older code with the same advice: without its password, smaller, or saved again. */
function refusedAs({ found, details }: Fields): string {
  const inside = typeof details === 'object' && details !== null && 'found' in details && details.found
  switch (found ?? inside) {
    case 'check-locked':
      return 'ENCRYPTED_OOXML'
    case 'check-too-much':
      return 'ZIP_BOMB'
    default:
      return 'ZIP_UNREADABLE'
  }
}
