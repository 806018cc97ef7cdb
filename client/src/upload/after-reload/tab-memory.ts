import type { FileOffer } from '@chairside/protocol'
import type { PhotoLocation } from '../../photo/photo.ts'

/** An offer of this tab that the server has not answered: the names and sizes of its files, never their bytes. */
export interface Unsent {
  /** The id of the transfer that it begins, or of the one that it adds to. */
  readonly transfer: string
  readonly adds: boolean
  /** For whom it is. */
  readonly to: string
  readonly location: PhotoLocation
  readonly files: readonly FileOffer[]
}

interface Memory {
  /** Ids of files whose bytes this tab sends. */
  readonly sends: readonly string[]
  readonly unsent: readonly Unsent[]
}

const nothing: Memory = { sends: [], unsent: [] }

/**
 * What a tab remembers of what it sends, so that it knows after a reload what it lost: in the tab's own storage
 * (`sessionStorage`), for one participant of one appointment. It is gone with the tab, and with the appointment's end.
 */
export class TabMemory {
  readonly #key: string
  readonly #store = storage()
  /** What the page before this one left. */
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

  /** Offers that the page before this one made, and that nobody has answered since. */
  get unsent(): readonly Unsent[] {
    if (this.#before.unsent.length === 0) return []
    const before = new Set(this.#before.unsent.flatMap(({ files }) => files.map(({ id }) => id)))
    return this.#read().unsent.filter(({ files }) => files.some(({ id }) => before.has(id)))
  }

  sends(file: string): void {
    this.#change(({ sends, ...rest }) => ({ ...rest, sends: [...sends.filter((id) => id !== file), file] }))
  }

  ended(file: string): void {
    this.#change(({ sends, ...rest }) => ({ ...rest, sends: sends.filter((id) => id !== file) }))
  }

  /** An offer goes to the server. */
  offers(offer: Unsent): void {
    this.answered(offer.files)
    this.#change(({ unsent, ...rest }) => ({ ...rest, unsent: [...unsent, offer] }))
  }

  /** The server has these files, or has refused them, or the person wants them no more. */
  answered(files: readonly Pick<FileOffer, 'id'>[]): void {
    const gone = new Set(files.map(({ id }) => id))
    this.#change(({ unsent, ...rest }) => ({
      ...rest,
      unsent: unsent
        .map((offer) => ({ ...offer, files: offer.files.filter(({ id }) => !gone.has(id)) }))
        .filter(({ files }) => files.length > 0),
    }))
  }

  /** The appointment has ended. */
  clear(): void {
    this.#change(() => nothing)
  }

  /** The page leaves the appointment: what is unanswered by now stays so. */
  close(): void {
    this.#closed = true
  }

  #read(): Memory {
    try {
      const kept: unknown = JSON.parse(this.#store?.getItem(this.#key) ?? 'null')
      return kept === null ? nothing : (kept as Memory)
    } catch {
      return nothing
    }
  }

  // Two elements of one page may share the storage.
  #change(change: (memory: Memory) => Memory): void {
    if (this.#closed || !this.#store) return
    const memory = change(this.#read())
    try {
      if (memory.sends.length + memory.unsent.length === 0) this.#store.removeItem(this.#key)
      else this.#store.setItem(this.#key, JSON.stringify(memory))
    } catch {
      // The storage is full: after a reload the page asks a little later, and for less.
    }
  }
}

/** Undefined outside of a page, and where the browser keeps nothing for it. */
function storage(): Storage | undefined {
  try {
    return typeof document === 'undefined' ? undefined : sessionStorage
  } catch {
    return undefined
  }
}
