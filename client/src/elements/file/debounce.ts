import type { TransferFile as Status } from '@chairside/protocol'
import type { TransferFile } from '../../live/file.ts'
import type { Alarm } from '../kit/alarm.ts'

/** A passing state is shown after this time, in ms; a shorter state is not shown at all. */
const lateMs = 120

/** Gives the state of a file to show, so that a fast file does not flicker through all states. */
export class Debounce {
  readonly #alarm: Alarm
  readonly #shown = new WeakMap<TransferFile, Status>()
  readonly #since = new WeakMap<TransferFile, { readonly state: Status['state']; readonly at: number }>()

  constructor(alarm: Alarm) {
    this.#alarm = alarm
  }

  of(file: TransferFile): Status {
    const { status } = file
    const shown = this.#shown.get(file)
    if (shown && shown.state !== status.state && passing(status.state)) {
      if (this.#alarm.before(this.#began(file, status.state) + lateMs)) return shown
    }
    this.#shown.set(file, status)
    return status
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
