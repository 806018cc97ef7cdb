import type { Server as HttpServer } from 'node:http'
import type { Socket } from 'node:net'
import { ChairsideError, errorHeader, type ServerEvent, socketPath } from '@chairside/protocol'
import { Server } from 'socket.io'
import { type ServerOptions, WebSocketServer } from 'ws'
import { clientAddress } from '../client-address.ts'
import type { Caller } from '../domain/commands.ts'
import type { Exchange } from '../domain/domain.ts'
import { appointmentOf, documentsKeys, type Identity, personOf } from '../domain/people/identity.ts'
import { type Rates, tooFast } from '../domain/rate.ts'
import { forVersion } from '../for-version.ts'
import { guarded } from '../guarded.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import type { PageVersions } from '../page-versions.ts'
import type { Clock } from '../seams.ts'
import { deskRoom, documentsRoom, participantRoom, roomsOf, type SocketServer } from '../socket-rooms.ts'
import { toWire } from '../wire-error.ts'
import { serveCommands } from './connection.ts'
import { type Arrival, shakeHands, versionOf } from './handshake.ts'
import { type CountLine, watchLine } from './line.ts'
import { createRefresh, type Wanted } from './refresh.ts'
import type { ServerSocket } from './server-socket.ts'
import { createSocketsOf } from './sockets.ts'
import { tell } from './tell.ts'

/** Gives the Socket.IO server, not yet attached: the announcer needs it before HTTP listens. */
export function createSocketServer(limits: Limits): SocketServer {
  return new Server({
    path: socketPath,
    // No long polling: it would need every request of a client to reach the same node.
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    connectTimeout: limits.handshake,
    maxHttpBufferSize: limits.command,
    cors: { origin: false },
    wsEngine: class extends WebSocketServer {
      constructor(options: ServerOptions) {
        super({ ...options, ...{ closeTimeout: limits.socketClose } })
      }
    },
    pingInterval: limits.heartbeat,
    pingTimeout: limits.heartbeatAnswer,
  })
}

/** Checks handshakes, sends the first snapshot, serves commands, and ends sockets with their tokens. */
export function attachSockets(
  io: SocketServer,
  server: HttpServer,
  {
    exchange,
    rates,
    versions,
    limits,
    clock,
    log,
    trustProxy,
    mayConnect,
    noteOrigin,
  }: {
    exchange: Exchange
    rates: Rates
    versions: PageVersions
    limits: Limits
    clock: Clock
    log: Log
    trustProxy: boolean
    mayConnect: (origin: string | undefined) => boolean
    /** Is told each origin that is refused. */
    noteOrigin: (origin: string) => void
  },
): Sockets {
  const arrivals = new WeakMap<ServerSocket, Arrival>()
  const countings = new WeakMap<ServerSocket['conn'], CountLine>()
  const keep = createSocketsOf({ clock, limits })
  const addressOf = ({ handshake: { headers, address } }: ServerSocket): string | undefined =>
    clientAddress(headers, address, trustProxy)

  io.use((socket, next) => {
    let who: Identity | undefined
    const version = versionOf(socket.handshake.auth)
    socket.data.version = version
    const refused = ({ code }: ChairsideError): void =>
      exchange.refusals.note({ code, where: 'connect', who, address: addressOf(socket) })
    shakeHands(socket.handshake.auth, exchange.tokens)
      .then(async (arrival) => {
        who = arrival.who
        // Letting a person in costs more than most commands, so it counts as one.
        const origin = { appointment: appointmentOf(arrival.who), address: addressOf(socket) }
        const verdict = rates.judge(personOf(arrival.who), origin)
        if (verdict !== 'go') throw tooFast(limits, verdict)
        // The handshake refuses a participant who is not registered.
        if (arrival.who.kind === 'participant')
          await exchange.reading.admit(arrival.who, arrival.who.appointment)
        // A token of a patient's files opens no appointment: a page that waits for one must learn that.
        if (arrival.who.kind === 'files' && arrival.view === undefined) throw new ChairsideError('NOT_FOUND')
        arrivals.set(socket, arrival)
        next()
      })
      .catch((error) =>
        next(
          Object.assign(new Error('refused'), {
            data: forVersion(version, toWire(error, log, { command: 'connect' }, refused)),
          }),
        ),
      )
  })

  io.on('connection', (socket) => {
    const arrival = arrivals.get(socket)
    if (arrival === undefined) {
      socket.disconnect(true)
      return
    }
    const { who } = arrival
    const address = addressOf(socket)
    exchange.access.connected(who, address)
    const refused = (where: string, { code, cause }: ChairsideError, file?: string): void =>
      exchange.refusals.note({ code, where, who, file, address, cause })
    const present = new Set<string>()
    const caller: Caller = {
      who,
      enter: async (appointment, place) => {
        if (who.kind !== 'participant') throw new ChairsideError('NOT_FOUND')
        // Noted before `enter`, which may fail halfway: an unneeded `leave` does no harm.
        present.add(appointment)
        if (!socket.connected) return
        await exchange.presence.enter(who, appointment, socket.id, place)
      },
    }
    const cancelExpiry = clock.after(lifetime(who.expiresAt, clock.now(), limits.tokenTolerance), () => {
      tell(socket, { name: 'goodbye', payload: new ChairsideError('TOKEN_EXPIRED').toWire() })
      socket.disconnect(true)
    })
    const left = versions.joined(personOf(who), socket.data.version)
    socket.on('disconnect', () => {
      cancelExpiry()
      left()
      exchange.access.disconnected(who, address)
      if (who.kind === 'desk' && arrival.view === undefined) exchange.desks.leave(who.id, socket.id)
      for (const appointment of present) exchange.presence.leave(appointment, socket.id)
    })
    const counting = serveCommands(socket, caller, {
      ...{ exchange, rates, limits, clock, log, refused, address },
    })
    countings.get(socket.conn)?.(counting)
    keep(personOf(who), socket)
    // Engine.IO would keep the opening request as long as the socket; it is not needed any more.
    socket.conn.request = null as never
    // The first snapshots of a desk are the largest answer of all.
    const over = rates.begin(personOf(who))
    const welcomed = welcome(socket, arrival, caller, exchange).catch((error) => {
      const why = toWire(error, log, { command: 'connect' }, (one) => refused('connect', one))
      if (why.code === 'INTERNAL') exchange.refusals.failed()
      tell(socket, { name: 'goodbye', payload: why })
      socket.disconnect(true)
    })
    void welcomed.then(over)
  })

  io.attach(server, {
    allowRequest: (request, answer) => {
      const { origin } = request.headers
      const allowed = mayConnect(origin)
      if (!allowed) {
        noteOrigin(origin ?? '')
        const address = clientAddress(request.headers, request.socket.remoteAddress, trustProxy)
        exchange.refusals.note({ code: 'ORIGIN_NOT_ALLOWED', where: 'connect', who: undefined, address })
      }
      if (!allowed && request.headers.upgrade !== undefined) refuseUpgrade(request.socket)
      answer(null, allowed)
    },
  })
  io.engine.on('connection', (line: ServerSocket['conn']) =>
    countings.set(line, watchLine(line, limits.unread)),
  )
  // Before Engine.IO, which itself answers requests that are no WebSocket.
  server.prependListener('request', ({ url }, answer) => {
    if (url?.startsWith(socketPath)) answer.setHeaders(new Map(Object.entries(guarded)))
  })

  const show = async (socket: ServerSocket, of: Wanted): Promise<void> => {
    const arrival = arrivals.get(socket)
    if (arrival === undefined) return
    const { who } = arrival
    if (of === 'all' || who.kind !== 'desk') await showAll(socket, arrival, exchange)
    else for (const appointment of of) tell(socket, await onDesk(who, appointment, exchange))
  }
  return { refresh: createRefresh(() => io.of('/').sockets.values(), show, log) }
}

/** The sockets of this node. */
export interface Sockets {
  /**
   * Shows all anew what they may have missed of what other nodes told, or those of some rooms what has changed in these
   * appointments.
   */
  readonly refresh: ReturnType<typeof createRefresh>
}

/** Answers 403 with the reason. Engine.IO would answer 400 without one; to an ended socket it writes nothing. */
function refuseUpgrade(socket: Socket): void {
  const body = JSON.stringify({ error: new ChairsideError('ORIGIN_NOT_ALLOWED').toWire() })
  const head = [
    'HTTP/1.1 403 Forbidden',
    'Connection: close',
    'Content-Type: application/json',
    `${errorHeader}: ORIGIN_NOT_ALLOWED`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** The version of the wire that brought documents. */
const documentsSince = 9

/** Joins the room before it reads the snapshot, so that no event in between is lost. */
async function welcome(
  socket: ServerSocket,
  arrival: Arrival,
  caller: Caller,
  exchange: Exchange,
): Promise<void> {
  const { who, place, view } = arrival
  const { version } = socket.data
  if (version >= documentsSince) await socket.join(documentsKeys(who).map(documentsRoom))
  if (view === 'documents' || who.kind === 'files') return
  if (who.kind === 'desk') {
    await socket.join(roomsOf(deskRoom(who.id), version))
    if (socket.connected) await exchange.desks.enter(who.id, socket.id)
  } else {
    await socket.join(roomsOf(participantRoom(who.appointment, who.id), version))
    if (place !== undefined) await caller.enter(who.appointment, place)
  }
  await showAll(socket, arrival, exchange)
}

/** What a desk is told of one of its appointments, or that it has lost it. */
async function onDesk(who: Identity, appointment: string, { reading }: Exchange): Promise<ServerEvent> {
  try {
    return { name: 'snapshot', payload: await reading.snapshot(who, appointment) }
  } catch (error) {
    if (!(error instanceof ChairsideError && error.code === 'NOT_FOUND')) throw error
    return { name: 'gone', payload: { appointment } }
  }
}

/** Sends a page all that it shows; one of documents asks for that itself. */
async function showAll(socket: ServerSocket, { who, view }: Arrival, exchange: Exchange): Promise<void> {
  if (view === 'documents' || who.kind === 'files') tell(socket, { name: 'documents', payload: {} })
  else if (who.kind === 'desk')
    tell(socket, { name: 'desk', payload: { appointments: await exchange.reading.desk(who) } })
  else tell(socket, { name: 'snapshot', payload: await exchange.reading.snapshot(who, who.appointment) })
}

/** Ms until a token's connection ends. A token that was accepted just after its expiry gets the tolerance. */
function lifetime(expiresAt: number, now: number, tolerance: number): number {
  return Math.max(0, (expiresAt > now ? expiresAt : expiresAt + tolerance) - now)
}
