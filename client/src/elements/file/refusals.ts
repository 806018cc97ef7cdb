import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { Alarm } from '../kit/alarm.ts'

/** The other party's refused file is shown for so long, in ms. */
const shownMs = 60_000

/**
 * Decides which refused files of the other party are shown. Only the sender can act on a refusal: here the row goes after
 * a minute, and a page that finds the file already refused does not show it.
 */
export class Refusals {
  readonly #alarm: Alarm
  readonly #old = new WeakSet<TransferFile>()
  readonly #known = new WeakSet<TransferFile>()
  readonly #until = new WeakMap<TransferFile, number>()
  #begun: number | undefined

  constructor(alarm: Alarm) {
    this.#alarm = alarm
  }

  /** Takes all transfers, shown or not, oldest first. */
  follow(transfers: readonly Transfer[]): void {
    for (const { files, at } of transfers) {
      for (const file of files) {
        if (this.#known.has(file)) continue
        this.#known.add(file)
        // Earlier transfers are loaded later; they are older than the first ones that this page had.
        const isEarlier = this.#begun === undefined || at.getTime() < this.#begun
        if (file.state === 'rejected' && isEarlier) this.#old.add(file)
      }
    }
    this.#begun ??= transfers.at(-1)?.at.getTime() ?? 0
  }

  shows(file: TransferFile): boolean {
    if (file.mine || file.state !== 'rejected') return true
    if (this.#old.has(file)) return false
    const until = this.#until.get(file) ?? Date.now() + shownMs
    this.#until.set(file, until)
    return this.#alarm.before(until)
  }
}
