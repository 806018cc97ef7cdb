import type { Appointment } from '../../appointment/appointment.ts'

/** Whether this page sends something that goes on by itself. */
export function isBeingSent({ transfers }: Pick<Appointment, 'transfers'>): boolean {
  return transfers.some(({ mine, files }) =>
    files.some(
      ({ source, state, paused, problem }) =>
        mine && source === 'here' && state === 'receiving' && paused !== 'sender' && problem === undefined,
    ),
  )
}
