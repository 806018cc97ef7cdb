import type { Appointment } from '../../appointment/appointment.ts'
import type { Toast } from './toast.ts'

/** What a person has been shown in the open panel, so that the toast does not come back with it. */
export class Shown {
  readonly #ids = new Set<string>()

  /** The open panel shows everything that is here. */
  all({ prompts, openRequest }: Appointment): void {
    for (const { id } of prompts) this.#ids.add(id)
    if (openRequest) this.#ids.add(openRequest.id)
  }

  /** What has come since. */
  news({ prompts, openRequest }: Appointment): Toast {
    const asks = openRequest?.state === 'asked' && !openRequest.mine && !this.#ids.has(openRequest.id)
    return { files: prompts.filter(({ id }) => !this.#ids.has(id)), request: asks ? openRequest : undefined }
  }

  /** "Not now" to a request: it stays in the panel and in the badge. */
  request(id: string): void {
    this.#ids.add(id)
  }
}

/** What the badge of the app's opener counts: files that are here and not saved yet, and an open request. */
export function unanswered({ transfers, openRequest }: Appointment): number {
  const ready = transfers.flatMap(({ files }) =>
    files.filter(({ mine, state }) => !mine && state === 'ready'),
  )
  const asked = openRequest?.state === 'asked' && !openRequest.mine
  return ready.length + (asked ? 1 : 0)
}
