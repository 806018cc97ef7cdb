import type { Role } from '@chairside/protocol'

/**
 * How a person is named in a sentence: a patient by first name, a practitioner by titles and surname. A name is one
 * text, so its shape decides: words that end in a dot are titles, and a degree follows a comma.
 */
export function callName(name: string, role: Role): string {
  const parts = (name.split(',')[0] ?? name).trim().split(/\s+/)
  const titles = parts.filter((part) => part.endsWith('.'))
  const own = parts.filter((part) => !part.endsWith('.'))
  const [first, last] = [own[0], own.at(-1)]
  if (first === undefined || last === undefined) return name
  if (role === 'patient') return first
  // No line break between a title and its name.
  return titles.length === 0 ? own.join(' ') : [...titles, last].join('\u00A0')
}

/** The initials of a person, shown instead of a picture: at most two letters. */
export function initials(name: string): string {
  const own = (name.split(',')[0] ?? name)
    .trim()
    .split(/\s+/)
    .filter((part) => !part.endsWith('.'))
  const letters = own.length > 1 ? [own[0], own.at(-1)] : [own[0]]
  return letters
    .map((part) => [...(part ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
