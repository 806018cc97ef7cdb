import type { Appointment } from '../../appointment/appointment.ts'
import { shareOf } from '../file/row-text.ts'
import type { ConnectionStatus } from '../joining/connection-status.ts'

/** Keeps how far my sending was when my connection broke: the number stands still until its notice is gone. */
export class Break {
  #at: { readonly share: number | undefined } | undefined

  /**
   * The share (0 to 1) of the sent bytes that had arrived at the break; undefined if this page sent nothing then, or
   * sends nothing now.
   */
  share(appointment: Appointment, connection: ConnectionStatus): number | undefined {
    const now = shareBeingSent(appointment)
    if (connection.state === 'down') this.#at ??= { share: now }
    else if (connection.state !== 'back') this.#at = undefined
    return now === undefined ? undefined : this.#at?.share
  }
}

/** The share (0 to 1) of the sent bytes that has arrived; undefined if this page sends nothing that goes on by itself. */
export function shareBeingSent({ transfers }: Pick<Appointment, 'transfers'>): number | undefined {
  const sent = transfers.findLast(({ mine, files }) =>
    files.some(
      ({ source, state, paused, problem }) =>
        mine && source === 'here' && state === 'receiving' && paused !== 'sender' && problem === undefined,
    ),
  )
  return sent && shareOf(sent.sentBytes, sent.bytes)
}
