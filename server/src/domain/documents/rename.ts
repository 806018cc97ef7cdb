import { ChairsideError, cleanName } from '@chairside/protocol'

/** A new name with the ending of the old one. Throws FILENAME_INVALID for a name of which nothing is left. */
export function rename(old: string, wanted: string): string {
  const dot = old.lastIndexOf('.')
  const ending = dot > 0 ? old.slice(dot) : ''
  const isWritten = ending !== '' && wanted.toLowerCase().endsWith(ending.toLowerCase())
  const stem = isWritten ? wanted.slice(0, -ending.length) : wanted
  if (stem.trim() === '') throw new ChairsideError('FILENAME_INVALID')
  return cleanName(stem + ending, 1)
}
