import { clearLocation, type PhotoLocation } from '../../photo/photo.ts'
import type { Content } from '../source.ts'
import { askToRead, type FileHandle, fingerprintOf, mayRead } from './handle.ts'
import { type HandleStore, openHandleStore } from './handle-store.ts'

/** What a browser keeps of a file on its way: never its bytes, never its name. */
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

/** What became of a file that was kept: its bytes, or that the person is asked first, or nothing. */
export type Recalled = Content | 'ask' | undefined

/** No upload lasts so long; what an appointment that nobody opens again left behind goes then. In ms. */
const longest = 7 * 24 * 3_600_000
/** What was offered so shortly before may be missing in what this page knows, in ms. */
const settling = 60_000

/**
 * Finds files of mine again after a reload, where the browser has handles of them. A convenience: where it fails, the
 * person is asked for the same file.
 */
export class Recall {
  readonly #of: string
  readonly #store: HandleStore<Kept> | undefined
  /** The last act on the record of each file; the next one waits for it. */
  readonly #turns = new Map<string, Promise<void>>()

  constructor(server: string, appointment: string, me: string) {
    this.#of = JSON.stringify([server, appointment, me])
    this.#store = openHandleStore()
  }

  /** Keeps the handle of a file whose bytes go from here. */
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

  /** The bytes again, if the page may read them; asks the person if `gesture` says that they just tapped or clicked. */
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

  /** Also what is still about to be kept. */
  async forget(file: string): Promise<void> {
    await this.#inTurn(file, async () => this.#store?.remove(file))
  }

  /** Forgets what is not on its way any more, of this appointment or of any that is long over. */
  async tidy(arriving: ReadonlySet<string>): Promise<void> {
    const now = Date.now()
    await this.#store?.remove(({ file, of, at }) => {
      if (at < now - longest) return true
      // Another tab may have offered it a moment ago.
      return of === this.#of && at < now - settling && !arriving.has(file)
    })
  }

  // A small file has arrived before its record is written: whichever is asked for last is to be done last.
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
