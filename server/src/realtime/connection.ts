import { ChairsideError, FileCommand, normalizeId, type Reply, type WireError } from '@chairside/protocol'
import type { Socket } from 'socket.io'
import { Check } from 'typebox/value'
import { type Caller, createCommands, isCommand, readPayload } from '../domain/commands.ts'
import type { Exchange } from '../domain/domain.ts'
import { createRate } from '../domain/rate.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../seams.ts'
import type { SocketServer } from '../socket-rooms.ts'
import { toWire } from '../wire-error.ts'

/** One socket of `SocketServer`. */
export type ServerSocket = SocketServer extends {
  on(event: 'connection', then: (socket: infer S) => void): unknown
}
  ? S
  : Socket

/** Answers the commands of one socket within its rate, and its snapshots one after the other. */
export function serveCommands(
  socket: ServerSocket,
  caller: Caller,
  {
    exchange,
    limits,
    clock,
    log,
    refused,
  }: {
    exchange: Exchange
    limits: Limits
    clock: Clock
    log: Log
    /** Notes that a command was refused, and which file it was about. */
    refused: (command: string, error: ChairsideError, file?: string) => void
  },
): void {
  const handlers = createCommands(exchange)
  const judge = createRate(clock, {
    rate: limits.commandRate,
    burst: limits.commandBurst,
    patience: limits.commandRefusals,
  })

  let looking: Promise<unknown> = Promise.resolve()
  /** A snapshot is large: the next one is read when the one before is ready to send. */
  const inTurn = (name: string, work: () => Promise<Reply<unknown>>): Promise<Reply<unknown>> => {
    if (name !== 'snapshot') return work()
    const mine = looking.then(work)
    looking = mine
    return mine
  }

  const act = async (name: string, payload: unknown): Promise<Reply<unknown>> => {
    const command = isCommand(name) ? name : 'unknown'
    try {
      if (!isCommand(name)) throw new ChairsideError('UNKNOWN_COMMAND')
      const handle = handlers[name] as (payload: unknown, caller: Caller) => Promise<unknown>
      return { ok: true, value: await handle(readPayload(name, payload), caller) }
    } catch (error) {
      const note = (why: ChairsideError): void => refused(command, why, fileOf(command, payload))
      return { ok: false, error: toWire(error, log, { command }, note) }
    }
  }

  const tooMany = (): WireError => {
    const error = new ChairsideError({ code: 'RATE_LIMITED', limit: limits.commandRate, retryAfter: 1 })
    refused('any', error)
    return error.toWire()
  }

  socket.onAny((name: string, ...rest: unknown[]) => {
    const last = rest.at(-1)
    const reply = typeof last === 'function' ? (answer: Reply<unknown>) => last(answer) : () => undefined
    switch (judge()) {
      case 'go':
        void inTurn(name, () => act(name, rest[0])).then(reply)
        return
      case 'refuse':
        reply({ ok: false, error: tooMany() })
        return
      case 'close':
        socket.emit('goodbye', tooMany())
        socket.disconnect(true)
        return
    }
  })
}

/** The file that a command names. */
function fileOf(command: string, payload: unknown): string | undefined {
  return command.startsWith('file:') && Check(FileCommand, payload) ? normalizeId(payload.id) : undefined
}
