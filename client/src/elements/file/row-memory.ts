import type { TransferFile as Status } from '@chairside/protocol'
import type { TransferFile } from '../../live/file.ts'
import type { Alarm } from '../kit/alarm.ts'

/** A passing state is shown after this time, in ms; a shorter state is not shown at all. */
const lateMs = 120
/** For so long, in ms, a row says that its bytes go on after a gap. */
const resumedMs = 4_000

/** What the rows of files have shown so far: it decides what they show next. */
export class RowMemory {
  readonly #alarm: Alarm
  readonly #shown = new WeakMap<TransferFile, Status>()
  readonly #since = new WeakMap<TransferFile, { readonly state: Status['state']; readonly at: number }>()
  /** When a row last said that it waits for a connection, in ms since the epoch. */
  readonly #waited = new WeakMap<TransferFile, number>()

  constructor(alarm: Alarm) {
    this.#alarm = alarm
  }

  /** The state of a file to show, so that a fast file does not flicker through all states. */
  status(file: TransferFile): Status {
    const { status } = file
    const shown = this.#shown.get(file)
    if (shown && shown.state !== status.state && passing(status.state)) {
      if (this.#alarm.before(this.#began(file, status.state) + lateMs)) return shown
    }
    this.#shown.set(file, status)
    return status
  }

  /**
   * From how many bytes on a file is said to go on: only after its row has said that it waits. `lineDown`: whether the person
   * is told now that their connection is lost.
   */
  resumedFrom(file: TransferFile, lineDown: boolean): number | undefined {
    if (lineDown || file.paused === 'line') this.#waited.set(file, Date.now())
    const [waited, resumed] = [this.#waited.get(file), file.resumedAt?.getTime()]
    if (waited === undefined || resumed === undefined || resumed < waited) return undefined
    return this.#alarm.before(resumed + resumedMs) ? file.resumedFrom : undefined
  }

  #began(file: TransferFile, state: Status['state']): number {
    const known = this.#since.get(file)
    if (known?.state === state) return known.at
    const at = Date.now()
    this.#since.set(file, { state, at })
    return at
  }
}

function passing(state: Status['state']): boolean {
  return state === 'receiving' || state === 'checking'
}
