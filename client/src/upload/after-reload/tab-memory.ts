import type { FileOffer, Takes } from '@chairside/protocol'
import type { PhotoLocation } from '../../photo/photo.ts'

/** An offer of this tab that the server has not answered: the names and sizes of its files, never their bytes. */
export interface Unsent {
  /** The id of the new transfer, or of the transfer that the offer adds to. */
  readonly transfer: string
  readonly adds: boolean
  /** The id of the receiver. */
  readonly to: string
  readonly location: PhotoLocation
  readonly files: readonly FileOffer[]
}

/** The commands that a reload must not lose. Each says what a person does not want, and may be said twice. */
type Refusing = 'request:decline' | 'request:withdraw' | 'file:withdraw' | 'transfer:withdraw'

/** A command of this tab that the server has not answered. */
export interface Unsaid<Name extends Refusing = Refusing> {
  readonly name: Name
  /** What it is about; never what the person wrote. */
  readonly takes: Pick<Takes<Name>, 'id'>
}

interface Memory {
  /** Ids of files whose bytes this tab sends. */
  readonly sends: readonly string[]
  readonly unsent: readonly Unsent[]
  readonly unsaid: readonly Unsaid[]
}

const nothing: Memory = { sends: [], unsent: [], unsaid: [] }

/**
 * Remembers the files that a tab sends, so that the tab knows after a reload which bytes it lost: in `sessionStorage`,
 * for one participant of one appointment. The memory ends with the tab, or with the participant's right to send.
 */
export class TabMemory {
  readonly #key: string
  readonly #store = storage()
  /** The memory as it was before the reload. */
  readonly #before: Memory
  #closed = false

  constructor(server: string, appointment: string, me: string) {
    this.#key = `chairside:${JSON.stringify([server, appointment, me])}`
    this.#before = this.#read()
  }

  /** Whether this tab sent a file before it was loaded anew. */
  sent(file: string): boolean {
    return this.#before.sends.includes(file)
  }

  /**
   * Whether this tab had a file's bytes, now or before it was loaded anew: only then it can say that they are lost. Another
   * device may have those of other files, and only be offline. A program without a page remembers nothing, and may say so.
   */
  had(file: string): boolean {
    return !this.#store || this.sent(file) || this.#read().sends.includes(file)
  }

  /** Offers made before the reload that the server has not answered since. */
  get unsent(): readonly Unsent[] {
    if (this.#before.unsent.length === 0) return []
    const before = new Set(this.#before.unsent.flatMap(({ files }) => files.map(({ id }) => id)))
    return this.#read().unsent.filter(({ files }) => files.some(({ id }) => before.has(id)))
  }

  /** Commands given before the reload that the server has not answered since. */
  get unsaid(): readonly Unsaid[] {
    const { unsaid } = this.#read()
    return this.#before.unsaid.filter((one) => without(unsaid, one).length < unsaid.length)
  }

  /** Remembers a command that goes to the server, in place of an earlier one about the same thing. */
  says(one: Unsaid): void {
    const { name, takes } = one
    const kept = { name, takes: { id: takes.id } }
    this.#change(({ unsaid, ...rest }) => ({ ...rest, unsaid: [...without(unsaid, one), kept] }))
  }

  /** Forgets a command that the server has answered. */
  said(one: Unsaid): void {
    this.#change(({ unsaid, ...rest }) => ({ ...rest, unsaid: without(unsaid, one) }))
  }

  sends(file: string): void {
    this.#change(({ sends, ...rest }) => ({ ...rest, sends: [...sends.filter((id) => id !== file), file] }))
  }

  ended(file: string): void {
    this.#change(({ sends, ...rest }) => ({ ...rest, sends: sends.filter((id) => id !== file) }))
  }

  /** Remembers an offer that goes to the server. */
  offers(offer: Unsent): void {
    this.answered(offer.files)
    this.#change(({ unsent, ...rest }) => ({ ...rest, unsent: [...unsent, offer] }))
  }

  /** Forgets files that the server has or has refused, or that the person no longer wants to send. */
  answered(files: readonly Pick<FileOffer, 'id'>[]): void {
    const gone = new Set(files.map(({ id }) => id))
    this.#change(({ unsent, ...rest }) => ({
      ...rest,
      unsent: unsent
        .map((offer) => ({ ...offer, files: offer.files.filter(({ id }) => !gone.has(id)) }))
        .filter(({ files }) => files.length > 0),
    }))
  }

  /** Forgets everything, because nothing can be sent here any more. */
  clear(): void {
    this.#change(() => nothing)
  }

  /** Ends all changes: offers that are unanswered when the page leaves the appointment stay remembered. */
  close(): void {
    this.#closed = true
  }

  #read(): Memory {
    try {
      const kept: unknown = JSON.parse(this.#store?.getItem(this.#key) ?? 'null')
      return { ...nothing, ...(kept as Memory | null) }
    } catch {
      return nothing
    }
  }

  // Reads the storage each time, because two elements of one page may share it.
  #change(change: (memory: Memory) => Memory): void {
    if (this.#closed || !this.#store) return
    const memory = change(this.#read())
    try {
      if (memory.sends.length + memory.unsent.length + memory.unsaid.length === 0)
        this.#store.removeItem(this.#key)
      else this.#store.setItem(this.#key, JSON.stringify(memory))
    } catch {
      // The storage is full: after a reload the page learns of missing bytes later, and not of unanswered offers.
    }
  }
}

const without = (unsaid: readonly Unsaid[], { name, takes }: Unsaid): readonly Unsaid[] =>
  unsaid.filter((one) => one.name !== name || one.takes.id !== takes.id)

/** Clears the memory of the participant whom a token (RFC 7519) names, because they are not registered. */
export function clearTab(server: string, token: string): void {
  try {
    const claims = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))
    const { appointment, sub } = JSON.parse(claims) as Record<string, string>
    if (appointment && sub) new TabMemory(server, appointment, sub).clear()
  } catch {
    // The server would not have read this token either.
  }
}

/** The tab's storage; undefined outside of a page, or if the browser forbids it. */
function storage(): Storage | undefined {
  try {
    return typeof document === 'undefined' ? undefined : sessionStorage
  } catch {
    return undefined
  }
}
