import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { Alarm } from '../kit/alarm.ts'

/** The other party's refused file is shown for so long, in ms. */
const shownMs = 60_000

/**
 * Which of the other party's refused files are shown. Only its sender can do something about a refusal: here its row goes
 * after a minute, and a page that finds it refused already does not show it.
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

  /** Looks at all transfers, oldest first, whether they are on show or not. */
  follow(transfers: readonly Transfer[]): void {
    for (const { files, at } of transfers) {
      for (const file of files) {
        if (this.#known.has(file)) continue
        this.#known.add(file)
        // Earlier transfers are loaded later: they are older than all that this page began with.
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
