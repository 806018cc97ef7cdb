import { type TString, Type } from 'typebox'

/**
 * What a person writes or is called: one line, or lines. The keyword tells the server to clean it as it comes in; it
 * is an extension of the schema, which other readers of it pass over.
 */
export const textKeyword = 'x-text'
export type TextKind = 'line' | 'lines'

interface Bounds {
  /** In characters, once it was cleaned. */
  readonly minLength?: number
  /** In characters, as it comes and once it was cleaned. */
  readonly maxLength: number
}

/** A text of one line, such as a name. */
export const Line = (bounds: Bounds): TString => Type.String({ ...bounds, [textKeyword]: 'line' })

/** A text that may have several lines, such as a note. */
export const Lines = (bounds: Bounds): TString => Type.String({ ...bounds, [textKeyword]: 'lines' })

/** Cleans a text of either kind. */
export function cleanText(kind: TextKind, raw: string): string {
  switch (kind) {
    case 'line':
      return cleanLine(raw)
    case 'lines':
      return cleanLines(raw)
  }
}

const lineBreak = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/gu

/** One line of what is seen, without blanks at its ends; each run of blanks is one space. */
export function cleanLine(raw: string): string {
  return visible(raw.replace(lineBreak, ' ').replaceAll('\t', ' ')).replace(/\s+/gu, ' ').trim()
}

/** Lines of what is seen, with `\n` between, and no blanks at both ends. */
export function cleanLines(raw: string): string {
  return without(unseenInLines, raw.replace(lineBreak, '\n').replaceAll('\t', ' ')).trim()
}

/**
 * A text without what nobody sees: it could hide, reorder or fake what others read. Joiners between letters of scripts
 * that use them, and within pictures of several, stay, as do selectors of a sign's form.
 */
export function visible(raw: string): string {
  return without(unseen, raw)
}

// Joiners, with the vowel separator of Mongolian; selectors of a sign's form.
const joiners = '\\u200C\\u200D\\u180E'
const selectors = '\\uFE00-\\uFE0F\\u180B-\\u180D\\u180F\\u{E0100}-\\u{E01EF}'

// Controls; what Unicode calls ignorable (UAX #44, Default_Ignorable_Code_Point): marks that reorder text, fillers, tags,
// what joins nothing; line and paragraph separators, annotations, and two signs that are drawn as nothing.
const ignored = '\\p{Cc}\\p{Default_Ignorable_Code_Point}\\u2028\\u2029\\uFFF9-\\uFFFB\\u2800\\u{1D159}'
const unseen = new RegExp(`(?![${joiners}${selectors}])[${ignored}]`, 'gu')
const unseenInLines = new RegExp(`(?![\\n${joiners}${selectors}])[${ignored}]`, 'gu')

/** A run of them, with what stands before and after it. */
const run = (some: string): RegExp => new RegExp(`([^${some}]?)([${some}])[${some}]*(?=(.?))`, 'gsu')
const joinerRun = run(joiners)
const selectorRun = run(selectors)
const anyOfThem = new RegExp(`[${joiners}${selectors}]`, 'u')

/** Letters and marks of the scripts in which a joiner changes how words look (Unicode 17, sections 9, 12 to 14, 19). */
const joinable =
  /^(?=[\p{L}\p{M}])[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mand}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Phag}\p{scx=Adlm}\p{scx=Rohg}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u

/** Letters that have several forms, of which a selector names one. */
const selectable = /^(?=\p{L})[\p{scx=Han}\p{scx=Mymr}\p{scx=Phag}\p{scx=Mong}]/u

const picture = /^\p{Extended_Pictographic}/u
const endOfPicture = /^(\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)/u

function without(invisible: RegExp, raw: string): string {
  const seen = raw.toWellFormed().replace(invisible, '')
  if (!anyOfThem.test(seen)) return seen
  return seen
    .replace(selectorRun, (_, before: string, one: string, after: string) =>
      selects(before, one, after) ? before + one : before,
    )
    .replace(joinerRun, (_, before: string, one: string, after: string) =>
      joins(before, one, after) ? before + one : before,
    )
}

function selects(before: string, selector: string, after: string): boolean {
  // Of pictures and keys the last two say: as text, in colour.
  if (selector === '\uFE0E' || selector === '\uFE0F')
    return picture.test(before) || (after === '\u20E3' && /^[\d#*]$/.test(before)) || selectable.test(before)
  return selectable.test(before)
}

function joins(before: string, joiner: string, after: string): boolean {
  if (joinable.test(before) && joinable.test(after)) return true
  return joiner === '\u200D' && endOfPicture.test(before) && picture.test(after)
}
