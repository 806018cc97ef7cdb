import type { Answers, CommandName, Place, Reply, ServerEvent, Takes } from '@chairside/protocol'
import { connect } from './socket.ts'

/** A socket of one person, without the SDK. It keeps every event. */
export interface Ear {
  /** Oldest first. */
  readonly events: readonly ServerEvent[]
  readonly connected: boolean
  command<Name extends CommandName>(name: Name, takes: Takes<Name>): Promise<Reply<Answers<Name>>>
}

/** Connects as the participant whom the token names. Throws Refused. */
export async function overhear(url: string, token: string, place?: Place): Promise<Ear> {
  const plain = await connect(url, { token, ...(place && { place }) })
  return {
    events: plain.heard as readonly ServerEvent[],
    get connected() {
      return plain.connected
    },
    command: (name, takes) => plain.command(name, takes),
  }
}
