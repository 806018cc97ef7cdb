import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  ChairsideError,
  type Handshake,
  judgeVersions,
  type ServerEvent,
  type Snapshot,
  socketPath,
  type VersionWindow,
} from '@chairside/protocol'
import { Server } from 'socket.io'
import { atEnd } from './until.ts'

/** A server of another protocol version. It judges handshakes as that version does, and sends one snapshot, or what is given. */
export interface OtherServer {
  readonly url: string
  /** The handshakes of its clients, oldest first. */
  readonly heard: readonly Handshake[]
  /** Ends every connection, as a restart does. */
  cut(): void
}

export async function openOtherServer(
  window: VersionWindow,
  snapshot: Snapshot,
  told: readonly ServerEvent[] = [{ name: 'snapshot', payload: snapshot }],
): Promise<OtherServer> {
  const http = createServer()
  const io = new Server(http, { path: socketPath, transports: ['websocket'], serveClient: false })
  const heard: Handshake[] = []
  io.use((socket, next) => {
    const said = socket.handshake.auth as Handshake
    heard.push(said)
    const problem = judgeVersions(window, { version: said.version, oldest: said.oldest ?? said.version })
    if (problem === null) next()
    else next(Object.assign(new Error('refused'), { data: new ChairsideError(problem).toWire() }))
  })
  io.on('connection', (socket) => {
    for (const { name, payload } of told) socket.emit(name, payload)
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  atEnd(async () => {
    await io.close()
  })
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    heard,
    cut: () => io.disconnectSockets(true),
  }
}
