import { explain } from '../../messages/problem.ts'
import type { Words } from '../../messages/words.ts'
import type { ConnectionStatus } from './connection-status.ts'
import { whileDown } from './while-down.ts'

/** Tells aloud when my connection is lost, is back, or will not come back by itself. */
export class ConnectionNews {
  #saidPolling = false
  #said: 'up' | 'down' | 'signed-out' | 'closed' = 'up'

  /** Gives the news since the last call, or undefined. `up`: whether the connection is up, whatever the status shows. */
  news(connection: ConnectionStatus, up: boolean, words: Words, inCall: boolean): string | undefined {
    if (connection.state === 'polling' && !this.#saidPolling) {
      this.#saidPolling = true
      return words.say('polling')
    }
    const now = heard(connection.state, up)
    // While joining, it is not yet known whether the connection will be up.
    if (now === undefined || now === this.#said) return undefined
    this.#said = now
    switch (connection.state) {
      case 'down':
        return `${words.say('lineDown')} ${whileDown(words, { inCall, sends: false })}`
      case 'signed-out':
        return inCall ? `${words.say('signedOut')} ${words.say('callSafe')}` : words.say('signedOut')
      case 'closed':
        return connection.problem && explain(words, connection.problem)
      case 'quiet':
      case 'connecting':
      case 'polling':
      case 'back':
        return words.say('back')
    }
  }
}

function heard(
  state: ConnectionStatus['state'],
  up: boolean,
): 'up' | 'down' | 'signed-out' | 'closed' | undefined {
  switch (state) {
    case 'connecting':
    case 'polling':
      return undefined
    case 'quiet':
    case 'back':
      return up ? 'up' : undefined
    case 'down':
    case 'signed-out':
    case 'closed':
      return state
  }
}
