import { type ChairsideError, errorKinds, type Problem } from '@chairside/protocol'
import type { ConnectionState } from '../../connection/connection-state.ts'
import { isAboutToken } from '../../connection/failure.ts'
import type { Alarm } from '../kit/alarm.ts'

/** My own connection as it is shown: short gaps are not. */
export type ConnectionStatus =
  | { readonly state: 'quiet' | 'connecting' | 'down' | 'back' | 'signed-out' }
  | { readonly state: 'closed'; readonly problem: Problem | undefined }

/** After so long joining is shown, after so long a gap; being back is shown for so long. In ms. */
const connectingMs = 400
const downMs = 2_000
const backMs = 4_000

const quiet: ConnectionStatus = { state: 'quiet' }

/** Turns the states of the connection into what is shown of them. */
export class ConnectionWatch {
  readonly #alarm: Alarm
  #saidDown = false

  constructor(alarm: Alarm) {
    this.#alarm = alarm
  }

  /** While joining, `since` is when that began (ms since the epoch). */
  joining(since: number, failed: ChairsideError | undefined): ConnectionStatus {
    if (failed && isAboutToken(failed)) return { state: 'signed-out' }
    if (failed && !errorKinds[failed.code].retry) return { state: 'closed', problem: failed.problem }
    // Between two tries it stays down.
    if (failed || this.#saidDown) return this.#down()
    return this.#alarm.before(since + connectingMs) ? quiet : { state: 'connecting' }
  }

  of(state: ConnectionState): ConnectionStatus {
    const since = state.since.getTime()
    switch (state.state) {
      case 'connecting':
        return this.#alarm.before(since + connectingMs) ? quiet : { state: 'connecting' }
      case 'up':
        if (!this.#saidDown) return quiet
        if (this.#alarm.before(since + backMs)) return { state: 'back' }
        this.#saidDown = false
        return quiet
      case 'down':
        // A connection that comes and goes is shown as down once, and not as back in between.
        return !this.#saidDown && this.#alarm.before(since + downMs) ? quiet : this.#down()
      case 'signed-out':
        return { state: 'signed-out' }
      case 'closed':
        return { state: 'closed', problem: state.reason?.problem }
    }
  }

  #down(): ConnectionStatus {
    this.#saidDown = true
    return { state: 'down' }
  }
}
