import { noteLimit, type RequestState, type Request as Status } from '@chairside/protocol'
import { failure } from '../connection/failure.ts'
import type { FileSource } from '../upload/source.ts'
import type { Exchange, Party } from './exchange.ts'
import type { OfferOptions, SendOptions } from './offer.ts'
import type { Transfer } from './transfer.ts'

type Offer = (files: Iterable<FileSource>, options: OfferOptions) => Promise<Transfer>

/** The practitioner asks the patient for files. */
export class Request {
  readonly id: string
  readonly at: Date
  readonly #exchange: Exchange
  readonly #offer: Offer
  #status: Status

  constructor(status: Status, exchange: Exchange, offer: Offer) {
    this.id = status.id
    this.at = new Date(status.at)
    this.#exchange = exchange
    this.#offer = offer
    this.#status = status
  }

  /** The practitioner, who asks. */
  get from(): Party {
    return this.#exchange.party(this.#status.from)
  }

  /** The patient, who is asked. */
  get to(): Party {
    return this.#exchange.party(this.#status.to)
  }

  /** Whether I asked. */
  get mine(): boolean {
    return this.#status.from === this.#exchange.me
  }

  get note(): string | undefined {
    return this.#status.note
  }

  /** The state with the fields that it alone has. */
  get status(): Status {
    return this.#status
  }

  get state(): RequestState {
    return this.#status.state
  }

  /**
   * Answers with files (patient); resolves when they are offered, and their bytes begin to go. A request that I
   * declined can be answered after all, until the practitioner asks anew.
   *
   * @throws ChairsideError what is wrong with one of them or with all together; CONFLICT once it is no longer open;
   *   RECIPIENT_GONE when `to` is not the practitioner who asks
   */
  answer(files: Iterable<FileSource>, { to, signal, location }: SendOptions = {}): Promise<Transfer> {
    return this.#offer(files, { to: to ?? this.from.id, request: this.id, signal, location })
  }

  /**
   * Declines (patient), with a reason of at most 500 characters if one is given. The reason can also be given, or
   * given anew, afterwards.
   *
   * @throws ChairsideError NOTE_TOO_LONG; CONFLICT once it is no longer open
   */
  async decline(reason?: string): Promise<void> {
    const said = checkNote(reason)
    const answer = await this.#exchange.command('request:decline', {
      id: this.id,
      ...(said !== undefined && { reason: said }),
    })
    await this.#exchange.shows(() => !isOpen(this) && reasonOf(this.#status) === reasonOf(answer))
  }

  /**
   * Changes the note (practitioner) for as long as the request is open; without one it has none.
   *
   * @throws ChairsideError NOTE_TOO_LONG; CONFLICT once it is no longer open
   */
  async changeNote(note?: string): Promise<void> {
    const said = checkNote(note)
    const answer = await this.#exchange.command('request:note', {
      id: this.id,
      ...(said !== undefined && { note: said }),
    })
    await this.#exchange.shows(() => this.note === answer.note)
  }

  /** Withdraws the request (practitioner). */
  async withdraw(): Promise<void> {
    await this.#exchange.command('request:withdraw', { id: this.id })
    await this.#exchange.shows(() => !isOpen(this))
  }

  // For the ledger that owns it: users get only the type.
  static follow(request: Request, status: Status): void {
    request.#status = status
    request.#exchange.changed()
  }
}

function reasonOf(status: Status): string | undefined {
  return status.state === 'declined' ? status.reason : undefined
}

/** Whether the request still waits for files; an appointment has at most one such request. */
export function isOpen({ state }: Pick<Request, 'state'>): boolean {
  return state === 'asked' || state === 'answering'
}

/** The request that files of mine would answer: an asked one, or the newest, declined, while its asker is here. */
export function answerable(requests: readonly Request[], asker: string | undefined): Request | undefined {
  const request = requests.find(isOpen) ?? requests.at(-1)
  if (!request || request.mine) return undefined
  const isDeclined = request.state === 'declined' && request.from.id === asker
  return request.state === 'asked' || isDeclined ? request : undefined
}

/** Gives a note or reason without blank ends, undefined for an empty one. Throws NOTE_TOO_LONG. */
export function checkNote(text: string | undefined): string | undefined {
  const note = text?.trim()
  if (note !== undefined && note.length > noteLimit) {
    throw failure({ code: 'NOTE_TOO_LONG', limit: noteLimit, actual: note.length })
  }
  return note === '' ? undefined : note
}
