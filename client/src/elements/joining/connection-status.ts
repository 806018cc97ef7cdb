import type { ChairsideError, Problem } from '@chairside/protocol'
import type { ConnectionState } from '../../connection/connection-state.ts'
import { isAboutToken } from '../../connection/failure.ts'
import type { Alarm } from '../kit/alarm.ts'

/** The status of my own connection, as it is shown. A short gap is not shown. */
export type ConnectionStatus =
  /** `polling`: news come by requests, since a short while. */
  | { readonly state: 'quiet' | 'connecting' | 'polling' | 'down' | 'back' | 'signed-out' }
  | { readonly state: 'closed'; readonly problem: Problem | undefined }

/** Whether this page's knowledge of others is current. A short gap counts as none. */
export const isConnected = ({ state }: ConnectionStatus): boolean =>
  state === 'quiet' || state === 'back' || state === 'polling'

/** Joining shows after this time, in ms. */
const connectingMs = 400
/** A gap shows after this time, in ms. */
const downMs = 2_000
/** `back` stays shown for this time, in ms. */
const backMs = 4_000

/** That no socket opens shows after this time, in ms: one may open meanwhile. It stays shown for `pollingMs`, once. */
const noSocketMs = 4_000
const pollingMs = 15_000
/** On a slow line nothing answers for a while although nothing is wrong: only then is the person told, in ms. */
const slowMs = 6_000

const quiet: ConnectionStatus = { state: 'quiet' }

/** Turns the states of the connection into the status to show. */
export class ConnectionWatch {
  readonly #alarm: Alarm
  #saidDown = false
  #saidPolling = false

  constructor(alarm: Alarm) {
    this.#alarm = alarm
  }

  /**
   * The status while joining. `since`: when that began, in ms since the epoch; `failed`: why the last try ended; `trouble`:
   * why this one does not come to its end.
   */
  joining(since: number, failed: ChairsideError | undefined, trouble?: ChairsideError): ConnectionStatus {
    if (failed && isAboutToken(failed)) return { state: 'signed-out' }
    const problem = trouble ?? failed
    const { why } = problem?.problem ?? {}
    const isSlow = why === 'silent' || why === 'no-answer-yet'
    const isWaitedFor = isSlow && this.#alarm.before(since + slowMs)
    if (problem && problem.code !== 'LINE_DOWN' && !isWaitedFor)
      return { state: 'closed', problem: problem.problem }
    // Once `down` is shown, it stays while joining is tried again. A page that was never connected does not know that its
    // own line is to blame, unless its browser says so.
    if (this.#saidDown || (problem && isOffline())) return this.#down()
    return this.#alarm.before(since + connectingMs) ? quiet : { state: 'connecting' }
  }

  of(state: ConnectionState): ConnectionStatus {
    const since = state.since.getTime()
    switch (state.state) {
      case 'connecting':
        return this.joining(since, undefined, state.reason)
      case 'up':
        if (this.#saidDown && this.#alarm.before(since + backMs)) return { state: 'back' }
        this.#saidDown = false
        return state.polling ? this.#polling(since) : quiet
      case 'down':
        // Once `down` was shown, a new gap shows at once, without the wait of `downMs`.
        return !this.#saidDown && this.#alarm.before(since + downMs) ? quiet : this.#down()
      case 'signed-out':
        return { state: 'signed-out' }
      case 'closed':
        return { state: 'closed', problem: state.reason?.problem }
    }
  }

  #polling(since: number): ConnectionStatus {
    if (this.#saidPolling || this.#alarm.before(since + noSocketMs)) return quiet
    if (this.#alarm.before(since + noSocketMs + pollingMs)) return { state: 'polling' }
    this.#saidPolling = true
    return quiet
  }

  #down(): ConnectionStatus {
    this.#saidDown = true
    return { state: 'down' }
  }
}

const isOffline = (): boolean => navigator.onLine === false
