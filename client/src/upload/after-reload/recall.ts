import { clearLocation, type PhotoLocation } from '../../photo/photo.ts'
import type { Content } from '../source.ts'
import { askToRead, type FileHandle, fingerprintOf, mayRead } from './handle.ts'
import { type HandleStore, openHandleStore } from './handle-store.ts'

/** A browser's record of a file on its way: never its bytes, never its name. */
interface Kept {
  readonly file: string
  /** Server, appointment and participant. */
  readonly of: string
  /** Bytes. */
  readonly size: number
  readonly fingerprint: string
  readonly location: PhotoLocation
  readonly handle: FileHandle
  /** Ms since the epoch. */
  readonly at: number
}

/** A file found again; `ask`: the browser asks the person first; undefined: it was not found. */
export type Recalled = Content | 'ask' | undefined

/**
 * Records older than this are removed, in ms: no upload lasts so long, and their appointment may never be opened again.
 */
const longest = 7 * 24 * 3_600_000
/** For so long this page may not know another tab's offer, in ms. */
const settling = 60_000

/**
 * Finds files of mine again after a reload, where the browser keeps handles. Where that fails, the person chooses the
 * same file again.
 */
export class Recall {
  readonly #of: string
  readonly #store: HandleStore<Kept> | undefined
  /** The last act on each file's record; the next act waits for it. */
  readonly #turns = new Map<string, Promise<void>>()

  constructor(server: string, appointment: string, me: string) {
    this.#of = JSON.stringify([server, appointment, me])
    this.#store = openHandleStore()
  }

  /** Keeps the handle of a file that this page sends. */
  async keep(file: string, { handle, blob, location = 'keep' }: Content): Promise<void> {
    const store = this.#store
    if (!store || !handle) return
    await this.#inTurn(file, async () => {
      const found = await handle.getFile()
      if (found.size !== blob.size) return
      const fingerprint = await fingerprintOf(file, found)
      await store.put({ file, of: this.#of, size: found.size, fingerprint, location, handle, at: Date.now() })
    })
  }

  /**
   * Gives the content, if the page may read it. With `gesture` the browser may ask the person: call it within a tap.
   */
  async find(file: string, gesture?: 'gesture'): Promise<Recalled> {
    const kept = await this.#store?.get(file)
    if (kept?.of !== this.#of) return undefined
    const { handle, size, fingerprint, location } = kept
    const permission = gesture ? await askToRead(handle) : await mayRead(handle)
    if (permission === 'prompt') return 'ask'
    if (permission === 'denied') return undefined
    const found = await handle.getFile()
    if (found.size !== size || (await fingerprintOf(file, found)) !== fingerprint) return undefined
    const blob = location === 'remove' ? await clearLocation(found) : found
    return { name: found.name, blob, handle, location }
  }

  /** Removes a file's record, also one that is about to be written. */
  async forget(file: string): Promise<void> {
    await this.#inTurn(file, async () => this.#store?.remove(file))
  }

  /**
   * Removes records of this appointment's files that no longer arrive, if it is known which do, and records of any
   * appointment that are too old.
   */
  async tidy(arriving?: ReadonlySet<string>): Promise<void> {
    const now = Date.now()
    await this.#store?.remove(({ file, of, at }) => {
      if (at < now - longest) return true
      // Another tab may have offered the file a moment ago.
      return arriving !== undefined && of === this.#of && at < now - settling && !arriving.has(file)
    })
  }

  // A small file may arrive before its record is written: the act that was asked for last must be done last.
  async #inTurn(file: string, act: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(file) ?? Promise.resolve()).then(act, act)
    this.#turns.set(file, turn)
    try {
      await turn
    } finally {
      if (this.#turns.get(file) === turn) this.#turns.delete(file)
    }
  }
}
