import { type Reply, socketPath, spoken, type WireError } from '@chairside/protocol'
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client'
import { atEnd, until } from './until.ts'

/** A Socket.IO connection without the SDK. It sends what a test tells it to send, and never reconnects. */
export interface Plain {
  readonly connected: boolean
  /** Everything that the server sent, oldest first. */
  readonly heard: readonly { readonly name: string; readonly payload: unknown }[]
  /** Sends a command and waits for its answer. */
  command<Value = unknown>(name: string, ...payload: unknown[]): Promise<Reply<Value>>
  /** Sends an event without asking for an answer. */
  say(name: string, ...payload: unknown[]): void
  close(): void
}

/** Why the server did not let a connection in. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly error: WireError | undefined

  constructor(error: WireError | undefined) {
    super(`refused: ${error?.code ?? 'without a code'}`)
    this.error = error
  }
}

/** Connects, with `auth` as the fields of the handshake. Throws Refused. */
export function connect(
  url: string,
  auth: Readonly<Record<string, unknown>>,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<Plain> {
  const socket = io(url, {
    path: socketPath,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { ...spoken, ...auth },
    ...options,
  })
  atEnd(() => {
    socket.disconnect()
  })
  const heard: { name: string; payload: unknown }[] = []
  socket.onAny((name: string, payload: unknown) => heard.push({ name, payload }))
  const plain: Plain = {
    get connected() {
      return socket.connected
    },
    heard,
    command: async (name, ...payload) => socket.timeout(10_000).emitWithAck(name, ...payload),
    say: (name, ...payload) => {
      socket.emit(name, ...payload)
    },
    close: () => {
      socket.disconnect()
    },
  }
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(plain))
    socket.once('connect_error', (error: Error & { data?: WireError }) => reject(new Refused(error.data)))
    // A server that dies between the two handshakes ends the connection before Socket.IO reports it open.
    socket.once('disconnect', (reason) => reject(new Error(`the connection was lost: ${reason}`)))
  })
}

/** The error with which the server refuses a connection. Throws if it accepts the connection. */
export async function refusalOf(connecting: Promise<Plain>): Promise<WireError | undefined> {
  try {
    await connecting
  } catch (error) {
    if (error instanceof Refused) return error.error
    throw error
  }
  throw new Error('the connection was let in')
}

/** Opens a bare WebSocket, and resolves once the server has let it in. */
export async function openRaw(url: string, token: string): Promise<WebSocket> {
  const raw = new WebSocket(`${url.replace('http', 'ws')}${socketPath}/?EIO=4&transport=websocket`)
  raw.binaryType = 'arraybuffer'
  atEnd(() => raw.close())
  let joined = false
  raw.addEventListener('message', ({ data }) => {
    if (String(data).startsWith('0')) raw.send(`40${JSON.stringify({ ...spoken, token })}`)
    if (String(data).startsWith('40')) joined = true
  })
  await until('the bare socket is let in', () => joined)
  return raw
}
