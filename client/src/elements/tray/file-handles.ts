import type { FileHandle } from '../../upload/after-reload/handle.ts'
import type { FileSource } from '../../upload/source.ts'

/** The handles of files, in their order, as far as the browser gives them; the promises never reject. */
export type Handles = readonly (FileSystemHandle | Promise<FileSystemHandle | null> | undefined)[]

/** The handles of files that were chosen here: with a handle, a file goes on by itself after a reload. */
export class FileHandles {
  readonly #known = new WeakMap<File, FileHandle>()

  keep(files: readonly File[], handles: Handles): void {
    for (const [at, file] of files.entries()) {
      const handle = handles[at]
      if (handle instanceof Promise) this.#await(file, handle)
      else this.#learn(file, handle)
    }
  }

  /** Gives a source to send: the bytes of `copy`, with the handle of `file` if it is known. */
  with(file: File, copy = file): FileSource {
    const handle = this.#known.get(file)
    return handle ? { name: file.name, blob: copy, handle } : copy
  }

  async #await(file: File, coming: Promise<FileSystemHandle | null>): Promise<void> {
    this.#learn(file, await coming)
  }

  #learn(file: File, handle: FileSystemHandle | null | undefined): void {
    if (handle?.kind === 'file') this.#known.set(file, handle as FileHandle)
  }
}
