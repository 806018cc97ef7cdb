/** How many of the last used notes are offered again, and how many notes in all. */
const [lastUsed, offered] = [3, 6]
/** A longer note (in characters) is about one patient, and not offered again. */
const usualLength = 60

/** Reads the attribute `usual-notes`. */
export const notesOf = (text: string | null): readonly string[] =>
  (text ?? '').split('|').flatMap((note) => note.trim() || [])

/** By the practitioner's id, newest first. Only in memory, because notes are health data. */
const used = new Map<string, readonly string[]>()

/** Keeps a note that was sent from this page. */
export function keepNote(practitioner: string, note: string): void {
  if (note === '' || note.length > usualLength) return
  const others = (used.get(practitioner) ?? []).filter((other) => other !== note)
  used.set(practitioner, [note, ...others].slice(0, lastUsed))
}

/** Gives the notes to offer a practitioner: first the page's, then those last sent from this page. */
export function usualNotes(practitioner: string, given: readonly string[]): readonly string[] {
  return [...new Set([...given, ...(used.get(practitioner) ?? [])])].slice(0, offered)
}
