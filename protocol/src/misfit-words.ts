import { Type } from 'typebox'

/** What a field wants, and what can come in its place, in the words of a sentence. */
export const wantedWords = {
  text: 'text',
  number: 'a number',
  'whole-number': 'a whole number',
  'true-or-false': 'true or false',
  list: 'a list',
  object: 'an object',
  nothing: 'null',
  id: 'an id of at most 128 letters (a to z, A to Z), digits and . _ : @ | ~ -, without blanks, slashes and accents',
  uuid: 'a UUID, such as 0b7e4f5a-6c1d-4e2f-8a3b-9c4d5e6f7081',
  instant: 'an instant with its offset, such as 2026-11-20T14:03:00Z or 2026-11-20T15:03:00+01:00',
} as const

export type Wanted = keyof typeof wantedWords

export const Wanted = Type.Enum(Object.keys(wantedWords) as Wanted[])

/** What can be told of a value that does not fit its schema. */
export interface Misfit {
  readonly found?: string
  readonly field?: string
  readonly limit?: number
  readonly choices?: readonly string[]
  readonly meant?: string
  readonly wanted?: Wanted
  readonly came?: Wanted
}

/** A field as programs write it, `patients[0].id`, of its JSON pointer `/patients/0/id`. */
export const fieldName = (pointer = ''): string =>
  pointer
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.') || 'the body'

/** What is wrong with a value, as far as the details say more than the reason; else empty. */
export function misfitWords({ found, field, limit, choices, meant, wanted, came }: Misfit): string {
  const name = fieldName(field)
  if (found === 'not-allowed' && choices) return `${name} must be ${listed(choices, 'or')}`
  if (found === 'unknown-field' && meant) return `${name} is not a field here (did you mean ${meant}?)`
  if (found === 'unknown-field' && choices)
    return `${name} is not a field here; the fields are ${listed(choices, 'and')}`
  if (wanted === undefined) return ''
  if (found === 'too-small' || found === 'too-large') {
    const unit = wanted === 'text' ? ' characters' : wanted === 'list' ? ' entries' : ''
    if (unit !== '' && limit === 1 && found === 'too-small') return `${name} must not be empty`
    return `${name} must ${unit === '' ? 'be' : 'have'} at ${found === 'too-small' ? 'least' : 'most'} ${limit}${unit}`
  }
  return `${name} must be ${wantedWords[wanted]}${came ? `, not ${wantedWords[came]}${quotes(wanted, came)}` : ''}`
}

/** Programs of some languages write numbers where they mean texts, and the reverse. */
function quotes(wanted: Wanted, came: Wanted): string {
  if (wanted === 'text' && came === 'number') return ': put it in quotes'
  return came === 'text' && wanted !== 'list' && wanted !== 'object' ? ': leave out the quotes' : ''
}

function listed(choices: readonly string[], word: 'and' | 'or'): string {
  const last = choices.at(-1) ?? ''
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(', ')} ${word} ${last}`
}
