import {
  type ChairsideError,
  dateOf,
  type LiveExchange,
  type Participant,
  type Place,
  type ServerEvent,
  type Snapshot,
} from '@chairside/protocol'
import { Listeners, oncePerTurn } from '../async/listeners.ts'
import type { Address } from '../connection/address.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import { failure } from '../connection/failure.ts'
import { newId } from '../connection/id.ts'
import type { Timeouts } from '../connection/timeouts.ts'
import type { TransferFile } from '../live/file.ts'
import { Ledger } from '../live/ledger.ts'
import type { SendOptions } from '../live/offer.ts'
import { answerable, checkNote, isOpen, type Request } from '../live/request.ts'
import type { Transfer } from '../live/transfer.ts'
import type { UnsentFiles } from '../live/unsent.ts'
import type { FileSource } from '../upload/source.ts'
import type { AppointmentEvents } from './appointment-events.ts'
import { type AppointmentDocuments, documentsOf } from './documents-of.ts'
import { type Limits, limits } from './limits.ts'
import { ServerAccess } from './server-access.ts'

/** The server that `joinAppointment` connects to, the person's token, and where that person is. */
export interface JoinOptions extends Address {
  /** Sent in every handshake until `enter` changes it. */
  readonly place?: Place | undefined
  /** The appointment that the token must be of: with another one nothing is entered (TOKEN_MISPLACED). */
  readonly id?: string | undefined
}

/** The note of a request, and the patient whom it asks. */
export interface AskOptions {
  /** What the files are for, in at most 500 characters. */
  readonly note?: string | undefined
  readonly to?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Joins an appointment as the participant whom the token names. Resolves once the first snapshot is here.
 *
 * @throws ChairsideError the server's refusal; or, after 30 s, why it could not be reached: LINE_DOWN, NO_SERVER,
 *   BLOCKED_BY_PAGE, NO_TOKEN
 */
export const joinAppointment = (options: JoinOptions): Promise<Appointment> => join(options)

/** `joinAppointment` with other timeouts, for tests. */
export async function join(
  { url, token, place, id, signal, trouble }: JoinOptions,
  timeouts?: Timeouts,
): Promise<Appointment> {
  const access = new ServerAccess({ url, token, trouble, id }, 'appointment', place, timeouts)
  const pick = (event: ServerEvent) => (event.name === 'snapshot' ? event.payload : undefined)
  const { found, hear } = await access.open(pick, signal)
  const appointment = new Appointment(found, access)
  hear({
    event: (event) => Appointment.receive(appointment, event),
    state: (state) => Appointment.turn(appointment, state),
    probe: () => Appointment.catchUp(appointment),
  })
  return appointment
}

/**
 * One appointment, live. Its getters give the present state; `change` says when to read them again. Each transfer, file
 * and request keeps its object.
 */
export class Appointment {
  readonly #ledger: Ledger
  readonly #access: ServerAccess
  /** Called by `close` if a desk owns the connection. */
  readonly #leave: (() => void) | undefined
  readonly #listeners = new Listeners<AppointmentEvents>()
  readonly #told = new Set<string>()
  readonly #news: () => void
  readonly #leaving = new AbortController()
  #documents: Promise<AppointmentDocuments> | undefined

  constructor(snapshot: Snapshot, access: ServerAccess, leave?: () => void) {
    this.#access = access
    this.#leave = leave
    this.#news = oncePerTurn(() => this.#tellNews())
    this.#ledger = new Ledger(snapshot, access, {
      changed: this.#news,
      failed: (error) => this.#listeners.tell('error', error),
      gone: (error) => this.#gone(error),
    })
  }

  get id(): string {
    return this.#ledger.exchange.id
  }

  /** Me, as a participant. */
  get me(): Participant {
    const id = this.#ledger.exchange.me
    return this.participants.find((person) => person.id === id) ?? { id, name: '', role: 'patient' }
  }

  /** All participants whom I may see here, me included. */
  get participants(): readonly Participant[] {
    return this.#ledger.facts.participants
  }

  /** The other party of the live exchange. Absent for staff, and for a practitioner with several patients or none. */
  get other(): Participant | undefined {
    const { role } = this.me
    const wanted = role === 'practitioner' ? 'patient' : role === 'patient' ? 'practitioner' : undefined
    const found = this.participants.filter((person) => person.role === wanted)
    return found.length === 1 ? found[0] : undefined
  }

  get startsAt(): Date {
    return new Date(this.#ledger.facts.startsAt)
  }

  /** The planned end. */
  get endsAt(): Date {
    return new Date(this.#ledger.facts.endsAt)
  }

  /** When the appointment ended; absent before. */
  get endedAt(): Date | undefined {
    return dateOf(this.#ledger.facts.endedAt)
  }

  /** Until when ready files can be saved; known once the appointment has ended. */
  get filesUntil(): Date | undefined {
    return dateOf(this.#ledger.facts.filesUntil)
  }

  /** How long ready files stay after the end, in hours. */
  get retentionHours(): number {
    return this.#ledger.facts.retentionHours
  }

  /** Whether files can be exchanged here, and if not, why. */
  get liveExchange(): LiveExchange {
    return this.#ledger.facts.liveExchange
  }

  get limits(): Limits {
    return limits
  }

  /** Oldest first. */
  get transfers(): readonly Transfer[] {
    return this.#ledger.transfers
  }

  /** Oldest first. */
  get requests(): readonly Request[] {
    return this.#ledger.requests
  }

  /** Whether there are older transfers or requests, all of them over, that `loadEarlier` would add. */
  get hasEarlier(): boolean {
    return this.#ledger.hasEarlier
  }

  /** Adds the next older transfers and requests, about 50. Throws a ChairsideError if the server cannot be reached. */
  loadEarlier(): Promise<void> {
    return this.#ledger.loadEarlier()
  }

  /** The request that waits for its answer, or whose answer is arriving. */
  get openRequest(): Request | undefined {
    return this.requests.find(isOpen)
  }

  /**
   * The request that files of mine would answer now (patient): the asked one; else the newest, if I declined it, until
   * its practitioner asks anew or leaves.
   */
  get answerable(): Request | undefined {
    return this.liveExchange.state === 'open' ? answerable(this.requests, this.other?.id) : undefined
  }

  /** Files that are ready for me and that I have neither downloaded nor dismissed. */
  get prompts(): readonly TransferFile[] {
    return this.transfers.flatMap(({ files }) => files.filter((file) => file.prompting))
  }

  /** Files that this tab was sending before its reload, and that the server does not know. */
  get unsent(): UnsentFiles {
    return this.#ledger.unsent
  }

  /** What is attached, or the files of this patient. Opened at first use. Rejects as `openSession` and `openFiles` do. */
  get documents(): Promise<AppointmentDocuments> {
    this.#documents ??= documentsOf(this.#access, this.id, this.me.role, this.#leaving.signal).catch(
      (error) => {
        // After a failure the next call tries again.
        this.#documents = undefined
        throw error
      },
    )
    return this.#documents
  }

  get connection(): ConnectionState {
    return this.#access.connection.state
  }

  /** Tells the server where I am. A connection of its own says it again in every later handshake. */
  async enter(place: Place): Promise<void> {
    if (!this.#leave) this.#access.connection.place = place
    await this.#ledger.exchange.command('appointment:enter', { appointment: this.id, place })
  }

  /**
   * Sends files to the other party, or to the participant `to`. Resolves when the files are offered; then their bytes
   * begin to go.
   *
   * @throws ChairsideError before a byte moves: RECIPIENT_GONE when another participant has taken that person's place
   *   meanwhile, or when the policy refuses a file or the whole batch
   */
  async send(files: Iterable<FileSource>, { to, signal, location }: SendOptions = {}): Promise<Transfer> {
    return this.#ledger.offer(files, { to: to ?? this.#addressee(), signal, location })
  }

  /**
   * Asks a patient for files (practitioner only): the patient whom this page shows, or the participant `to`. Gives the
   * open request if there is one. `signal` takes the request back for as long as the server has not answered.
   *
   * @throws ChairsideError RECIPIENT_GONE as `send` does, NOTE_TOO_LONG, or the reason why files cannot be asked for here
   * @throws the reason of `signal`
   */
  async ask({ note, to, signal }: AskOptions = {}): Promise<Request> {
    const said = checkNote(note)
    signal?.throwIfAborted()
    const id = newId()
    const { exchange } = this.#ledger
    const takes = {
      appointment: this.id,
      id,
      to: to ?? this.#addressee(),
      ...(said !== undefined && { note: said }),
    }
    try {
      return await this.#ledger.adoptRequest(await exchange.command('request:ask', takes, signal))
    } catch (error) {
      // The server may have taken the request although its answer was lost.
      if (signal?.aborted) exchange.command('request:withdraw', { id }).catch(() => {})
      throw error
    }
  }

  /** Adds a listener. Gives the function that removes it. */
  on<Name extends keyof AppointmentEvents>(
    name: Name,
    listener: (...args: AppointmentEvents[Name]) => void,
  ): () => void {
    const cancel = this.#listeners.on(name, listener)
    if (name === 'prompt' || name === 'request') this.#news()
    return cancel
  }

  /** After `signed-out`, asks for a token again and connects. */
  reconnect(): void {
    this.#access.connection.open()
  }

  /** Leaves the appointment. Its uploads stop where they are, and no event follows. */
  close(): void {
    this.#ledger.close()
    this.#leaving.abort()
    if (this.#leave) this.#leave()
    else this.#access.close()
    this.#listeners.clear()
  }

  // The server decides who may send. Without another party, `liveExchange` already has the reason.
  #addressee(): string {
    const { other, liveExchange, me } = this
    if (other) return other.id
    if (liveExchange.state === 'open') throw failure('NOT_FOUND')
    const { code } = liveExchange
    const patients = this.participants.filter(({ role }) => role === 'patient')
    // A patient must not learn how many patients there are.
    const counted = code === 'ONE_TO_ONE_ONLY' && me.role !== 'patient'
    throw failure(counted ? { code, limit: 1, actual: patients.length } : code)
  }

  // The appointment is no longer mine. A connection of its own closes with `error`; a desk only drops the appointment.
  #gone(error: ChairsideError): void {
    if (this.#leave) this.close()
    else this.#access.connection.close(error)
  }

  #tellNews(): void {
    if (this.#listeners.has('prompt')) {
      for (const file of this.prompts) this.#once(file.id, () => this.#listeners.tell('prompt', file))
    }
    const request = this.openRequest
    // When no file of an answer arrives, the request is open again. Then listeners are told of it again.
    if (request?.state === 'answering') this.#told.delete(request.id)
    if (request?.state === 'asked' && !request.mine && this.#listeners.has('request')) {
      this.#once(request.id, () => this.#listeners.tell('request', request))
    }
    this.#listeners.tell('change')
  }

  #once(id: string, tell: () => void): void {
    if (this.#told.has(id)) return
    this.#told.add(id)
    tell()
  }

  #turn(state: ConnectionState): void {
    switch (state.state) {
      case 'up':
        this.#ledger.reconnected()
        break
      case 'closed':
        if (state.reason?.code === 'NOT_FOUND') this.#ledger.exchange.tab.clear()
        this.#ledger.close()
        break
      case 'connecting':
      case 'down':
      case 'signed-out':
        break
    }
    this.#listeners.tell('connection', state)
    if (!this.#leave && (state.state === 'signed-out' || state.state === 'closed') && state.reason) {
      this.#listeners.tell('error', state.reason)
    }
    this.#news()
  }

  // Static, for the owner of the connection: users of the SDK get only the type.
  static receive(appointment: Appointment, event: ServerEvent): void {
    appointment.#ledger.receive(event)
  }

  static turn(appointment: Appointment, state: ConnectionState): void {
    appointment.#turn(state)
  }

  /** Asks for a snapshot. While the connection is down it does nothing: the next connection begins with a snapshot. */
  static async catchUp(appointment: Appointment): Promise<void> {
    if (appointment.connection.state === 'up') await appointment.#ledger.catchUp()
  }
}
