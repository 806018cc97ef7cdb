import { ChairsideError, FileCommand, normalizeId, type Reply } from '@chairside/protocol'
import { Check } from 'typebox/value'
import { type Caller, createCommands, isCommand, readPayload } from '../domain/commands.ts'
import type { Exchange } from '../domain/domain.ts'
import { appointmentOf, personOf } from '../domain/people/identity.ts'
import { type Rates, tooFast } from '../domain/rate.ts'
import { forVersion } from '../for-version.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../seams.ts'
import { toWire } from '../wire-error.ts'
import { dismiss } from './dismissal.ts'
import type { Counting } from './line.ts'
import type { ServerSocket } from './server-socket.ts'

/**
 * Answers the commands of one socket within the rate of its person. Gives the `Counting` for everything that comes on its
 * connection.
 */
export function serveCommands(
  socket: ServerSocket,
  caller: Caller,
  {
    exchange,
    rates,
    limits,
    clock,
    log,
    refused,
    address,
  }: {
    exchange: Exchange
    rates: Rates
    limits: Limits
    clock: Clock
    log: Log
    /** The IP address of the client. */
    address: string | undefined
    /** Notes that a command was refused, and which file it was about. */
    refused: (command: string, error: ChairsideError, file?: string) => void
  },
): Counting {
  const handlers = createCommands(exchange)
  const person = personOf(caller.who)
  const origin = { appointment: appointmentOf(caller.who), address }
  const slower = (why?: Parameters<typeof tooFast>[1]): ChairsideError => {
    const error = tooFast(limits, why)
    refused('any', error)
    return error
  }
  const end = (found?: 'many-bytes'): void => {
    if (socket.connected) dismiss(socket, slower(found), { clock, limits })
  }

  const act = async (name: string, payload: unknown): Promise<Reply<unknown>> => {
    const over = rates.begin(person)
    const command = isCommand(name) ? name : 'unknown'
    try {
      if (!isCommand(name)) throw new ChairsideError('UNKNOWN_COMMAND')
      const handle = handlers[name] as (payload: unknown, caller: Caller) => Promise<unknown>
      return { ok: true, value: await handle(readPayload(name, payload), caller) }
    } catch (error) {
      const note = (why: ChairsideError): void => refused(command, why, fileOf(command, payload))
      const told = toWire(error, log, { command }, note)
      if (told.code === 'INTERNAL') exchange.refusals.failed()
      return { ok: false, error: told }
    } finally {
      over()
    }
  }

  socket.onAny((name: string, ...rest: unknown[]) => {
    const last = rest.at(-1)
    const reply = (answer: Reply<unknown>): void => {
      if (typeof last === 'function') last(forVersion(socket.data.version, answer))
    }
    const verdict = rates.judge(person, origin)
    switch (verdict) {
      case 'go':
        void act(name, rest[0]).then(reply)
        return
      case 'refuse':
      case 'appointment':
      case 'address':
        reply({ ok: false, error: slower(verdict).toWire() })
        return
      case 'close':
        end()
        return
    }
  })

  return {
    bytes: (count) => {
      // Bytes that still come on a closing connection are not read, so they do not count.
      if (socket.connected && !rates.brought(person, count)) end('many-bytes')
    },
    message: () => {
      if (rates.judge(person) === 'close') end()
    },
  }
}

/** The file that a command names. */
function fileOf(command: string, payload: unknown): string | undefined {
  return command.startsWith('file:') && Check(FileCommand, payload) ? normalizeId(payload.id) : undefined
}
