import type { Problem } from '@chairside/protocol'
import { ChairsideError } from '@chairside/protocol'
import { failure } from '../../../connection/failure.ts'
import type { Library } from '../../../documents/library.ts'
import type { DocumentUpload } from '../../../documents/upload.ts'
import type { FileSource } from '../../../upload/source.ts'

interface Around {
  readonly library: () => Pick<Library, 'upload'> | undefined
  readonly changed: () => void
  readonly failed: (error: unknown) => void
  /** Lets the person choose the file of an upload again. */
  readonly browseAgain: () => void
}

/** Why a row of an upload needs another sentence than its state's. */
type UploadTrouble = 'not-the-same' | Problem

/** What a person does with files on their way into the library. */
export class UploadActs {
  readonly #around: Around
  readonly #troubles = new Map<string, UploadTrouble>()
  #choosing: DocumentUpload | undefined
  #folder = false

  constructor(around: Around) {
    this.#around = around
  }

  /** Whether a folder was dropped, which cannot be uploaded. */
  get folder(): boolean {
    return this.#folder
  }

  forgetFolder(): void {
    this.#folder = false
    this.#around.changed()
  }

  trouble({ id }: DocumentUpload): UploadTrouble | undefined {
    return this.#troubles.get(id)
  }

  add(sources: readonly FileSource[], folder = false): void {
    if (folder) this.#folder = true
    if (sources.length > 0) this.#around.library()?.upload(sources)
    this.#around.changed()
  }

  /** Lets the person choose the file of an upload again; `chosen` takes it. */
  chooseAgain(upload: DocumentUpload): void {
    this.#choosing = upload
    this.#around.browseAgain()
  }

  async chosen(source: FileSource): Promise<void> {
    const upload = this.#choosing
    this.#choosing = undefined
    if (!upload) return
    await this.#tried(upload, async () => {
      if (!(await upload.fits(source))) {
        this.#troubles.set(upload.id, 'not-the-same')
        return
      }
      upload.choose(source)
      this.#troubles.delete(upload.id)
    })
  }

  async reopen(upload: DocumentUpload): Promise<void> {
    await this.#tried(upload, async () => {
      await upload.reopen()
    })
  }

  async remove(upload: DocumentUpload): Promise<void> {
    await this.#tried(upload, async () => {
      await upload.remove()
      this.#troubles.delete(upload.id)
    })
  }

  async #tried(upload: DocumentUpload, act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (cause) {
      const error = cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)
      this.#troubles.set(upload.id, error.problem)
      this.#around.failed(error)
    }
    this.#around.changed()
  }
}
