import type { Answers, ChairsideError, CommandName, Reply, Takes } from '@chairside/protocol'
import type { Socket } from 'socket.io-client'
import { abortWith, onAbort } from '../async/abort.ts'
import { deferred } from '../async/deferred.ts'
import { rest } from '../async/pause.ts'
import { fromWire, lineDown } from './failure.ts'
import { waitOf } from './refusal.ts'

/** How long one try waits for its answer, and how long a command is tried, in ms. */
const ackMs = 10_000
const commandMs = 300_000

/** What came back: undefined when no answer came in time, or when the connection was lost before it. */
export type Asked<Name extends CommandName> =
  | { readonly value: Answers<Name> }
  | { readonly error: ChairsideError }
  | undefined

/** The connection, as a command needs it. */
export interface Carrier {
  /** Aborted when the connection is closed. */
  readonly ending: AbortSignal
  isUp(): boolean
  /** Sends a command once. */
  ask<Name extends CommandName>(name: Name, takes: Takes<Name>, stop: AbortSignal): Promise<Asked<Name>>
  /** Why the page is signed out, so that a person has to sign in again; absent while it is not. */
  signedOut(): ChairsideError | undefined
  /** Why the connection is not up; absent while it is. */
  trouble(): ChairsideError | undefined
  /** Calls `act` at each change of state. Gives the function that stops this. */
  onChange(act: () => void): () => void
}

/**
 * Sends a command and gives its answer. After each lost connection it sends the command again, with the same ids.
 *
 *     waiting → asked → answered
 *     asked → waiting            no answer in time, or the connection was lost
 *     asked → resting → waiting  the server asks for another try, a little later
 *
 * @throws ChairsideError the server's error, the error that signed the page out, or LINE_DOWN after five minutes
 * @throws the reason of `signal`
 */
export async function command<Name extends CommandName>(
  carrier: Carrier,
  name: Name,
  takes: Takes<Name>,
  signal?: AbortSignal,
): Promise<Answers<Name>> {
  const stopping = abortWith(carrier.ending, signal)
  const timer = setTimeout(() => stopping.abort(lineDown(carrier.trouble())), commandMs)
  const stop = stopping.signal
  try {
    for (;;) {
      await whenUp(carrier, stop)
      const reply = await carrier.ask(name, takes, stop)
      if (!reply) continue
      if ('value' in reply) return reply.value
      const { error } = reply
      const wait = waitOf(error)
      if (wait === undefined) throw error
      await rest(wait, stop)
    }
  } finally {
    clearTimeout(timer)
    stopping.letGo()
  }
}

/** Resolves when commands can be sent; rejects with the reason of `stop`. */
async function whenUp(carrier: Carrier, stop: AbortSignal): Promise<void> {
  for (;;) {
    stop.throwIfAborted()
    if (carrier.isUp()) return
    const refused = carrier.signedOut()
    if (refused) throw refused
    const { promise, resolve, reject } = deferred()
    const cancels = [onAbort(stop, reject), carrier.onChange(() => resolve())]
    await promise.finally(() => {
      for (const cancel of cancels) cancel()
    })
  }
}

/** `Carrier.ask` over a socket. */
export async function askOver<Name extends CommandName>(
  socket: Pick<Socket, 'timeout' | 'connected' | 'disconnect'>,
  name: Name,
  takes: Takes<Name>,
  stop: AbortSignal,
): Promise<Asked<Name>> {
  const asked = socket.timeout(ackMs) as unknown as {
    emitWithAck(name: Name, takes: Takes<Name>): Promise<Reply<Answers<Name>>>
  }
  const { promise, reject } = deferred<never>()
  const cancel = onAbort(stop, reject)
  const reply = asked.emitWithAck(name, takes).catch(() => {
    // A connected socket that gives no answer is dead. Closing it makes the connection dial another one.
    if (socket.connected) socket.disconnect()
    return undefined
  })
  const said = await Promise.race([reply, promise]).finally(cancel)
  return said && (said.ok ? { value: said.value } : { error: fromWire(said.error) })
}
