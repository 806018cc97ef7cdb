import { type TString, Type } from 'typebox'

/**
 * Marks in a JSON Schema the texts that people wrote: names, notes, reasons. The server cleans such a text when it comes
 * in, as one line or as lines. Other readers of the schema ignore the keyword.
 */
export const textKeyword = 'x-text'
export type TextKind = 'line' | 'lines'

interface Bounds {
  /** In characters of the cleaned text. */
  readonly minLength?: number
  /** In characters, of the text as it comes and of the cleaned text. */
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

/** Cleans a text to one line: only visible characters, each run of blanks as one space, no blanks at its ends. */
export function cleanLine(raw: string): string {
  return visible(raw.replace(lineBreak, ' ').replaceAll('\t', ' ')).replace(/\s+/gu, ' ').trim()
}

/** Cleans a text of several lines: only visible characters, line breaks as `\n`, no blanks at its ends. */
export function cleanLines(raw: string): string {
  return without(unseenInLines, raw.replace(lineBreak, '\n').replaceAll('\t', ' ')).trim()
}

/**
 * Removes invisible characters from a text, because they can hide, reorder or fake what others read. Joiners stay between
 * letters of scripts that use them and within emoji of several parts; selectors stay where they choose a sign's form.
 */
export function visible(raw: string): string {
  return without(unseen, raw)
}

// Joiners, among them the Mongolian vowel separator; selectors, which choose the form of the sign before them.
const joiners = '\\u200C\\u200D\\u180E'
const selectors = '\\uFE00-\\uFE0F\\u180B-\\u180D\\u180F\\u{E0100}-\\u{E01EF}'

// Controls; what Unicode calls ignorable (UAX #44, Default_Ignorable_Code_Point), such as marks that reorder text, fillers
// and tags; line and paragraph separators; annotations; two signs that are drawn as nothing.
const ignored = '\\p{Cc}\\p{Default_Ignorable_Code_Point}\\u2028\\u2029\\uFFF9-\\uFFFB\\u2800\\u{1D159}'
const unseen = new RegExp(`(?![${joiners}${selectors}])[${ignored}]`, 'gu')
const unseenInLines = new RegExp(`(?![\\n${joiners}${selectors}])[${ignored}]`, 'gu')

/** Matches a run of these characters, with the character before it and the one after it. */
const run = (some: string): RegExp => new RegExp(`([^${some}]?)([${some}])[${some}]*(?=(.?))`, 'gsu')
const joinerRun = run(joiners)
const selectorRun = run(selectors)
const anyOfThem = new RegExp(`[${joiners}${selectors}]`, 'u')

/** Letters and marks of the scripts in which a joiner changes how words look (Unicode 17, sections 9, 12 to 14, 19). */
const joinable =
  /^(?=[\p{L}\p{M}])[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mand}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Phag}\p{scx=Adlm}\p{scx=Rohg}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u

/** Letters that have several forms, of which a selector chooses one. */
const selectable = /^(?=\p{L})[\p{scx=Han}\p{scx=Mymr}\p{scx=Phag}\p{scx=Mong}]/u

const picture = /^\p{Extended_Pictographic}/u
const endOfPicture = /^(\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)/u

// Halves of characters that stand alone: `toWellFormed` is missing in Firefox before 119.
const halves = /\p{Surrogate}/gu

function without(invisible: RegExp, raw: string): string {
  const seen = raw.replace(halves, '\uFFFD').replace(invisible, '')
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
  // U+FE0E and U+FE0F choose whether an emoji or a keycap is drawn as text or in colour.
  if (selector === '\uFE0E' || selector === '\uFE0F')
    return picture.test(before) || (after === '\u20E3' && /^[\d#*]$/.test(before)) || selectable.test(before)
  return selectable.test(before)
}

function joins(before: string, joiner: string, after: string): boolean {
  if (joinable.test(before) && joinable.test(after)) return true
  return joiner === '\u200D' && endOfPicture.test(before) && picture.test(after)
}
