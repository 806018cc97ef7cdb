import { type Answers, type CommandName, commands, type Takes } from '@chairside/protocol'
import { createReader } from '../shape.ts'
import type { Exchange } from './domain.ts'
import { fileKind } from './live/owner.ts'
import type { Identity } from './people/identity.ts'

/** Who sends a command, over either transport. */
export interface Caller {
  readonly who: Identity
  /** Says where the participant is while the connection lasts. HTTP has no lasting connection, so it refuses. */
  enter(appointment: string, place: 'waiting-room' | 'call'): Promise<void>
}

type Handlers = { [Name in CommandName]: (payload: Takes<Name>, caller: Caller) => Promise<Answers<Name>> }

/** One line for each command of the protocol. */
export function createCommands({
  transfers,
  requests,
  receipts,
  decisions,
  reading,
  uploads,
}: Exchange): Handlers {
  const nothing = async (work: Promise<void>): Promise<Record<string, never>> => {
    await work
    return {}
  }
  return {
    snapshot: ({ appointment }, { who }) => reading.snapshot(who, appointment),
    earlier: ({ appointment, before }, { who }) => reading.earlier(who, appointment, before),
    'appointment:enter': ({ appointment, place }, caller) => nothing(caller.enter(appointment, place)),
    'transfer:offer': ({ appointment, ...offer }, { who }) => transfers.offer(who, appointment, offer),
    'transfer:add': ({ id, files }, { who }) => transfers.add(who, id, files),
    'transfer:withdraw': ({ id }, { who }) => transfers.withdraw(who, id),
    'file:pause': ({ id }, { who }) => nothing(transfers.pause(who, id, true)),
    'file:resume': ({ id }, { who }) => nothing(transfers.pause(who, id, false)),
    'file:missing': ({ id }, { who }) => nothing(uploads.of(fileKind).missing(who, id)),
    'file:withdraw': ({ id }, { who }) => nothing(transfers.withdrawFile(who, id)),
    'file:prompted': ({ id }, { who }) => nothing(receipts.prompt(who, id, 'prompted')),
    'file:dismiss': ({ id }, { who }) => nothing(receipts.prompt(who, id, 'dismissed')),
    'file:decide': ({ id, decision }, { who }) => nothing(decisions.decide(who, id, decision)),
    'request:ask': ({ appointment, ...wish }, { who }) => requests.ask(who, appointment, wish),
    'request:decline': ({ id, reason }, { who }) => requests.decline(who, id, reason),
    'request:note': ({ id, note }, { who }) => requests.note(who, id, note),
    'request:withdraw': ({ id }, { who }) => requests.withdraw(who, id),
  }
}

const names = new Set(Object.keys(commands))

export function isCommand(name: string): name is CommandName {
  return names.has(name)
}

const readers = Object.fromEntries(
  Object.entries(commands).map(([name, { takes }]) => [name, createReader(takes)]),
)

/** The payload, checked against its schema. Throws BAD_REQUEST, which names the field but never its value. */
export function readPayload<Name extends CommandName>(name: Name, payload: unknown): Takes<Name> {
  return readers[name]?.(payload) as Takes<Name>
}
