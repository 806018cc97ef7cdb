import { ChairsideError, noteLimit } from '@chairside/protocol'

/** Trims a note or reason; null when nothing is left. Throws NOTE_TOO_LONG. */
export function readNote(raw: string | undefined): string | null {
  const note = raw?.trim() ?? ''
  if (note.length > noteLimit)
    throw new ChairsideError({ code: 'NOTE_TOO_LONG', limit: noteLimit, actual: note.length })
  return note === '' ? null : note
}
