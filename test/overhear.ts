import {
  type Answers,
  type ClientEvents,
  type CommandName,
  type Handshake,
  type Place,
  protocolVersion,
  type Reply,
  type ServerEvent,
  type ServerEvents,
  socketPath,
  type Takes,
  type WireError,
} from '@chairside/protocol'
import { io, type Socket } from 'socket.io-client'
import { atEnd } from './until.ts'

/** A bare socket of one person, without the SDK: it writes down every event that it is told. */
export interface Ear {
  readonly events: readonly ServerEvent[]
  readonly connected: boolean
  command<Name extends CommandName>(name: Name, takes: Takes<Name>): Promise<Reply<Answers<Name>>>
  close(): void
}

/** Connects as the participant whom the token names. Rejects with the server's refusal. */
export async function overhear(url: string, token: string, place?: Place): Promise<Ear> {
  const auth: Handshake = { version: protocolVersion, token, ...(place && { place }) }
  const socket: Socket<ServerEvents, ClientEvents> = io(url, {
    path: socketPath,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth,
  })
  atEnd(() => void socket.disconnect())
  const events: ServerEvent[] = []
  socket.onAny((name, payload) => events.push({ name, payload } as ServerEvent))
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', (error) => reject((error as Error & { data?: WireError }).data ?? error))
  })
  return {
    events,
    get connected() {
      return socket.connected
    },
    command: (name, takes) => (socket as Socket).emitWithAck(name, takes),
    close: () => void socket.disconnect(),
  }
}
