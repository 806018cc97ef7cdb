import { isArriving, isDelivered, isFetchable, isLive, type Problem } from '@chairside/protocol'
import type { Appointment } from '../../appointment/appointment.ts'
import { type Again, againIn, isMissing } from '../../live/again.ts'
import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { Saying } from './status-region.ts'

type Kind =
  | 'connection'
  | 'end'
  | 'tray'
  | 'again'
  | 'request'
  | 'taken-back'
  | 'doubt'
  | 'stopped'
  | 'outcome'
  | 'withdrawal'
  | 'arrival'
  | 'paused'
  | 'receipt'
  | 'decline'
  | 'progress'

/** The kinds of news, in the order in which they are said. */
export const kinds: readonly Kind[] = [
  'connection',
  'end',
  'tray',
  'again',
  'request',
  'taken-back',
  'doubt',
  'stopped',
  'outcome',
  'withdrawal',
  'arrival',
  'paused',
  'receipt',
  'decline',
  'progress',
]

/** An event that is told to people who do not see the panel. */
export type News = Saying<Kind> &
  (
    | { readonly kind: 'connection' | 'tray'; readonly text: string }
    | { readonly kind: 'again'; readonly again: Again }
    | { readonly kind: 'paused'; readonly file: string }
    | { readonly kind: 'request'; readonly note: string | undefined }
    | {
        readonly kind: 'outcome'
        readonly id: string
        readonly file: string
        readonly refused: Problem | undefined
        /** Whether the other party was shown the file. */
        readonly delivered: () => boolean
      }
    | { readonly kind: 'stopped'; readonly file: string; readonly problem: Problem }
    | { readonly kind: 'withdrawal'; readonly file: string; readonly mine: boolean }
    | { readonly kind: 'doubt'; readonly file: string }
    | { readonly kind: 'arrival'; readonly file: string }
    | { readonly kind: 'receipt'; readonly file: string }
    | { readonly kind: 'decline'; readonly reason: string | undefined }
    | { readonly kind: 'taken-back' }
    | { readonly kind: 'end'; readonly until: Date | undefined }
    | {
        readonly kind: 'progress'
        readonly transfer: string
        readonly quarter: Quarter
        readonly files: number
      }
  )

/** How much of a transfer has been sent, as it is said: the beginning, and each quarter. */
export type Quarter = 0 | 1 | 2 | 3

/** Compares an appointment with its last state, and gives the news. */
export class Newsroom {
  readonly #files = new Map<string, TransferFile['state'] | 'delivered'>()
  readonly #doubted = new Set<string>()
  readonly #quarters = new Map<string, Quarter>()
  readonly #requests = new Map<string, string>()
  #again = 0
  readonly #missing = new Set<string>()
  readonly #problems = new Map<string, Problem['code'] | undefined>()
  #begun = false
  #ended = false

  /** Gives the news since the last call. Files that ended before the first call are no news. */
  since(appointment: Appointment): News[] {
    const news: News[] = []
    for (const transfer of appointment.transfers) {
      for (const file of transfer.files) news.push(...this.#file(file), ...this.#stopped(file))
      if (transfer.mine) news.push(...this.#progress(transfer))
    }
    news.push(...this.#request(appointment), ...this.#choosing(appointment), ...this.#end(appointment))
    this.#begun = true
    return news
  }

  #file(file: TransferFile): News[] {
    const before = this.#files.get(file.id)
    const { id, name, status } = file
    const delivered = () => isDelivered(file.status)
    const now = file.mine && status.state === 'ready' && delivered() ? 'delivered' : status.state
    this.#files.set(id, now)
    // A file that was undecided before the first call is news, too: a person waits for the decision.
    if (file.undecided && !this.#doubted.has(id)) {
      this.#doubted.add(id)
      const still = () => file.undecided !== undefined
      return [{ kind: 'doubt', gathers: 400, file: name, still }]
    }
    if (before === now) return []
    // Files of earlier pages are no news.
    if (before === undefined && !isLive(file)) return []
    if (status.state === 'withdrawn') {
      return [{ kind: 'withdrawal', gathers: 400, file: name, mine: file.mine }]
    }
    if (!file.mine) {
      const still = () => file.prompting
      return still() ? [{ kind: 'arrival', gathers: 400, file: name, still }] : []
    }
    if (!this.#begun) return []
    switch (status.state) {
      case 'ready':
        return [
          // Waits, because the file may be in view on the other side in a moment.
          {
            kind: 'outcome',
            gathers: 1_500,
            id,
            file: name,
            refused: undefined,
            delivered,
            still: () => isFetchable(file),
          },
        ]
      case 'rejected':
        return [
          {
            kind: 'outcome',
            gathers: 400,
            id,
            file: name,
            refused: { ...status.details, code: status.code },
            delivered,
          },
        ]
      case 'downloaded':
        return [{ kind: 'receipt', gathers: 5_000, file: name }]
      case 'offered':
      case 'receiving':
      case 'checking':
      case 'expired':
        return []
    }
  }

  /** News of files that I, or the other party, need to choose again. */
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

  /** News of a file of mine that this page can no longer send by itself. */
  #stopped(file: TransferFile): News[] {
    const problem = file.problem?.problem
    if (this.#problems.get(file.id) === problem?.code) return []
    this.#problems.set(file.id, problem?.code)
    if (!problem || !this.#begun) return []
    const still = () => file.problem !== undefined
    return [{ kind: 'stopped', gathers: 400, file: file.name, problem, still }]
  }

  #end({ liveExchange, filesUntil: until }: Appointment): News[] {
    const ended = liveExchange.state === 'closed' && liveExchange.code === 'APPOINTMENT_ENDED'
    if (!ended || this.#ended) return []
    this.#ended = true
    return this.#begun ? [{ kind: 'end', gathers: 0, until }] : []
  }

  #progress(transfer: Transfer): News[] {
    const before = this.#quarters.get(transfer.id)
    const moving = transfer.files.filter(isArriving)
    if (moving.length === 0) return []
    const share = transfer.bytes === 0 ? 0 : transfer.sentBytes / transfer.bytes
    const quarter = Math.min(3, Math.floor(share * 4)) as Quarter
    if (before !== undefined && quarter <= before) return []
    this.#quarters.set(transfer.id, quarter)
    // Progress from before this page joined is no news.
    if (!this.#begun) return []
    return [{ kind: 'progress', gathers: 0, transfer: transfer.id, quarter, files: transfer.files.length }]
  }

  #request({ requests }: Appointment): News[] {
    const request = requests.at(-1)
    if (!request) return []
    const { status } = request
    const reason = status.state === 'declined' ? status.reason : undefined
    // A note may be added to a request later, and a reason to a declined one.
    const now = `${status.state} ${request.mine ? reason : request.note}`
    if (this.#requests.get(request.id) === now) return []
    this.#requests.set(request.id, now)
    const still = () => request.state === status.state
    switch (status.state) {
      case 'asked':
        return request.mine ? [] : [{ kind: 'request', gathers: 0, note: request.note, still }]
      case 'declined':
        return this.#begun ? [{ kind: 'decline', gathers: 0, reason, still }] : []
      case 'withdrawn':
        return !request.mine && this.#begun ? [{ kind: 'taken-back', gathers: 0 }] : []
      case 'answering':
      case 'answered':
      case 'expired':
        return []
    }
  }
}
