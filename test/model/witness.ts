import { setTimeout as pause } from 'node:timers/promises'
import {
  type Answers,
  type CommandName,
  type EventPayload,
  protocolVersion,
  type Reply,
  type Snapshot,
  socketPath,
  type Takes,
} from '@chairside/protocol'
import { io, type Socket } from 'socket.io-client'
import { createSight, type Sight } from './sight.ts'

/**
 * A bare socket of one participant, straight to the server. It reconnects by itself and checks every event.
 */
export interface Witness {
  /** Sends a command once. Gives undefined when no answer came. */
  command<Name extends CommandName>(name: Name, takes: Takes<Name>): Promise<Reply<Answers<Name>> | undefined>
  /** As `command`, for any name and payload. */
  say(name: string, ...payload: unknown[]): Promise<Reply<unknown> | undefined>
  close(): void
}

type Fault = (broken: string, facts: string) => void

export function openWitness(
  url: string,
  me: Parameters<typeof createSight>[0],
  token: () => Promise<string>,
  fault: Fault,
): Witness {
  const ending = new AbortController()
  let socket: Socket | undefined

  const dial = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const granted = await token().catch(() => undefined)
      if (granted === undefined || ending.signal.aborted) {
        await pause(500, undefined, { signal: ending.signal }).catch(() => undefined)
        continue
      }
      const mine = io(url, {
        path: socketPath,
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        auth: { version: protocolVersion, token: granted },
      })
      socket = mine
      listen(mine, createSight(me, `the bare socket of ${me.id}`, fault), fault)
      const { promise, resolve } = Promise.withResolvers<void>()
      mine.on('disconnect', () => resolve())
      mine.on('connect_error', () => resolve())
      ending.signal.addEventListener('abort', () => resolve(), { once: true })
      await promise
      mine.disconnect()
      await pause(300, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  void dial()

  const say = async (name: string, ...payload: unknown[]): Promise<Reply<unknown> | undefined> => {
    if (!socket?.connected) return undefined
    return socket
      .timeout(15_000)
      .emitWithAck(name, ...payload)
      .catch(() => undefined)
  }
  return {
    say,
    command: async (name, takes) => (await say(name, takes)) as never,
    close: () => {
      ending.abort()
      socket?.disconnect()
    },
  }
}

/** Checks the events of one connection: only its person's subjects, moves that the tables allow, no gap in revisions. */
function listen(socket: Socket, sight: Sight, fault: Fault): void {
  let revision: number | undefined
  /** Events that came before the snapshot. */
  const early: { revision: number; apply: () => void }[] = []
  const number = (next: number, apply: () => void): void => {
    if (revision === undefined) {
      early.push({ revision: next, apply })
      return
    }
    if (next <= revision) return
    if (next > revision + 1) fault('a connection misses no revision', `after ${revision} came ${next}`)
    revision = next
    apply()
  }
  socket.on('snapshot', (snapshot: Snapshot) => {
    revision = snapshot.revision
    sight.transfers(snapshot.transfers)
    sight.requests(snapshot.requests)
    sight.all(snapshot.requests)
    sight.participants(snapshot.appointment.participants)
    for (const event of early.splice(0).sort((one, other) => one.revision - other.revision))
      number(event.revision, event.apply)
  })
  socket.on('appointment', ({ revision, appointment }: EventPayload<'appointment'>) =>
    number(revision, () => sight.participants(appointment.participants)),
  )
  socket.on('transfer', ({ revision, transfer }: EventPayload<'transfer'>) =>
    number(revision, () => sight.transfers([transfer])),
  )
  socket.on('request', ({ revision, request }: EventPayload<'request'>) =>
    number(revision, () => sight.requests([request])),
  )
}
