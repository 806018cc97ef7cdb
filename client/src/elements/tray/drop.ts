import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { draggedIn, isField, isOpenable } from './dragged.ts'
import { DropGuard } from './drop-guard.ts'
import type { Handles } from './file-handles.ts'

/** The content of a drop or paste: files, and whether it had a folder or a link. */
export interface Dropped {
  readonly files: readonly File[]
  readonly folder: boolean
  /** Whether it came from another page: the browser then gives no file. */
  readonly link: boolean
  /** The handles of `files`, in their order, as far as the browser gives them. */
  readonly handles: Handles
}

interface HandledItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>
}

type Host = ReactiveControllerHost & HTMLElement

/** Takes files that are dropped on the panel, or on the page if nothing else takes them, and files pasted into it. */
export class Drop implements ReactiveController {
  readonly #host: Host
  readonly #take: (dropped: Dropped) => void
  #over = false

  /** `takesNow`: whether files can be added now. */
  constructor(host: Host, takesNow: () => boolean, take: (dropped: Dropped) => void) {
    this.#host = host
    this.#take = take
    host.addController(this)
    new DropGuard(host, { host, takesNow, light: this.#light, drop: this.#drop })
  }

  /** Whether files that this panel would get are dragged over the page now. */
  get over(): boolean {
    return this.#over
  }

  hostConnected(): void {
    this.#host.addEventListener('dragenter', this.#enter)
    this.#host.addEventListener('dragover', this.#enter)
    this.#host.addEventListener('drop', this.#drop)
    this.#host.addEventListener('paste', this.#paste)
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('dragenter', this.#enter)
    this.#host.removeEventListener('dragover', this.#enter)
    this.#host.removeEventListener('drop', this.#drop)
    this.#host.removeEventListener('paste', this.#paste)
    this.#over = false
  }

  readonly #enter = (event: DragEvent) => {
    if (!isOpenable(event)) return
    event.preventDefault()
    if (event.dataTransfer && draggedIn(event) === 'files') event.dataTransfer.dropEffect = 'copy'
  }

  readonly #drop = (event: DragEvent) => {
    if (!isOpenable(event)) return
    event.preventDefault()
    this.#take(contentOf(event.dataTransfer))
  }

  readonly #paste = (event: ClipboardEvent) => {
    // A paste into a field is text for the field, even if a picture comes with it.
    if (isField(event.composedPath()[0])) return
    const pasted = contentOf(event.clipboardData)
    if (pasted.files.length === 0) return
    event.preventDefault()
    this.#take(pasted)
  }

  readonly #light = (on: boolean) => {
    if (this.#over === on) return
    this.#over = on
    this.#host.requestUpdate()
  }
}

function contentOf(data: DataTransfer | null): Dropped {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === 'file')
  const files: File[] = []
  const handles: Handles[number][] = []
  let folder = false
  for (const item of items) {
    if (item.webkitGetAsEntry()?.isDirectory) {
      folder = true
      continue
    }
    const file = item.getAsFile()
    if (!file) continue
    files.push(file)
    // The browser gives handles only within the event. A file without a handle can be sent, too.
    handles.push((item as HandledItem).getAsFileSystemHandle?.().catch(() => null))
  }
  // A link gives no file; a picture of another page may be announced as a file and give none, too.
  return { files, folder, handles, link: files.length === 0 && !folder }
}
