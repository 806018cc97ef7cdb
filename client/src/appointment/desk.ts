import type { ChairsideError, Participant, ServerEvent, Snapshot } from '@chairside/protocol'
import { Listeners, oncePerTurn } from '../async/listeners.ts'
import type { Address } from '../connection/address.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import { failure } from '../connection/failure.ts'
import type { TransferFile } from '../live/file.ts'
import type { SendOptions } from '../live/offer.ts'
import type { Request } from '../live/request.ts'
import type { Transfer } from '../live/transfer.ts'
import type { FileSource } from '../upload/source.ts'
import { Appointment, type AskOptions } from './appointment.ts'
import { ServerAccess } from './server-access.ts'

/** The events of a desk. `prompt` and `request` also name the appointment. */
export interface DeskEvents {
  change: []
  prompt: [file: TransferFile, appointment: Appointment]
  request: [request: Request, appointment: Appointment]
  connection: [state: ConnectionState]
  error: [error: ChairsideError]
}

/**
 * Opens the practitioner's view over all own appointments with a patient waiting or in a call, on one connection.
 *
 * @throws ChairsideError the server's refusal; or, after 30 s, why it could not be reached: LINE_DOWN, NO_SERVER,
 *   BLOCKED_BY_PAGE, NO_TOKEN
 */
export async function openDesk({ url, token, signal, trouble }: Address): Promise<Desk> {
  const access = new ServerAccess({ url, token, trouble }, 'desk')
  const { hear } = await access.open((event) => (event.name === 'desk' ? true : undefined), signal)
  const desk = new Desk(access)
  hear({
    event: (event) => Desk.receive(desk, event),
    state: (state) => Desk.turn(desk, state),
    probe: () => Desk.probe(desk),
  })
  return desk
}

/** The practitioner's view over all own appointments. Each appointment keeps its object while the desk knows it. */
export class Desk {
  readonly #access: ServerAccess
  readonly #appointments = new Map<string, Appointment>()
  readonly #listeners = new Listeners<DeskEvents>()
  /**
   * For each event, the functions that end its relays, by appointment. The desk relays an event while it has a listener
   * for it: until then each appointment keeps its prompts and requests.
   */
  readonly #relays = { prompt: new Map<string, () => void>(), request: new Map<string, () => void>() }
  readonly #changed = oncePerTurn(() => this.#listeners.tell('change'))

  constructor(access: ServerAccess) {
    this.#access = access
  }

  /** The practitioner, as a participant; absent until the first appointment is known. */
  get me(): Participant | undefined {
    return this.appointments[0]?.me
  }

  /** All appointments that this desk knows, earliest planned start first. */
  get appointments(): readonly Appointment[] {
    return [...this.#appointments.values()].sort(
      (one, other) => one.startsAt.getTime() - other.startsAt.getTime(),
    )
  }

  /** Appointments with a patient in the waiting room or the call, the earliest arrival first. */
  get waiting(): readonly Appointment[] {
    return this.appointments
      .flatMap((appointment) => {
        const since = arrivalAt(appointment)
        return since === undefined ? [] : [{ appointment, since }]
      })
      .sort((one, other) => one.since - other.since)
      .map(({ appointment }) => appointment)
  }

  get connection(): ConnectionState {
    return this.#access.connection.state
  }

  /**
   * Gives one of `appointments`.
   *
   * @throws ChairsideError NOT_FOUND
   */
  appointment(id: string): Appointment {
    const found = this.#appointments.get(id)
    if (!found) throw failure('NOT_FOUND')
    return found
  }

  /** The same as `send` of that appointment. */
  async send(id: string, files: Iterable<FileSource>, options: SendOptions = {}): Promise<Transfer> {
    return this.appointment(id).send(files, options)
  }

  /** The same as `ask` of that appointment. */
  async ask(id: string, options: AskOptions = {}): Promise<Request> {
    return this.appointment(id).ask(options)
  }

  /** Adds a listener. Gives the function that removes it. */
  on<Name extends keyof DeskEvents>(name: Name, listener: (...args: DeskEvents[Name]) => void): () => void {
    const cancel = this.#listeners.on(name, listener)
    this.#relay()
    return () => {
      cancel()
      this.#relay()
    }
  }

  /** After `signed-out`, asks for a token again and connects. */
  reconnect(): void {
    this.#access.connection.open()
  }

  /** Closes the desk. The uploads of all its appointments stop where they are. */
  close(): void {
    for (const appointment of this.#appointments.values()) appointment.close()
    this.#access.close()
    this.#listeners.clear()
  }

  #relay(): void {
    for (const appointment of this.#appointments.values()) {
      this.#relayOne('prompt', appointment)
      this.#relayOne('request', appointment)
    }
  }

  #relayOne(name: 'prompt' | 'request', appointment: Appointment): void {
    const relays = this.#relays[name]
    if (!this.#listeners.has(name)) {
      relays.get(appointment.id)?.()
      relays.delete(appointment.id)
    } else if (!relays.has(appointment.id)) {
      const cancel =
        name === 'prompt'
          ? appointment.on(name, (file) => this.#listeners.tell(name, file, appointment))
          : appointment.on(name, (request) => this.#listeners.tell(name, request, appointment))
      relays.set(appointment.id, cancel)
    }
  }

  #adopt(snapshot: Snapshot): void {
    const { id } = snapshot.appointment
    const known = this.#appointments.get(id)
    if (known) {
      Appointment.receive(known, { name: 'snapshot', payload: snapshot })
      return
    }
    const appointment = new Appointment(snapshot, this.#access, () => this.#forget(id))
    this.#appointments.set(id, appointment)
    appointment.on('change', this.#changed)
    appointment.on('error', (error) => this.#listeners.tell('error', error))
    this.#relay()
    this.#changed()
  }

  #forget(id: string): void {
    this.#appointments.delete(id)
    this.#relays.prompt.delete(id)
    this.#relays.request.delete(id)
    this.#changed()
  }

  #receive(event: ServerEvent): void {
    switch (event.name) {
      case 'desk':
        this.#restore(event.payload.appointments)
        break
      case 'snapshot':
        this.#adopt(event.payload)
        break
      case 'appointment':
        this.#pass(event.payload.appointment.id, event)
        break
      case 'transfer':
        this.#pass(event.payload.transfer.appointment, event)
        break
      case 'request':
      case 'progress':
        this.#pass(event.payload.appointment, event)
        break
      case 'gone': {
        const gone = this.#appointments.get(event.payload.appointment)
        if (gone) Appointment.receive(gone, event)
        break
      }
      case 'goodbye':
        return
    }
  }

  #pass(id: string, event: ServerEvent): void {
    const known = this.#appointments.get(id)
    if (known) Appointment.receive(known, event)
    else if (event.name !== 'progress') this.#discover(id)
  }

  // The event holds only the appointments with a patient present. The others are asked for one by one.
  #restore(snapshots: readonly Snapshot[]): void {
    const named = new Set(snapshots.map(({ appointment }) => appointment.id))
    for (const snapshot of snapshots) this.#adopt(snapshot)
    void this.#catchUp([...this.#appointments.values()].filter(({ id }) => !named.has(id)))
  }

  // One after the other: a desk that was open for hours knows more appointments than it may ask for at once.
  async #catchUp(left: readonly Appointment[]): Promise<void> {
    for (const appointment of left) await Appointment.catchUp(appointment)
  }

  #discover(id: string): void {
    this.#access.connection.command('snapshot', { appointment: id }).then(
      (snapshot) => this.#adopt(snapshot),
      () => {},
    )
  }

  #turn(state: ConnectionState): void {
    for (const appointment of this.#appointments.values()) Appointment.turn(appointment, state)
    this.#listeners.tell('connection', state)
    if ((state.state === 'signed-out' || state.state === 'closed') && state.reason) {
      this.#listeners.tell('error', state.reason)
    }
    this.#changed()
  }

  // Static, for `openDesk`, which owns the connection: users of the SDK get only the type.
  static receive(desk: Desk, event: ServerEvent): void {
    desk.#receive(event)
  }

  static turn(desk: Desk, state: ConnectionState): void {
    desk.#turn(state)
  }

  static probe(desk: Desk): void {
    for (const appointment of desk.waiting) Appointment.catchUp(appointment)
  }
}

/** When the first of the present patients arrived, in ms since the epoch; undefined while no patient is present. */
function arrivalAt(appointment: Appointment): number | undefined {
  const arrivals = appointment.participants.flatMap(({ role, presence }) =>
    role === 'patient' && presence ? [Date.parse(presence.since)] : [],
  )
  return arrivals.length === 0 ? undefined : Math.min(...arrivals)
}
