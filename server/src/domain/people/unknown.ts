import { ChairsideError } from '@chairside/protocol'

/** The error for an id that is not known. It names the id, so it is for the app's backend alone. */
export const unknownId = (
  what: 'appointment' | 'participant' | 'practitioner',
  named: string,
): ChairsideError => new ChairsideError({ code: 'NOT_FOUND', found: `unknown-${what}`, named })
