import { type FileType, fileKinds, typeOfExtension } from './filetype.ts'
import { graphemes } from './graphemes.ts'
import { visible } from './text.ts'

/** The longest stored name, in bytes of UTF-8: leaves room for a ` (2)` under the 255 of common file systems. */
const maxNameBytes = 200

// Names that Windows opens as devices, whatever follows the first dot, and with spaces before it.
const device = /^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?=\.|$)/i

/** The ending of a name without its dot, in lower case; empty when it has none. */
export function extensionOf(name: string): string {
  const clean = scrub(name)
  const dot = clean.lastIndexOf('.')
  return dot > 0 ? clean.slice(dot + 1).toLowerCase() : ''
}

/**
 * A name that is safe to show, to send in a header and to save on any system: Unicode NFC, the last path
 * segment, nothing invisible or reserved, at most 200 bytes of UTF-8 cut between graphemes.
 *
 * @param raw   what the sender's system called it; anything is accepted
 * @param type  the type of the content, once known: its ending replaces a known one, or is appended
 * @param index which file of its transfer this is, from 1, for a name of which cleaning leaves nothing
 */
export function cleanName(raw: string, index: number, type?: FileType): string {
  const name = scrub(raw)
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 ? name.slice(dot + 1) : ''
  const known = typeOfExtension(ending) !== undefined
  const stem = trimEnd(known ? name.slice(0, dot) : name)
  const extension = type !== undefined ? endingFor(type, ending) : known ? ending.toLowerCase() : ''
  const suffix = extension === '' ? '' : `.${extension}`
  // The cut may shorten a name to that of a device.
  const short = noDevice(cut(noDevice(stem), maxNameBytes - suffix.length))
  return (short === '' ? `file-${index}` : short) + suffix
}

/** Gives `name`, or `name (2).ext`, `name (3).ext`…: the first that equals none of `taken`, whatever the case. */
export function uniqueName(name: string, taken: readonly string[]): string {
  return firstFree(name, new Set(taken.map((other) => other.toLowerCase())), 2).free
}

/** Names of which each is as `uniqueName` gives it after those before. It costs in proportion to their number. */
export function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>()
  /** By the name in lower case: all lower numbers are taken. */
  const next = new Map<string, number>()
  return names.map((name) => {
    const { free, number } = firstFree(name, used, next.get(name.toLowerCase()) ?? 2)
    used.add(free.toLowerCase())
    next.set(name.toLowerCase(), number)
    return free
  })
}

/** The first name that is not used, from a number on, and the next number. `used` are in lower case. */
function firstFree(
  name: string,
  used: ReadonlySet<string>,
  from: number,
): { readonly free: string; readonly number: number } {
  const dot = name.lastIndexOf('.')
  const [stem, suffix] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  let [free, number] = [name, from]
  while (used.has(free.toLowerCase())) {
    free = `${stem} (${number})${suffix}`
    number += 1
  }
  return { free, number }
}

/** A name as `mayBecome` compares it: an older version, on either side, drops joiners and selectors. */
const letters = (name: string): string =>
  name
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFC')
    .toLowerCase()

/** Whether the server may have stored `raw` as `name`: cleaned, and perhaps numbered. */
export const mayBecome = (raw: string, name: string): boolean => mayHaveBeen(name).includes(sentAs(raw))

/** A name that was sent, to compare with `mayHaveBeen` of a stored one. Whoever compares many names asks once for each. */
export const sentAs = (raw: string): string => letters(cleanName(raw, 1))

/** What a stored name may have been when it was sent: with its number, or without. */
export function mayHaveBeen(name: string): readonly string[] {
  const stored = letters(name)
  return [stored, stored.replace(/ \(\d+\)(?=\.[^.]*$|$)/, '')]
}

function scrub(raw: string): string {
  // Normalized after the removal, because an invisible character may stand between a letter and its accent.
  const segment = visible(raw).normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  return trimEnd(
    segment
      .replace(/[<>:"|?*%]/g, '_')
      .replace(/\s+/g, ' ')
      .replace(/^[.\- ]+/, ''),
  )
}

/** Removes the dots and spaces at the end. Not by a pattern, which would try every run of them in the middle. */
function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && (text[end - 1] === '.' || text[end - 1] === ' ')) end -= 1
  return text.slice(0, end)
}

function noDevice(stem: string): string {
  return stem.replace(device, '$1_')
}

// "photo.jpeg" keeps its ending; a rare or a wrong ending becomes the usual one.
function endingFor(type: FileType, written: string): string {
  const { extensions } = fileKinds[type]
  const lower = written.toLowerCase()
  return extensions.find((extension) => extension === lower) ?? extensions[0]
}

function cut(text: string, bytes: number): string {
  const kept = utf8Length(text) <= bytes ? text : beginningOf(text, bytes)
  // The cut may leave a joiner at the end.
  return trimEnd(visible(kept))
}

/** The longest beginning of whole graphemes that has at most so many bytes. */
function beginningOf(text: string, bytes: number): string {
  let kept = ''
  let left = bytes
  // Each character has at least one byte.
  for (const segment of graphemes(text.slice(0, bytes + 1))) {
    left -= utf8Length(segment)
    if (left < 0) break
    kept += segment
  }
  return kept
}

/** Bytes of a text in UTF-8 (RFC 3629, section 3). */
function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
