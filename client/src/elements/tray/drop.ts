import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Handles } from './file-handles.ts'

/** What was dropped or pasted: files, and whether there was a folder among them. */
export interface Dropped {
  readonly files: readonly File[]
  readonly folder: boolean
  /** Of the files, in their order, where the browser gives them. */
  readonly handles: Handles
}

interface HandledItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>
}

type Host = ReactiveControllerHost & HTMLElement

/** Files dragged over the panel, and pasted into it. */
export class Drop implements ReactiveController {
  readonly #host: Host
  readonly #take: (dropped: Dropped) => void
  #over = false

  constructor(host: Host, take: (dropped: Dropped) => void) {
    this.#host = host
    this.#take = take
    host.addController(this)
  }

  /** Whether files are over the panel now. */
  get over(): boolean {
    return this.#over
  }

  hostConnected(): void {
    this.#host.addEventListener('dragenter', this.#enter)
    this.#host.addEventListener('dragover', this.#enter)
    this.#host.addEventListener('dragleave', this.#leave)
    this.#host.addEventListener('drop', this.#drop)
    this.#host.addEventListener('paste', this.#paste)
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('dragenter', this.#enter)
    this.#host.removeEventListener('dragover', this.#enter)
    this.#host.removeEventListener('dragleave', this.#leave)
    this.#host.removeEventListener('drop', this.#drop)
    this.#host.removeEventListener('paste', this.#paste)
    this.#over = false
  }

  readonly #enter = (event: DragEvent) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    this.#set(true)
  }

  readonly #leave = (event: DragEvent) => {
    const to = event.relatedTarget
    if (!(to instanceof Node) || !this.#host.contains(to)) this.#set(false)
  }

  readonly #drop = (event: DragEvent) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    this.#set(false)
    this.#take(filesOf(event.dataTransfer))
  }

  readonly #paste = (event: ClipboardEvent) => {
    // What is pasted into a field is text for the field, also where a picture comes with it.
    if (isField(event.composedPath()[0])) return
    const pasted = filesOf(event.clipboardData)
    if (pasted.files.length === 0) return
    event.preventDefault()
    this.#take(pasted)
  }

  #set(over: boolean): void {
    if (this.#over === over) return
    this.#over = over
    this.#host.requestUpdate()
  }
}

function isField(target: EventTarget | undefined): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
}

export function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true
}

function filesOf(data: DataTransfer | null): Dropped {
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
    // The browser gives a handle only within the event. A file without one is sent all the same.
    handles.push((item as HandledItem).getAsFileSystemHandle?.().catch(() => null))
  }
  return { files, folder, handles }
}
