import {
  type Answers,
  ChairsideError,
  type CommandName,
  type Handshake,
  type Place,
  type ServerEvent,
  spoken,
  type Takes,
} from '@chairside/protocol'
import { Listeners } from '../async/listeners.ts'
import { rest } from '../async/pause.ts'
import { askOver, type Carrier, command } from './commands.ts'
import type { ConnectionState } from './connection-state.ts'
import { type DialEvent, type Dials, forgiven, nextDial } from './dial.ts'
import { failure, fromWire, lineDown } from './failure.ts'
import { Http } from './http.ts'
import { Polling } from './polling.ts'
import { refusalIn, refusalOf } from './refusal.ts'
import { createSocket, dialMs, type ServerSocket } from './socket.ts'
import type { Timeouts } from './timeouts.ts'
import type { Tokens } from './token.ts'
import { Why } from './why.ts'

interface ConnectionEvents {
  event: [event: ServerEvent]
  state: [state: ConnectionState]
}

/** A dial that is silent for this time, in ms, may never be answered: the page asks by requests meanwhile. */
const silentMs = 3_000

/**
 * The one socket to the server. It reconnects by itself, with a fresh token when the old one has expired. Commands are
 * sent again until they are answered. Where the network lets no socket through but requests, the page polls until a
 * socket opens: see `Polling`.
 */
export class Connection {
  readonly #socket: ServerSocket
  readonly #tokens: Tokens
  readonly #timeouts: Timeouts
  readonly #listeners = new Listeners<ConnectionEvents>()
  readonly #ending = new AbortController()
  #state: ConnectionState = { state: 'connecting', since: new Date() }
  #trouble: ChairsideError | undefined
  #goodbye: ChairsideError | undefined
  /** Events that came before the first snapshot of this connection. */
  readonly #early: ServerEvent[] = []
  #waking = new AbortController()
  /** The running dial, or the pause before it. */
  #dialling: AbortController | undefined
  /** Ends the watch over the running dial. */
  #answered: () => void = () => {}
  /** Whether the socket is up. */
  #live = false
  readonly #polling: Polling
  #token = ''
  #dials: Dials = { tries: 0 }
  readonly #why: Why
  #upAt = 0
  readonly #carrier: Carrier
  /** Where the participant is. Every handshake says it. */
  place: Place | undefined
  /** `documents`: the connection only hears that documents changed, and begins without a snapshot. */
  view: Handshake['view']

  /** @param base the server's address without a slash at its end */
  constructor(base: string, tokens: Tokens, timeouts: Timeouts) {
    this.#why = new Why(base, (reason) => this.#notYet(reason))
    this.#tokens = tokens
    this.#timeouts = timeouts
    this.#socket = createSocket(base)
    this.#polling = new Polling(new Http(base, tokens), {
      place: () => this.place,
      heard: (event) => {
        this.#trouble = undefined
        this.#upAt = Date.now()
        if (this.#state.state !== 'up') this.#turn({ state: 'up', since: new Date(), polling: true })
        this.#listeners.tell('event', event)
      },
      lost: (error) => this.#notHeard(error),
    })
    this.#carrier = {
      ask: (name, takes, stop) =>
        this.#polling.isOn
          ? this.#polling.command(name, takes, stop)
          : askOver(this.#socket, name, takes, stop),
      ending: this.#ending.signal,
      isUp: () => this.#state.state === 'up',
      signedOut: () => (this.#state.state === 'signed-out' ? this.#state.reason : undefined),
      trouble: () => this.#trouble,
      onChange: (act) => this.#listeners.on('state', act),
    }
    this.#socket.on('connect', () => {
      if (this.view) this.#up()
    })
    this.#socket.on('connect_error', (error) => {
      this.#lost(refusalIn(error))
      if (this.#isNew) void this.#why.look()
    })
    this.#socket.on('disconnect', () => this.#lost(this.#goodbye ?? lineDown()))
    this.#socket.onAny((name, payload) => this.#heard({ name, payload } as ServerEvent))
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** The token of the last handshake; empty before the first. */
  get token(): string {
    return this.#token
  }

  /** Why the connection is not up; absent while it is. */
  get trouble(): ChairsideError | undefined {
    return this.#trouble
  }

  on<Name extends keyof ConnectionEvents>(
    name: Name,
    listener: (...args: ConnectionEvents[Name]) => void,
  ): () => void {
    return this.#listeners.on(name, listener)
  }

  /** Dials until the connection is up. After `signed-out` it first asks for another token. */
  open(): void {
    if (this.#state.state === 'signed-out') {
      this.#dials = forgiven(this.#dials)
      this.#turn({ state: 'connecting', since: new Date() })
    }
    this.wake()
    this.#dial(0)
  }

  /** Ends the pause before the next dial. Called when the device is online again or in use. */
  wake(): void {
    this.#tokens.wake()
    this.#waking.abort()
    this.#waking = new AbortController()
    this.#polling.again()
  }

  /** The same as `command` of `commands.ts`, over this connection. */
  command<Name extends CommandName>(
    name: Name,
    takes: Takes<Name>,
    signal?: AbortSignal,
  ): Promise<Answers<Name>> {
    return command(this.#carrier, name, takes, signal)
  }

  /** Closes the connection for good; commands without an answer are rejected. */
  close(reason?: ChairsideError): void {
    if (this.#state.state === 'closed') return
    this.#turn({ state: 'closed', since: new Date(), ...(reason && { reason }) })
    this.#ending.abort(reason ?? new DOMException('The connection was closed.', 'AbortError'))
    this.#answered()
    this.#polling.end()
    this.#why.end()
    this.#socket.disconnect()
    this.#listeners.clear()
  }

  #dial(wait: number): void {
    if (this.#dialling || this.#live) return
    const dialling = new AbortController()
    this.#dialling = dialling
    const goesOn = () => {
      this.#ending.signal.throwIfAborted()
      dialling.signal.throwIfAborted()
    }
    const dialled = async () => {
      await rest(wait, this.#ending.signal, this.#waking.signal, dialling.signal)
      goesOn()
      const waking = this.#waking.signal
      try {
        this.#token = await this.#tokens.current(this.#ending.signal)
      } catch (cause) {
        goesOn()
        this.#noToken(cause, waking.aborted)
        return
      }
      goesOn()
      const { place, view } = this
      const handshake: Handshake = {
        ...spoken,
        token: this.#token,
        ...(place && { place }),
        ...(view && { view }),
      }
      this.#socket.auth = handshake
      this.#goodbye = undefined
      this.#early.length = 0
      this.#socket.connect()
      const silent = setTimeout(() => this.#poll(), silentMs)
      if (this.#isNew) this.#why.begin()
      // A server that accepts the socket and then sends nothing counts as unreachable.
      const unanswered = setTimeout(() => {
        const told = this.#socket.connected
        this.#socket.disconnect()
        if (!told) this.#lost(lineDown())
      }, 2 * dialMs)
      this.#answered = () => {
        clearTimeout(silent)
        clearTimeout(unanswered)
      }
    }
    // `dialled` rejects only when the connection was closed or signed out meanwhile.
    dialled().catch(() => {})
  }

  #noToken(cause: unknown, woken: boolean): void {
    if (this.#ending.signal.aborted) return
    const error = cause instanceof ChairsideError ? cause : failure('NO_TOKEN', cause)
    if (error.code === 'NO_TOKEN' || error.code === 'LINE_DOWN')
      this.#follow({ type: 'no-token', error, woken })
    else this.#lost(error)
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
      case 'documents':
      case 'arriving':
        if (this.#live) this.#listeners.tell('event', event)
        else this.#early.push(event)
        break
    }
  }

  // The connection counts as up once its first snapshot is here: then the server knows that this page is present.
  #up(): void {
    if (this.#live) return
    this.#live = true
    this.#answered()
    this.#why.end()
    this.#polling.end()
    this.#dialling = undefined
    this.#dials = forgiven(this.#dials)
    this.#upAt = Date.now()
    this.#trouble = undefined
    this.#turn({ state: 'up', since: new Date() })
  }

  #lost(error: ChairsideError): void {
    const upFor = this.#live ? Date.now() - this.#upAt : 0
    this.#live = false
    this.#answered()
    if (this.#ending.signal.aborted) return
    this.#follow({ type: 'lost', error, upFor, renewable: this.#tokens.renewable })
    // A server that restarts refuses a dial or two, too.
    if (error.code === 'LINE_DOWN' && (this.#upAt === 0 || this.#dials.tries > 1)) this.#poll()
  }

  #poll(): void {
    const { state } = this.#state
    if (!this.#live && !this.view && state !== 'signed-out' && state !== 'closed') this.#polling.begin()
  }

  #notHeard(error: ChairsideError): void {
    // A server of an older version has no such address, and the next dials decide.
    const refusal = error.code === 'UNKNOWN_COMMAND' ? 'again' : refusalOf(error)
    if (refusal === 'final') this.close(error)
    // Where the app gives no token, each dial asks for one, too.
    else if (refusal === 'token' && error.code !== 'NO_TOKEN') {
      // The request may have gone with a newer token than that of the last dial.
      this.#tokens.dropKnown()
      this.#signOut(error)
    } else if (this.#state.state === 'up') this.#down(error)
  }

  #follow(event: DialEvent): void {
    const [dials, verdict] = nextDial(this.#dials, event, Date.now(), this.#timeouts)
    this.#dials = dials
    switch (verdict.step) {
      case 'dial':
        if (verdict.otherToken) this.#tokens.drop(this.#token)
        this.#again(event.error, verdict.wait)
        break
      case 'sign-out':
        this.#signOut(event.error)
        break
      case 'close':
        this.close(event.error)
        break
    }
  }

  #again(error: ChairsideError, wait: number): void {
    this.#dialling = undefined
    if (this.#state.state !== 'up') this.#trouble = error
    else if (!this.#polling.isOn) this.#down(error)
    this.#dial(wait)
  }

  #down(reason: ChairsideError): void {
    this.#trouble = reason
    this.#turn({ state: 'down', since: new Date(), reason })
  }

  #signOut(reason: ChairsideError): void {
    this.#trouble = reason
    // Requests may have been refused while a dial runs.
    this.#answered()
    this.#polling.end()
    this.#socket.disconnect()
    this.#dialling?.abort()
    this.#dialling = undefined
    this.#tokens.drop(this.#token)
    if (this.#state.state !== 'signed-out') this.#turn({ state: 'signed-out', since: new Date(), reason })
    // The person may sign in to the app again, and the app may not call `reconnect`.
    if (this.#tokens.renewable) this.#dial(this.#timeouts.signedOut * (0.5 + Math.random() / 2))
  }

  #turn(state: ConnectionState): void {
    this.#state = state
    this.#listeners.tell('state', state)
  }

  // The developer of a page that never connected must know why, so the state says it.
  #notYet(reason: ChairsideError | undefined): void {
    const { state } = this
    // Requests may come through before the reason is found.
    if (state.state === 'up' && state.polling && reason?.code === 'BLOCKED_BY_PAGE')
      this.#turn({ ...state, reason })
    if (!this.#isNew || state.state !== 'connecting' || isSame(reason, state.reason)) return
    this.#turn({ state: 'connecting', since: state.since, ...(reason && { reason }) })
  }

  get #isNew(): boolean {
    return this.#state.state === 'connecting' && this.#upAt === 0
  }
}

const isSame = (one: ChairsideError | undefined, other: ChairsideError | undefined): boolean =>
  one?.code === other?.code && one?.problem.why === other?.problem.why
