import { ChairsideError, isWithdrawable } from '@chairside/protocol'
import type { TransferFile } from '../../live/file.ts'
import type { PhotoLocation } from '../../photo/photo.ts'
import type { FileSource } from '../../upload/source.ts'
import { Removals } from '../kit/removals.ts'
import type { Scene } from './scene.ts'
import { answered, sendAgain } from './send-again.ts'

/** A file that was sent from here, and whether it kept its location. */
export interface Kept {
  readonly file: File
  readonly location: PhotoLocation
}

/** Files of mine that were sent from this page: keeps their bytes, withdraws them and sends them again. */
export class SentFiles {
  /** Files that were withdrawn a moment ago, and can be sent again by Undo. */
  readonly withdrawn: Removals
  readonly #kept = new WeakMap<TransferFile, Kept>()
  readonly #pending = new WeakMap<TransferFile, 'withdraw' | 'send-again'>()
  /** Files that were ready when they were withdrawn: the receiver could open them. */
  readonly #wereReady = new WeakSet<TransferFile>()
  readonly #heirs = new WeakMap<TransferFile, TransferFile>()
  readonly #inheriting = new WeakSet<TransferFile>()
  readonly #scene: Scene
  readonly #source: (file: File) => Promise<FileSource>

  constructor(scene: Scene, source: (file: File) => Promise<FileSource>) {
    this.#scene = scene
    this.#source = source
    this.withdrawn = new Removals(() => scene.changed())
  }

  keep(file: TransferFile, kept: Kept): void {
    this.#kept.set(file, kept)
  }

  of(file: TransferFile): Kept | undefined {
    return this.#kept.get(file)
  }

  /** The act on a file that the server has not answered yet. */
  pending(file: TransferFile): 'withdraw' | 'send-again' | undefined {
    return this.#pending.get(file)
  }

  /** The file that was sent again in place of a withdrawn one. */
  heirOf(file: TransferFile): TransferFile | undefined {
    return this.#heirs.get(file)
  }

  /** Whether a file stands in the place of a withdrawn one. */
  inherits(file: TransferFile): boolean {
    return this.#inheriting.has(file)
  }

  /** Whether a file was ready when it was withdrawn from here. */
  wasReady(file: TransferFile): boolean {
    return this.#wereReady.has(file)
  }

  /** Whether a withdrawn file can be sent again: its bytes are here, and a patient's request allows it. */
  maySendAgain(file: TransferFile): boolean {
    const appointment = this.#scene.appointment()
    if (!appointment || !this.#kept.has(file)) return false
    return this.#scene.canSend() || answered(appointment, file) !== undefined
  }

  /** Withdraws a file; without a connection the withdrawal waits. */
  async withdraw(file: TransferFile): Promise<void> {
    await this.#while(file, 'withdraw', async () => {
      for (;;) {
        try {
          if (file.state === 'ready') this.#wereReady.add(file)
          return await file.withdraw()
        } catch (error) {
          const lost = error instanceof ChairsideError && error.code === 'LINE_DOWN'
          if (!lost || !isWithdrawable(file) || this.#isClosed) throw error
        }
      }
    })
    if (this.#kept.has(file) && file.state === 'withdrawn') this.withdrawn.remove(file.id)
  }

  /** Sends a withdrawn file as a new file in its place. The bytes stay here until the server has taken the new one. */
  async again(file: TransferFile): Promise<void> {
    const kept = this.#kept.get(file)
    const appointment = this.#scene.appointment()
    if (!kept || !appointment || this.#pending.has(file)) return
    this.withdrawn.undo(file.id)
    await this.#while(file, 'send-again', async () => {
      const source = await this.#source(kept.file)
      const [heir] = await sendAgain(appointment, file, source, kept.location)
      if (!heir) return
      this.#kept.delete(file)
      this.#kept.set(heir, kept)
      this.#heirs.set(file, heir)
      this.#inheriting.add(heir)
    })
  }

  get #isClosed(): boolean {
    return this.#scene.appointment()?.connection.state === 'closed'
  }

  async #while(
    file: TransferFile,
    pending: 'withdraw' | 'send-again',
    act: () => Promise<void>,
  ): Promise<void> {
    this.#pending.set(file, pending)
    this.#scene.changed()
    try {
      await act()
    } finally {
      this.#pending.delete(file)
      this.#scene.changed()
    }
  }
}
