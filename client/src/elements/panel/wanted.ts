import type { ChairsideError, Place } from '@chairside/protocol'
import type { Appointment } from '../../appointment/appointment.ts'
import { failure } from '../../connection/failure.ts'
import type { TokenSource } from '../../connection/token.ts'
import type { Wanted } from '../joining/joining.ts'
import { notAllowed } from '../joining/spelling.ts'

/** The attributes that say what a panel is to show. */
interface Given {
  /** An appointment that the page has joined, or the id of the one that the token must be of. */
  readonly appointment: Appointment | string | undefined
  readonly url: string
  readonly token: TokenSource | undefined
  readonly place: Place
}

const places: readonly Place[] = ['call', 'waiting-room']

/** The id of the appointment that the token must be of, if the page names one. */
export const namedBy = ({ appointment }: Pick<Given, 'appointment'>): string | undefined =>
  typeof appointment === 'string' ? appointment : undefined

/** What a panel is to show, by its attributes. */
export function wantedBy({ appointment, url, token, place }: Given): Wanted<Appointment> {
  const given = typeof appointment === 'object' ? appointment : undefined
  const named = namedBy({ appointment })
  const isPlace = places.includes(place)
  return {
    ...{ given, url, token },
    ...(named && { named }),
    ...(!isPlace && { wrong: notAllowed('/place', places) }),
  }
}

/** Why an appointment that was joined is not the one that the attribute names; undefined if it is. */
export function misfitOf(
  { appointment }: Pick<Given, 'appointment'>,
  id: string,
): ChairsideError | undefined {
  const isOther = typeof appointment === 'string' && appointment !== '' && appointment !== id
  return isOther ? failure({ code: 'TOKEN_MISPLACED', why: 'of-another-appointment' }) : undefined
}
