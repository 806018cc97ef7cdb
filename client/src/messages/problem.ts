import {
  type ErrorCode,
  errorKinds,
  extensionOf,
  newerEnding,
  type Problem,
  sentence,
} from '@chairside/protocol'
import { foundSk, statesSk } from './found-sk.ts'
import { heicEn, heicSentence, heicSk } from './heic.ts'
import { problemsEn, seenEn } from './problem-en.ts'
import {
  crowdedSk,
  endingsSk,
  olderSk,
  problemsSk,
  seenSk,
  unsizedSk,
  usedUpSk,
  versionsSk,
} from './problem-sk.ts'
import type { Message, MessageKey } from './table.ts'
import type { Words } from './words.ts'
import { wrongTypeSentence } from './wrong-type.ts'

/** The names that a problem is about. With them a sentence can say more than the protocol's own sentence. */
export interface About {
  /** The name of the file. */
  readonly file?: string | undefined
  /** How the other party is called. */
  readonly otherName?: string | undefined
}

/** The Slovak sentences of codes that only some pages meet. */
const moreSk: Record<string, Message> = {}

/** Adds the Slovak sentences of codes that only some pages meet, so that the others need not load them. */
export function learnProblems(sk: Readonly<Record<string, Message>>): void {
  Object.assign(moreSk, sk)
}

/** Puts a problem into the reader's language: what happened, the limit and the actual, what to do. */
export function explain(words: Words, problem: Problem, { file = '', otherName = '' }: About = {}): string {
  const { code, limit = 0, actual = 0, extension = '' } = problem
  // A newer server may have a code that this page has no words for.
  if (!Object.hasOwn(errorKinds, code)) return explain(words, { code: 'INTERNAL' })
  const photo = heicSentence(words.lang === 'sk' ? heicSk : heicEn, problem)
  if (photo !== undefined) return photo
  const promised = extensionOf(file).toUpperCase()
  // In English and without a file name, the protocol's own sentence says more.
  if (code === 'TYPE_NOT_ALLOWED' && (file !== '' || words.lang !== 'en')) {
    const { message, values } = wrongTypeSentence(words.lang === 'sk' ? seenSk : seenEn, promised, extension)
    return words.fill(message, values)
  }
  const message = words.lang === 'sk' ? inSlovak(problem) : inEnglish(problem, { promised, otherName })
  if (message === undefined) return sentence(problem)
  const [actualSize, limitSize] = sizes(words, actual, limit)
  const [serverVersion, appVersion] = [problem.server?.version ?? 0, problem.client?.version ?? 0]
  const values = {
    serverVersion,
    appVersion,
    limit,
    actual,
    count: code === 'CODE_WRONG' ? limit - actual : actual,
    seconds: problem.retryAfter ?? 0,
    limitSize,
    actualSize,
    extension,
    why: becauseSk(problem),
    promised,
    otherName,
  }
  return words.fill(message, { ...values, actualMillions: millions(actual), limitMillions: millions(limit) })
}

/** The same as `explain`, with the reference by which the server's log line is found, if there is one. */
export function inFull(words: Words, problem: Problem, about: About = {}): string {
  const said = explain(words, problem, about)
  const reference = 'reference' in problem ? problem.reference : undefined
  return reference === undefined
    ? said
    : `${said} ${words.say('reference', { reference: String(reference) })}`
}

function inSlovak({ code, actual, found, update, client, extension = '' }: Problem): Message | undefined {
  if (code === 'BODY_TOO_LARGE' && found !== undefined) return crowdedSk
  if (code === 'APPOINTMENT_FULL' && found !== undefined) return usedUpSk
  if (code === 'IMAGE_TOO_MANY_PIXELS' && actual === undefined) return unsizedSk
  if (code === 'UNSUPPORTED_VERSION' && update && client) return versionsSk[update]
  const known: Readonly<Record<string, Message>> = problemsSk
  if (code !== 'EXTENSION_NOT_ALLOWED') return known[code] ?? moreSk[code]
  return (
    endingsSk[extension] ?? (newerEnding(extension) === undefined ? problemsSk[code] : olderSk(extension))
  )
}

/** What was found wrong, with a colon in front; empty if nothing is known. */
function becauseSk({ found, state, field, limit }: Problem): string {
  if (state !== undefined) return `: ${statesSk[state]}`
  if (found === undefined) return ''
  // A newer server may send a reason that this page does not know.
  const text: string | undefined = foundSk[found]
  return text === undefined
    ? ''
    : `: ${text.replace('{field}', field || 'telo').replace('{limit}', String(limit ?? ''))}`
}

function inEnglish({ code }: Problem, known: Readonly<Record<string, string>>): Message | undefined {
  const message = problemsEn[code]
  // If a name that the sentence needs is missing, the protocol's own sentence takes its place.
  const lacks = Object.keys(known).some((slot) => known[slot] === '' && String(message).includes(`{${slot}}`))
  return lacks ? undefined : message
}

const millions = (pixels: number): number => Math.round(pixels / 1_000_000)

// Gives both sizes in bytes if they would read the same in larger units.
function sizes(words: Words, actual: number, limit: number): [string, string] {
  const [shown, most] = [words.size(actual), words.size(limit)]
  if (shown !== most) return [shown, most]
  return [`${words.number(actual)} B`, `${words.number(limit)} B`]
}

const reasons: Readonly<Partial<Record<ErrorCode, MessageKey & `reason${string}`>>> = {
  EXTENSION_NOT_ALLOWED: 'reasonType',
  TYPE_NOT_ALLOWED: 'reasonCheck',
  FILE_TOO_LARGE: 'reasonSize',
  TRANSFER_TOO_LARGE: 'reasonSize',
  EMPTY: 'reasonEmpty',
  FILENAME_INVALID: 'reasonName',
  POLYGLOT_ZIP: 'reasonCheck',
  POLYGLOT_PDF: 'reasonCheck',
  POLYGLOT_DICOM: 'reasonCheck',
  POLYGLOT_TAR: 'reasonCheck',
  POLYGLOT_ISO: 'reasonCheck',
  PDF_HEADER_NOT_AT_START: 'reasonCheck',
  NOT_OOXML: 'reasonCheck',
  OOXML_AMBIGUOUS: 'reasonCheck',
  OOXML_FOREIGN_PARTS: 'reasonCheck',
  CFB_NOT_OFFICE: 'reasonCheck',
  CFB_AMBIGUOUS: 'reasonCheck',
  BROKEN_PNG: 'reasonDamaged',
  BROKEN_JPEG: 'reasonDamaged',
  ZIP_UNREADABLE: 'reasonDamaged',
  ZIP_TRAILING_DATA: 'reasonDamaged',
  ZIP_PREFIX_DATA: 'reasonDamaged',
  ZIP_DUPLICATE_ENTRY: 'reasonDamaged',
  ZIP_TOO_MANY_ENTRIES: 'reasonDamaged',
  ZIP_BOMB: 'reasonDamaged',
  OOXML_BAD_XML: 'reasonDamaged',
  OOXML_CT_TOO_BIG: 'reasonDamaged',
  CFB_UNREADABLE: 'reasonDamaged',
  IMAGE_TOO_MANY_PIXELS: 'reasonSize',
  ENCRYPTED_OOXML: 'reasonLocked',
  MACRO_PART: 'reasonMacros',
  INFECTED: 'reasonHarmful',
  CHECK_UNDECIDED: 'reasonUndecided',
}

/** Why the other side's file was refused, in two or three words. */
export function shortReason(words: Words, code: ErrorCode): string {
  return words.say(reasons[code] ?? 'reasonStopped')
}
