import {
  type ErrorCode,
  errorKinds,
  extensionOf,
  fieldName,
  newerEnding,
  type Problem,
  sentence,
} from '@chairside/protocol'
import { problemsEn, seenEn } from './en/problem.ts'
import { heicEn, heicSentence } from './heic.ts'
import type { ProblemSentences } from './language.ts'
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

/** Puts a problem into the reader's language: what happened, the limit and the actual, what to do. */
export function explain(words: Words, problem: Problem, { file = '', otherName = '' }: About = {}): string {
  const { code, limit = 0, actual = 0, extension = '' } = problem
  // A newer server may have a code that this page has no words for.
  if (!Object.hasOwn(errorKinds, code)) return explain(words, { code: 'INTERNAL' })
  const own = words.own?.problems
  const photo = heicSentence(own?.heic ?? heicEn, problem)
  if (photo !== undefined) return photo
  const promised = extensionOf(file).toUpperCase()
  // In English and without a file name, the protocol's own sentence says more.
  if (code === 'TYPE_NOT_ALLOWED' && (file !== '' || own)) {
    const { message, values } = wrongTypeSentence(own?.wrongType ?? seenEn, promised, extension)
    return words.fill(message, values)
  }
  const message = own
    ? (special(own, problem) ?? sentenceOf({ ...own.codes, ...words.ofDocuments?.problems }, code))
    : inEnglish(problem, { promised, otherName })
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
    at: problem.at ?? '',
    field: fieldName(problem.field),
    why: own ? because(own, problem) : '',
    newer: newerEnding(extension) ?? '',
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

const sentenceOf = (codes: Readonly<Partial<Record<ErrorCode, Message>>>, code: ErrorCode) => codes[code]

/** The sentence of a code where the details make it another one than usual. */
function special(
  { crowded, usedUp, unsized, versions, endings, older }: ProblemSentences,
  { code, actual, found, update, client, extension = '' }: Problem,
): Message | undefined {
  if (code === 'BODY_TOO_LARGE' && found !== undefined) return crowded
  if (code === 'APPOINTMENT_FULL' && found !== undefined) return usedUp
  if (code === 'IMAGE_TOO_MANY_PIXELS' && actual === undefined) return unsized
  if (code === 'UNSUPPORTED_VERSION' && update && client) return versions[update]
  if (code !== 'EXTENSION_NOT_ALLOWED') return undefined
  const own: Readonly<Record<string, Message>> = endings
  return own[extension] ?? (newerEnding(extension) === undefined ? undefined : older)
}

/** What was found wrong, with a colon in front; empty if nothing is known. */
function because(own: ProblemSentences, { found, state, field, limit }: Problem): string {
  if (state !== undefined) return `: ${own.states[state]}`
  if (found === undefined) return ''
  // A newer server may send a reason that this page does not know.
  const text: string | undefined = own.found[found]
  return text === undefined
    ? ''
    : `: ${text.replace('{field}', field || own.body).replace('{limit}', String(limit ?? ''))}`
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
