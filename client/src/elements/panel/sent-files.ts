import { ChairsideError, isWithdrawable } from '@chairside/protocol'
import type { TransferFile } from '../../live/file.ts'
import type { PhotoLocation } from '../../photo/photo.ts'
import { Removals } from '../kit/removals.ts'

/** A file that was sent from here, and whether it kept its location. */
export interface Kept {
  readonly file: File
  readonly location: PhotoLocation
}

/** Files of mine that were sent from this page: their bytes, and how they are withdrawn and sent again. */
export class SentFiles {
  /** Those that were withdrawn a moment ago, and can be sent again by Undo. */
  readonly withdrawn: Removals
  readonly #kept = new WeakMap<TransferFile, Kept>()
  readonly #pending = new WeakMap<TransferFile, 'withdraw' | 'send-again'>()
  readonly #heirs = new WeakMap<TransferFile, TransferFile>()
  readonly #inheriting = new WeakSet<TransferFile>()
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
    this.withdrawn = new Removals(changed)
  }

  keep(file: TransferFile, kept: Kept): void {
    this.#kept.set(file, kept)
  }

  of(file: TransferFile): Kept | undefined {
    return this.#kept.get(file)
  }

  /** What the server was asked for, and has not answered yet. */
  pending(file: TransferFile): 'withdraw' | 'send-again' | undefined {
    return this.#pending.get(file)
  }

  /** The file that was sent again for a withdrawn one; it stands in its place. */
  heirOf(file: TransferFile): TransferFile | undefined {
    return this.#heirs.get(file)
  }

  /** Whether a file stands in the place of a withdrawn one. */
  inherits(file: TransferFile): boolean {
    return this.#inheriting.has(file)
  }

  /** Withdraws a file, however long the connection is away. `goesOn`: whether it may still come back. */
  async withdraw(file: TransferFile, goesOn: () => boolean): Promise<void> {
    await this.#while(file, 'withdraw', async () => {
      for (;;) {
        try {
          return await file.withdraw()
        } catch (error) {
          const lost = error instanceof ChairsideError && error.code === 'LINE_DOWN'
          if (!lost || !isWithdrawable(file) || !goesOn()) throw error
        }
      }
    })
    if (this.#kept.has(file) && file.state === 'withdrawn') this.withdrawn.remove(file.id)
  }

  /** Sends a withdrawn file as a new one in its place. Its bytes stay here until the server has taken that. */
  async again(file: TransferFile, send: (kept: Kept) => Promise<readonly TransferFile[]>): Promise<void> {
    const kept = this.#kept.get(file)
    if (!kept || this.#pending.has(file)) return
    this.withdrawn.undo(file.id)
    await this.#while(file, 'send-again', async () => {
      const [heir] = await send(kept)
      if (!heir) return
      this.#kept.delete(file)
      this.#heirs.set(file, heir)
      this.#inheriting.add(heir)
    })
  }

  async #while(
    file: TransferFile,
    pending: 'withdraw' | 'send-again',
    act: () => Promise<void>,
  ): Promise<void> {
    this.#pending.set(file, pending)
    this.#changed()
    try {
      await act()
    } finally {
      this.#pending.delete(file)
      this.#changed()
    }
  }
}
