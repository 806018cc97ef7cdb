import type { Availability, Visibility } from '@chairside/protocol'
import { availabilityLabel, visibilityLabel } from '../../../messages/documents.ts'
import type { Words } from '../../../messages/words.ts'

const availabilities = ['before', 'at-session', 'after-session'] as const satisfies readonly Availability[]
const visibilities = ['all', 'paid'] as const satisfies readonly Visibility[]

/** From when a document can be opened, to choose from. */
export const availabilityOptions = (words: Words) =>
  availabilities.map((value) => ({ value, words: availabilityLabel(words, value) }))

/** By whom a document can be opened, to choose from. */
export const visibilityOptions = (words: Words) =>
  visibilities.map((value) => ({ value, words: visibilityLabel(words, value) }))
