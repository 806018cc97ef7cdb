import type { IncomingMessage } from 'node:http'
import { ChairsideError } from '@chairside/protocol'
import type { Limits } from '../limits.ts'
import type { Clock } from '../seams.ts'

/** The watch over one body. */
export interface Pace {
  /** Aborts with UPLOAD_TOO_SLOW. */
  readonly signal: AbortSignal
  end(): void
}

const second = 1000

/**
 * Watches how fast the body of a request comes. A long upload is legal, so no request has a time limit; a silent or
 * trickling one would hold its connection and its upload for ever. Time in which the server does not read is not
 * counted.
 */
export function watchPace(
  request: IncomingMessage,
  clock: Clock,
  { bodySilence, bodyTime, bodyPace }: Limits,
): Pace {
  const slow = new AbortController()
  const { socket } = request
  const stand = () => ({ at: clock.now(), bytes: socket.bytesRead })
  let [newest, begun] = [stand(), stand()]
  let cancel = (): void => undefined

  const look = (): void => {
    if (request.complete || request.destroyed) return
    const now = stand()
    if (now.bytes > newest.bytes || !request.readableFlowing) newest = now
    if (!request.readableFlowing) begun = now
    const enough = (bodyTime / second) * bodyPace
    if (now.at - begun.at >= bodyTime && now.bytes - begun.bytes >= enough) begun = now
    if (now.at - newest.at >= bodySilence || now.at - begun.at >= bodyTime)
      slow.abort(new ChairsideError('UPLOAD_TOO_SLOW'))
    else cancel = clock.after(second, look)
  }

  cancel = clock.after(second, look)
  return { signal: slow.signal, end: () => cancel() }
}
