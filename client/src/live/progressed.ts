import type { Progress, TransferFile as Status } from '@chairside/protocol'

/**
 * The status of a file after progress was told; undefined if its bytes are no longer on their way.
 *
 * @param known the bytes that this page knows to have come
 */
export function progressed(
  status: Status,
  known: number,
  { bytes, paused, missing }: Progress,
): Status | undefined {
  const { id, name, size, state } = status
  if (state !== 'offered' && state !== 'receiving') return undefined
  const lost = missing && { missing }
  if (state === 'offered' && bytes === 0 && lost) return { ...status, ...lost }
  // Progress may come late, after the sender's pause: only an event with a revision ends a pause.
  const pausedBy = status.paused === 'sender' ? 'sender' : paused
  const most = Math.max(bytes, known)
  return { id, name, size, state: 'receiving', bytes: most, ...(pausedBy && { paused: pausedBy }), ...lost }
}
