import type { Appointment } from '../../appointment/appointment.ts'
import { shareOf } from '../file/row-text.ts'
import type { ConnectionStatus } from '../joining/connection-status.ts'

/** Keeps how far my sending was when my connection broke: the number stands still until what is said of it is gone. */
export class Break {
  #at: { readonly share: number | undefined } | undefined

  /**
   * How much of what this page sends had arrived at the break, 0 to 1; undefined when it was not sending then, or does
   * not any more.
   */
  share(appointment: Appointment, connection: ConnectionStatus): number | undefined {
    const now = shareBeingSent(appointment)
    if (connection.state === 'down') this.#at ??= { share: now }
    else if (connection.state !== 'back') this.#at = undefined
    return now === undefined ? undefined : this.#at?.share
  }
}

/** How much of what this page sends has arrived, 0 to 1; undefined when it sends nothing that goes on by itself. */
export function shareBeingSent({ transfers }: Pick<Appointment, 'transfers'>): number | undefined {
  const sent = transfers.findLast(({ mine, files }) =>
    files.some(
      ({ source, state, paused, problem }) =>
        mine && source === 'here' && state === 'receiving' && paused !== 'sender' && problem === undefined,
    ),
  )
  return sent && shareOf(sent.sentBytes, sent.bytes)
}
