import { type Answers, ChairsideError, type CommandName, commands, type Takes } from '@chairside/protocol'
import { Compile } from 'typebox/compile'
import type { Exchange } from '../domain/exchange.ts'
import type { Identity } from '../domain/token.ts'

/** The connection that a command came on. */
export interface Caller {
  readonly who: Identity
  readonly connection: string
  /** The participant says where they are, which a desk does not. */
  enter(appointment: string, place: 'waiting-room' | 'call'): Promise<void>
}

type Handlers = { [Name in CommandName]: (payload: Takes<Name>, caller: Caller) => Promise<Answers<Name>> }

/** One line for each command of the protocol. */
export function createCommands({ transfers, requests, receipts, reading }: Exchange): Handlers {
  const nothing = async (work: Promise<void>): Promise<Record<string, never>> => {
    await work
    return {}
  }
  return {
    snapshot: ({ appointment }, { who }) => reading.snapshot(who, appointment),
    'appointment:enter': ({ appointment, place }, caller) => nothing(caller.enter(appointment, place)),
    'transfer:offer': ({ appointment, ...offer }, { who }) => transfers.offer(who, appointment, offer),
    'transfer:add': ({ id, files }, { who }) => transfers.add(who, id, files),
    'transfer:withdraw': ({ id }, { who }) => transfers.withdraw(who, id),
    'file:pause': ({ id }, { who }) => nothing(transfers.hold(who, id, true)),
    'file:resume': ({ id }, { who }) => nothing(transfers.hold(who, id, false)),
    'file:withdraw': ({ id }, { who }) => nothing(transfers.withdrawFile(who, id)),
    'file:prompted': ({ id }, { who }) => nothing(receipts.prompt(who, id, 'prompted')),
    'file:dismiss': ({ id }, { who }) => nothing(receipts.prompt(who, id, 'dismissed')),
    'request:ask': ({ appointment, ...wish }, { who }) => requests.ask(who, appointment, wish),
    'request:decline': ({ id, reason }, { who }) => requests.decline(who, id, reason),
    'request:withdraw': ({ id }, { who }) => requests.withdraw(who, id),
  }
}

const names = new Set(Object.keys(commands))

export function isCommand(name: string): name is CommandName {
  return names.has(name)
}

const checks = Object.fromEntries(
  Object.entries(commands).map(([name, { takes }]) => [name, Compile(takes)]),
) as unknown as {
  [Name in CommandName]: {
    Check(value: unknown): value is Takes<Name>
    Errors(value: unknown): { instancePath: string; message: string }[]
  }
}

/** The payload as its schema says it is. Throws BAD_REQUEST that names the field, never its value. */
export function readPayload<Name extends CommandName>(name: Name, payload: unknown): Takes<Name> {
  const check = checks[name]
  if (check.Check(payload)) return payload
  const [first] = check.Errors(payload)
  throw new ChairsideError({
    code: 'BAD_REQUEST',
    seen: `${first?.instancePath || 'the payload'} ${first?.message ?? 'is not as it should be'}`,
  })
}
