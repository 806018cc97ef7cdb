import { canOpen, type FileItem, wasOpened } from './item.ts'

const key = 'chairside-files-seen'

/** So many ids are remembered, the newest. */
const most = 2_000

/**
 * Which files this browser has shown in a Files tab. A file is new until it is opened, or until the next visit: a mark
 * stays for as long as the page does. Only ids are kept, no names.
 */
class SeenFiles {
  /** Seen before this page was loaded. */
  #before: ReadonlySet<string> | undefined
  readonly #now = new Set<string>()
  readonly #opened = new Set<string>()
  readonly #listeners = new Set<() => void>()

  /** Whether the file has the mark "New". */
  isNew(item: FileItem): boolean {
    return canOpen(item) && !wasOpened(item) && !this.#earlier.has(item.id) && !this.#opened.has(item.id)
  }

  /** Whether the badge counts it: it is new, and no Files tab has shown it. */
  isUnseen(item: FileItem): boolean {
    return this.isNew(item) && !this.#now.has(item.id)
  }

  /** Remembers that a Files tab shows these. */
  see(items: readonly FileItem[]): void {
    const unseen = items.filter((item) => this.isUnseen(item))
    if (unseen.length === 0) return
    for (const { id } of unseen) this.#now.add(id)
    write([...new Set([...read(), ...this.#now])].slice(-most))
    this.#tell()
  }

  open({ id }: FileItem): void {
    this.#opened.add(id)
    this.#tell()
  }

  /** Adds a listener to changes. Gives the function that removes it. */
  onChange(act: () => void): () => void {
    this.#listeners.add(act)
    return () => this.#listeners.delete(act)
  }

  get #earlier(): ReadonlySet<string> {
    this.#before ??= new Set(read())
    return this.#before
  }

  #tell(): void {
    for (const act of this.#listeners) act()
  }
}

/** Shared by all elements of the page: the tab clears the badge that an inline list counts, too. */
export const seenFiles = new SeenFiles()

// A browser may refuse the storage to a page: then everything is new at each visit.
function read(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

function write(ids: readonly string[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(ids))
  } catch {
    // As above.
  }
}
