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
    return this.#status.note || undefined
  }

  /** The state, with the fields of that state. */
  get status(): Status {
    return this.#status
  }

  get state(): RequestState {
    return this.#status.state
  }

  /**
   * Answers with files (patient). Resolves once they are offered and bytes begin to go. A declined request can still be
   * answered until the practitioner asks anew.
   *
   * @throws ChairsideError when the policy refuses a file or the whole batch; CONFLICT when the request can no longer be
   *   answered; RECIPIENT_GONE when `to` is not the practitioner who asks
   */
  answer(files: Iterable<FileSource>, { to, signal, location }: SendOptions = {}): Promise<Transfer> {
    return this.#offer(files, { to: to ?? this.from.id, request: this.id, signal, location })
  }

  /**
   * Declines (patient), with an optional reason of at most 500 characters. A second call adds or replaces the reason.
   *
   * @throws ChairsideError NOTE_TOO_LONG; CONFLICT when the request can no longer be declined
   */
  async decline(reason?: string): Promise<void> {
    const said = checkNote(reason)
    const answer = await this.#exchange.say('request:decline', {
      id: this.id,
      ...(said !== undefined && { reason: said }),
    })
    await this.#exchange.shows(() => !isOpen(this) && reasonOf(this.#status) === reasonOf(answer))
  }

  /**
   * Changes the note (practitioner), or removes it if `note` is absent.
   *
   * @throws ChairsideError NOTE_TOO_LONG; CONFLICT once the request is no longer open
   */
  async changeNote(note?: string): Promise<void> {
    const said = checkNote(note)
    const answer = await this.#exchange.command('request:note', {
      id: this.id,
      ...(said !== undefined && { note: said }),
    })
    await this.#exchange.shows(() => this.#status.note === answer.note)
  }

  /** Withdraws the request (practitioner). */
  async withdraw(): Promise<void> {
    await this.#exchange.say('request:withdraw', { id: this.id })
    await this.#exchange.shows(() => !isOpen(this))
  }

  // Static, for the ledger that owns the request: users of the SDK get only the type.
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

/** The request that files of mine would answer: an asked one; else the newest, if I declined it and `asker` asked. */
export function answerable(requests: readonly Request[], asker: string | undefined): Request | undefined {
  const request = requests.find(isOpen) ?? requests.at(-1)
  if (!request || request.mine) return undefined
  const isDeclined = request.state === 'declined' && request.from.id === asker
  return request.state === 'asked' || isDeclined ? request : undefined
}

/** Trims a note or reason; gives undefined for an empty one. Throws NOTE_TOO_LONG. */
export function checkNote(text: string | undefined): string | undefined {
  const note = text?.trim()
  if (note !== undefined && note.length > noteLimit) {
    throw failure({ code: 'NOTE_TOO_LONG', limit: noteLimit, actual: note.length })
  }
  return note === '' ? undefined : note
}
