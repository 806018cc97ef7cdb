import { ChairsideError, type Problem } from '@chairside/protocol'
import { failure } from '../../../connection/failure.ts'
import type { Archive } from '../../../documents/archive.ts'
import type { FileGroup } from './group.ts'

/** Up to so many bytes an archive is fetched by the page, with a bar; a larger one by the browser's own download. */
const mostInMemory = 256 * 1024 * 1024
/** How long the address of fetched bytes is kept for the browser to save them, in ms. */
const savesWithinMs = 60_000

/** How an archive gets onto the device; `elsewhere`: this browser does not save. */
export type SavingWay = 'download' | 'share' | 'elsewhere'

/** What an archive does not hold. */
interface Left {
  readonly name: string
  readonly needCode: number
  readonly later: number
}

/** The saving of all files of a group. */
export type ArchiveState =
  | { readonly state: 'packing'; readonly files: number }
  | { readonly state: 'saving'; readonly bytes: number; readonly size: number }
  | ({ readonly state: 'saved' | 'handed' } & Left)
  /** It is here, and waits for a tap that opens the share sheet. */
  | ({ readonly state: 'to-share'; readonly file: File } & Left)
  | { readonly state: 'elsewhere' }
  /** `share`: how much had come; undefined if it did not begin. */
  | { readonly state: 'stopped'; readonly share: number | undefined; readonly problem: Problem }

/** Saves all files of groups, each as one ZIP, and tells how far that is. */
export class ArchiveSavings {
  readonly #changed: () => void
  readonly #failed: (error: ChairsideError) => void
  readonly #states = new Map<string, ArchiveState>()
  readonly #running = new Map<string, AbortController>()

  constructor(changed: () => void, failed: (error: ChairsideError) => void) {
    this.#changed = changed
    this.#failed = failed
  }

  of(key: string): ArchiveState | undefined {
    return this.#states.get(key)
  }

  /** Begins to save, unless that is going on. `files` is how many there will be in it. */
  async save(group: FileGroup, files: number, way: SavingWay): Promise<void> {
    const { key } = group
    if (this.#running.has(key)) return
    if (way === 'elsewhere') return this.#put(key, { state: 'elsewhere' })
    const stop = new AbortController()
    const { signal } = stop
    this.#running.set(key, stop)
    this.#put(key, { state: 'packing', files })
    let archive: Archive | undefined
    try {
      archive = await group.archive()
      if (signal.aborted) return
      const later = group.items.filter((item) => 'state' in item && item.state === 'later').length
      const left = { name: archive.name, needCode: archive.left, later }
      if (way === 'download' && archive.size > mostInMemory) {
        await archive.save({ failed: (error) => this.#stopped(key, undefined, error) })
        return this.#put(key, { state: 'handed', ...left })
      }
      const file = await this.#fetch(key, archive, signal)
      if (way === 'download') saveFile(file)
      this.#put(key, way === 'download' ? { state: 'saved', ...left } : { state: 'to-share', file, ...left })
    } catch (cause) {
      if (signal.aborted) return
      const error = cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)
      const now = this.#states.get(key)
      this.#stopped(key, now?.state === 'saving' ? now.bytes / now.size : undefined, error)
    } finally {
      this.#running.delete(key)
    }
  }

  /** Opens the share sheet with an archive that is `to-share`. A closed sheet leaves it there. */
  async share(key: string): Promise<void> {
    const now = this.#states.get(key)
    if (now?.state !== 'to-share') return
    try {
      await navigator.share({ files: [now.file] })
      const { name, needCode, later } = now
      this.#put(key, { state: 'saved', name, needCode, later })
    } catch (error) {
      const isOpen = error instanceof DOMException && /^(Abort|NotAllowed)Error$/.test(error.name)
      if (!isOpen) this.#put(key, { state: 'elsewhere' })
    }
  }

  /** Stops what is going on, or takes its outcome away. */
  end(key: string): void {
    this.#running.get(key)?.abort()
    this.#running.delete(key)
    this.#states.delete(key)
    this.#changed()
  }

  endAll(): void {
    for (const key of [...this.#states.keys()]) this.end(key)
  }

  async #fetch(key: string, archive: Archive, signal: AbortSignal): Promise<File> {
    const { size } = archive
    const progress = (bytes: number) => {
      if (!signal.aborted) this.#put(key, { state: 'saving', bytes, size })
    }
    progress(0)
    return archive.fetched({ progress, signal })
  }

  #stopped(key: string, share: number | undefined, error: ChairsideError): void {
    this.#failed(error)
    this.#put(key, { state: 'stopped', share, problem: error.problem })
  }

  #put(key: string, state: ArchiveState): void {
    this.#states.set(key, state)
    this.#changed()
  }
}

/** Has the browser save bytes that the page has. */
function saveFile(file: File): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = file.name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(url), savesWithinMs)
}
