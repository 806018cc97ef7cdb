import {
  type Answers,
  type ChairsideError,
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
} from '@chairside/protocol'
import { io, type Socket } from 'socket.io-client'
import { abortWith, onAbort } from '../async/abort.ts'
import { deferred } from '../async/deferred.ts'
import { Listeners } from '../async/listeners.ts'
import { backoff, rest } from '../async/pause.ts'
import type { ConnectionState } from './connection-state.ts'
import { failure, fromWire, lineDown } from './failure.ts'
import { isRefusedHere } from './origin.ts'
import { refusalIn, refusalOf, waitOf } from './refusal.ts'
import type { Timeouts } from './timeouts.ts'
import type { Tokens } from './token.ts'

interface ConnectionEvents {
  event: [event: ServerEvent]
  state: [state: ConnectionState]
}

/** The waits of a connection, in ms. */
const ackMs = 10_000
const dialMs = 10_000
const commandMs = 300_000
const pauses = [500, 10_000] as const
/** A connection that lasted so long was a good one; after shorter ones the pauses grow. */
const steadyMs = 5_000

/**
 * The one socket to the server. It comes back by itself, with a fresh token when the old one has expired, and carries
 * commands: each is said again until it is answered.
 */
export class Connection {
  readonly #socket: Socket<ServerEvents, ClientEvents>
  readonly #tokens: Tokens
  readonly #timeouts: Timeouts
  readonly #listeners = new Listeners<ConnectionEvents>()
  readonly #ending = new AbortController()
  #state: ConnectionState = { state: 'connecting', since: new Date() }
  #trouble: ChairsideError | undefined
  #goodbye: ChairsideError | undefined
  /** What came on this connection before the server had shown everything. */
  readonly #early: ServerEvent[] = []
  #waking = new AbortController()
  #dialling = false
  #unanswered: ReturnType<typeof setTimeout> | undefined
  #token = ''
  /** Dials since the last good connection. */
  #tries = 0
  /** Since when the app's own token function has said nothing but no, in ms since the epoch. */
  #refusedSince: number | undefined
  /** When the server last found a token expired, since the last good connection, in ms since the epoch. */
  #expiredAt: number | undefined
  #asksWhy = false
  #upAt = 0
  /** Where the participant is; said in every handshake. */
  place: Place | undefined

  /** @param base the server's address without a slash at its end */
  constructor(base: string, tokens: Tokens, timeouts: Timeouts) {
    const { origin, pathname } = new URL(base)
    this.#tokens = tokens
    this.#timeouts = timeouts
    this.#socket = io(origin, {
      path: `${pathname.replace(/\/$/, '')}${socketPath}`,
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      timeout: dialMs,
      // We come back by ourselves: only we know of tokens, of refusals, and of phones that wake up.
      reconnection: false,
    })
    this.#socket.on('connect_error', (error) => {
      this.#lost(refusalIn(error))
      void this.#askWhy(base)
    })
    this.#socket.on('disconnect', () => this.#lost(this.#goodbye ?? lineDown()))
    this.#socket.onAny((name, payload) => this.#heard({ name, payload } as ServerEvent))
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Why it is not up, while it is not. */
  get trouble(): ChairsideError | undefined {
    return this.#trouble
  }

  on<Name extends keyof ConnectionEvents>(
    name: Name,
    listener: (...args: ConnectionEvents[Name]) => void,
  ): () => void {
    return this.#listeners.on(name, listener)
  }

  /** Dials, and again for as long as it takes; after `signed-out` with a token asked for anew. */
  open(): void {
    if (this.#state.state === 'signed-out') {
      this.#refusedSince = undefined
      this.#expiredAt = undefined
      this.#turn({ state: 'connecting', since: new Date() })
    }
    this.wake()
    this.#dial(0)
  }

  /** The device is on the line again, or in somebody's hand: a dial that waits goes now. */
  wake(): void {
    this.#tokens.wake()
    this.#waking.abort()
    this.#waking = new AbortController()
  }

  /**
   * Sends a command, and again with the same ids after each lost line, until the server has answered it.
   *
   * @throws ChairsideError what the server answered, or that it could not be reached for five minutes
   * @throws what aborted `signal`
   */
  async command<Name extends CommandName>(
    name: Name,
    takes: Takes<Name>,
    signal?: AbortSignal,
  ): Promise<Answers<Name>> {
    const stopping = abortWith(this.#ending.signal, signal)
    const timer = setTimeout(() => stopping.abort(lineDown(this.#trouble)), commandMs)
    const stop = stopping.signal
    try {
      for (;;) {
        await this.#whenUp(stop)
        const reply = await this.#ask(name, takes, stop)
        if (reply?.ok) return reply.value
        if (!reply) continue
        const error = fromWire(reply.error)
        const wait = waitOf(error)
        if (wait === undefined) throw error
        await rest(wait, stop)
      }
    } finally {
      clearTimeout(timer)
      stopping.letGo()
    }
  }

  /** Ends it for good; what was not answered by then is rejected. */
  close(reason?: ChairsideError): void {
    if (this.#state.state === 'closed') return
    this.#turn({ state: 'closed', since: new Date(), ...(reason && { reason }) })
    this.#ending.abort(reason ?? new DOMException('The connection was closed.', 'AbortError'))
    clearTimeout(this.#unanswered)
    this.#socket.disconnect()
    this.#listeners.clear()
  }

  #dial(wait: number): void {
    if (this.#dialling || this.#state.state === 'up') return
    this.#dialling = true
    const dialled = async () => {
      await rest(wait, this.#ending.signal, this.#waking.signal)
      this.#ending.signal.throwIfAborted()
      const waking = this.#waking.signal
      try {
        this.#token = await this.#tokens.current(this.#ending.signal)
      } catch (cause) {
        this.#noToken(cause, waking.aborted)
        return
      }
      this.#ending.signal.throwIfAborted()
      const { place } = this
      const handshake: Handshake = { version: protocolVersion, token: this.#token, ...(place && { place }) }
      this.#socket.auth = handshake
      this.#goodbye = undefined
      this.#early.length = 0
      this.#socket.connect()
      // A server that takes the line and then says nothing is as good as none.
      this.#unanswered = setTimeout(() => {
        const told = this.#socket.connected
        this.#socket.disconnect()
        if (!told) this.#lost(lineDown())
      }, 2 * dialMs)
    }
    // It rejects only when the connection was closed meanwhile.
    dialled().catch(() => {})
  }

  #noToken(cause: unknown, woken: boolean): void {
    if (this.#ending.signal.aborted) return
    const error = failure('UNAUTHENTICATED', cause)
    if (woken) {
      this.#again(error, 0)
      return
    }
    // A fetch that finds no line throws a TypeError; anything else is the app's own no.
    if (!(cause instanceof TypeError)) this.#refusedSince ??= Date.now()
    const refusedFor = this.#refusedSince === undefined ? 0 : Date.now() - this.#refusedSince
    if (refusedFor >= this.#timeouts.refused) this.#signOut(error)
    else this.#again(error)
  }

  #heard(event: ServerEvent): void {
    switch (event.name) {
      case 'goodbye':
        this.#goodbye = fromWire(event.payload)
        break
      case 'snapshot':
      case 'desk':
        this.#up()
        this.#listeners.tell('event', event)
        for (const early of this.#early.splice(0)) this.#listeners.tell('event', early)
        break
      case 'appointment':
      case 'gone':
      case 'transfer':
      case 'request':
      case 'progress':
        if (this.#state.state === 'up') this.#listeners.tell('event', event)
        else this.#early.push(event)
        break
    }
  }

  // A connection is up once the server has shown everything: then it also knows that we are here.
  #up(): void {
    if (this.#state.state === 'up') return
    clearTimeout(this.#unanswered)
    this.#dialling = false
    this.#refusedSince = undefined
    this.#expiredAt = undefined
    this.#upAt = Date.now()
    this.#trouble = undefined
    this.#turn({ state: 'up', since: new Date() })
  }

  #lost(error: ChairsideError): void {
    clearTimeout(this.#unanswered)
    if (this.#ending.signal.aborted) return
    if (this.#state.state === 'up' && Date.now() - this.#upAt > steadyMs) this.#tries = 0
    switch (refusalOf(error)) {
      case 'again':
        this.#again(error)
        break
      case 'token':
        if (error.code !== 'TOKEN_EXPIRED' || !this.#tokens.renewable || this.#wasFresh()) {
          this.#signOut(error)
          return
        }
        this.#expiredAt = Date.now()
        this.#tokens.drop(this.#token)
        this.#again(error, this.#tries === 0 ? 0 : undefined)
        break
      case 'final':
        this.close(error)
        break
    }
  }

  // A function that gives expired tokens gives the next one too; one that waited for the line has just grown old.
  #wasFresh(): boolean {
    return this.#expiredAt !== undefined && Date.now() - this.#expiredAt < this.#timeouts.refused
  }

  #again(error: ChairsideError, wait = waitOf(error) ?? backoff(this.#tries, pauses)): void {
    this.#trouble = error
    this.#dialling = false
    this.#tries += 1
    if (this.#state.state === 'up') this.#turn({ state: 'down', since: new Date(), reason: error })
    this.#dial(wait)
  }

  #signOut(reason: ChairsideError): void {
    this.#trouble = reason
    this.#dialling = false
    this.#tokens.drop(this.#token)
    if (this.#state.state !== 'signed-out') this.#turn({ state: 'signed-out', since: new Date(), reason })
    // The app's own login may come back without anybody who tells us.
    if (this.#tokens.renewable) this.#dial(this.#timeouts.signedOut * (0.5 + Math.random() / 2))
  }

  #turn(state: ConnectionState): void {
    this.#state = state
    this.#listeners.tell('state', state)
  }

  // Who was never let in may be at a page that is not allowed, which is for the app's maker to know; said once.
  async #askWhy(base: string): Promise<void> {
    const isNew = () => this.#state.state === 'connecting' && !this.#state.reason && this.#upAt === 0
    if (this.#asksWhy || !isNew()) return
    this.#asksWhy = true
    const refused = await isRefusedHere(base)
    this.#asksWhy = false
    if (refused && isNew()) {
      this.#turn({ state: 'connecting', since: this.#state.since, reason: failure('ORIGIN_NOT_ALLOWED') })
    }
  }

  // Resolves when commands can be sent; rejects with what stopped the waiting.
  async #whenUp(stop: AbortSignal): Promise<void> {
    for (;;) {
      stop.throwIfAborted()
      if (this.#state.state === 'up') return
      const { promise, resolve, reject } = deferred()
      const cancels = [onAbort(stop, reject), this.#listeners.on('state', () => resolve())]
      await promise.finally(() => {
        for (const cancel of cancels) cancel()
      })
    }
  }

  // One try; undefined when no answer came in time, or the line went before it did.
  async #ask<Name extends CommandName>(
    name: Name,
    takes: Takes<Name>,
    stop: AbortSignal,
  ): Promise<Reply<Answers<Name>> | undefined> {
    const socket = this.#socket.timeout(ackMs) as unknown as {
      emitWithAck(name: Name, takes: Takes<Name>): Promise<Reply<Answers<Name>>>
    }
    const { promise, reject } = deferred<never>()
    const cancel = onAbort(stop, reject)
    const reply = socket.emitWithAck(name, takes).catch(() => {
      // No answer on a socket that seems to be up: the line went without a word. Another one finds a way.
      if (this.#socket.connected) this.#socket.disconnect()
      return undefined
    })
    return Promise.race([reply, promise]).finally(cancel)
  }
}
