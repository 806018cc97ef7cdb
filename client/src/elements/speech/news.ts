import { isArriving, isLive, type Problem } from '@chairside/protocol'
import type { Appointment } from '../../appointment/appointment.ts'
import { type Again, againIn, isMissing } from '../../live/again.ts'
import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { Saying } from './status-region.ts'

type Kind =
  | 'connection'
  | 'tray'
  | 'again'
  | 'request'
  | 'doubt'
  | 'outcome'
  | 'arrival'
  | 'paused'
  | 'receipt'
  | 'decline'
  | 'progress'

/** In the order in which they are said. */
export const kinds: readonly Kind[] = [
  'connection',
  'tray',
  'again',
  'request',
  'doubt',
  'outcome',
  'arrival',
  'paused',
  'receipt',
  'decline',
  'progress',
]

/** Something that happened and is said to people who do not see the panel. */
export type News = Saying<Kind> &
  (
    | { readonly kind: 'connection' | 'tray'; readonly text: string }
    | { readonly kind: 'again'; readonly again: Again }
    | { readonly kind: 'paused'; readonly file: string }
    | { readonly kind: 'request'; readonly note: string | undefined }
    | { readonly kind: 'outcome'; readonly file: string; readonly refused: Problem | undefined }
    | { readonly kind: 'doubt' | 'arrival'; readonly file: string }
    | { readonly kind: 'receipt'; readonly file: string }
    | { readonly kind: 'decline' }
    | {
        readonly kind: 'progress'
        readonly transfer: string
        readonly quarter: Quarter
        readonly files: number
      }
  )

/** How much of a transfer has been sent, as far as it is said: its beginning, and each quarter. */
export type Quarter = 0 | 1 | 2 | 3

/** Compares an appointment with its last state, and tells what is new. */
export class Newsroom {
  readonly #files = new Map<string, TransferFile['state']>()
  readonly #doubted = new Set<string>()
  readonly #quarters = new Map<string, Quarter>()
  readonly #requests = new Map<string, string>()
  #again = 0
  readonly #missing = new Set<string>()
  #begun = false

  /** What is new since the last time. Files that had come to an end before the first time are no news. */
  since(appointment: Appointment): News[] {
    const news: News[] = []
    for (const transfer of appointment.transfers) {
      for (const file of transfer.files) news.push(...this.#file(file))
      if (transfer.mine) news.push(...this.#progress(transfer))
    }
    news.push(...this.#request(appointment), ...this.#choosing(appointment))
    this.#begun = true
    return news
  }

  #file(file: TransferFile): News[] {
    const before = this.#files.get(file.id)
    const { state, name, status } = file
    this.#files.set(file.id, state)
    // Also one from before the first time: somebody waits for the decision.
    if (file.undecided && !this.#doubted.has(file.id)) {
      this.#doubted.add(file.id)
      return [{ kind: 'doubt', gathers: 400, file: name }]
    }
    if (before === state) return []
    // What is loaded of earlier times is no news.
    if (before === undefined && !isLive(file)) return []
    if (!file.mine) return file.prompting ? [{ kind: 'arrival', gathers: 400, file: name }] : []
    if (!this.#begun) return []
    switch (status.state) {
      case 'ready':
        return [{ kind: 'outcome', gathers: 400, file: name, refused: undefined }]
      case 'rejected':
        return [
          { kind: 'outcome', gathers: 400, file: name, refused: { ...status.details, code: status.code } },
        ]
      case 'downloaded':
        return [{ kind: 'receipt', gathers: 5_000, file: name }]
      case 'offered':
      case 'receiving':
      case 'checking':
      case 'withdrawn':
      case 'expired':
        return []
    }
  }

  /** What I have to choose again, and what the other party has to. */
  #choosing(appointment: Appointment): News[] {
    const again = againIn(appointment)
    const before = this.#again
    this.#again = again.missing.length + again.closed.length + again.unsent.length
    const asks: News[] = this.#again > before ? [{ kind: 'again', gathers: 400, again }] : []
    const theirs = appointment.transfers.flatMap(({ mine, files }) => (mine ? [] : files))
    const paused = theirs.filter(({ id, status }) => {
      const isNew = isMissing(status) && !this.#missing.has(id)
      if (isMissing(status)) this.#missing.add(id)
      else this.#missing.delete(id)
      return isNew
    })
    return [...asks, ...paused.map(({ name }): News => ({ kind: 'paused', gathers: 400, file: name }))]
  }

  #progress(transfer: Transfer): News[] {
    const before = this.#quarters.get(transfer.id)
    const moving = transfer.files.filter(isArriving)
    if (moving.length === 0) return []
    const share = transfer.bytes === 0 ? 0 : transfer.sentBytes / transfer.bytes
    const quarter = Math.min(3, Math.floor(share * 4)) as Quarter
    if (before !== undefined && quarter <= before) return []
    this.#quarters.set(transfer.id, quarter)
    // What was sent before this page joined is no news.
    if (!this.#begun) return []
    return [{ kind: 'progress', gathers: 0, transfer: transfer.id, quarter, files: transfer.files.length }]
  }

  #request({ requests }: Appointment): News[] {
    const request = requests.at(-1)
    if (!request) return []
    // A note can be added to what was asked before.
    const now = `${request.state} ${request.mine ? '' : request.note}`
    if (this.#requests.get(request.id) === now) return []
    this.#requests.set(request.id, now)
    if (request.state === 'declined') return this.#begun ? [{ kind: 'decline', gathers: 0 }] : []
    if (request.mine) return []
    return request.state === 'asked' ? [{ kind: 'request', gathers: 0, note: request.note }] : []
  }
}
