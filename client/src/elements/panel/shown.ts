import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Appointment } from '../../appointment/appointment.ts'
import { TransferFile } from '../../live/file.ts'
import type { Request } from '../../live/request.ts'
import { isOutOfSight } from '../kit/covered.ts'
import type { Toast } from './toast.ts'

type Host = ReactiveControllerHost & Element & { readonly renderRoot: HTMLElement | DocumentFragment }

/** A ready file, or a request for files, that its receiver has to see. */
export type Arrival = TransferFile | Request

/** The share of a row that must be in view to count as shown; a share of the window if that is lower than the row. */
const enough = 0.5

/**
 * Knows which arrivals were in view: the row within the bounds of list and window, while the page is visible and nothing
 * else is in full screen. Only then the sender is told that a file was shown.
 */
export class Shown implements ReactiveController {
  readonly #host: Host
  readonly #live: () => Appointment | undefined
  readonly #ids = new Set<string>()
  /** Ids of arrivals without a row in view. */
  readonly #out = new Set<string>()
  readonly #rows = new Map<Element, Arrival>()
  readonly #inView = new Set<Arrival>()
  readonly #eyes = new IntersectionObserver((entries) => this.#look(entries), { threshold: [0, enough, 1] })

  constructor(host: Host, live: () => Appointment | undefined) {
    this.#host = host
    this.#live = live
    host.addController(this)
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#turn)
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#turn)
    this.#eyes.disconnect()
    this.#rows.clear()
    this.#inView.clear()
  }

  /** Follows the rows of arrivals not yet in view, and of files whose sender does not know that they were shown. */
  hostUpdated(): void {
    const rows = new Map<Element, Arrival>()
    for (const one of this.#arrivals()) {
      const row = this.#host.renderRoot.querySelector(`[id="${rowId(one)}"]`)
      if (row) rows.set(row, one)
      else this.#outOfView(one)
    }
    for (const [row, one] of this.#rows) {
      if (rows.get(row) === one) continue
      this.#eyes.unobserve(row)
      this.#inView.delete(one)
    }
    for (const [row, one] of rows) if (this.#rows.get(row) !== one) this.#eyes.observe(row)
    this.#rows.clear()
    for (const [row, one] of rows) this.#rows.set(row, one)
    this.#see()
  }

  /** The arrivals that wait to be seen in the open panel; all of them while the page is hidden or the panel is covered. */
  waiting(): readonly Arrival[] {
    const unseen = isOutOfSight(this.#host)
    return this.#arrivals().filter(({ id }) => !this.#ids.has(id) && (unseen || this.#out.has(id)))
  }

  /** The files and the request that the toast of the closed or covered panel tells. */
  news({ prompts, openRequest }: Appointment): Toast {
    const asks = openRequest && isAsked(openRequest) && !this.#ids.has(openRequest.id)
    return { files: prompts.filter(({ id }) => !this.#ids.has(id)), request: asks ? openRequest : undefined }
  }

  /** Answers a request with "Not now": it stays in the panel and in the badge. */
  request(id: string): void {
    this.#ids.add(id)
  }

  #arrivals(): Arrival[] {
    const live = this.#live()
    if (!live) return []
    // A file that another page of this person has shown is no news on this page.
    const isNew = ({ status }: TransferFile) => status.state === 'ready' && status.promptedAt === undefined
    const { openRequest } = live
    const all: Arrival[] = live.prompts.filter(isNew)
    if (openRequest && isAsked(openRequest)) all.push(openRequest)
    return all
  }

  readonly #turn = () => {
    this.#see()
    this.#host.requestUpdate()
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const one = this.#rows.get(target)
      if (!one) continue
      const fills = rootBounds !== null && intersectionRect.height >= rootBounds.height * enough
      if (intersectionRatio >= enough || fills) this.#inView.add(one)
      else {
        this.#inView.delete(one)
        this.#outOfView(one)
      }
    }
    this.#see()
  }

  #see(): void {
    if (isOutOfSight(this.#host)) return
    for (const one of this.#inView) {
      if (one instanceof TransferFile) one.shown()
      if (this.#ids.has(one.id)) continue
      this.#ids.add(one.id)
      this.#host.requestUpdate()
    }
  }

  #outOfView({ id }: Arrival): void {
    if (this.#out.has(id) || this.#ids.has(id)) return
    this.#out.add(id)
    this.#host.requestUpdate()
  }
}

/** The id of the list's element that shows an arrival. */
export const rowId = (one: Arrival): string =>
  one instanceof TransferFile ? `file-${one.id}` : 'prompt-title'

const isAsked = ({ state, mine }: Request): boolean => state === 'asked' && !mine

/** The count of the badge while the panel is closed: files not yet saved, and an open request. */
export function unanswered({ transfers, openRequest }: Appointment): number {
  const ready = transfers.flatMap(({ files }) =>
    files.filter(({ mine, state }) => !mine && state === 'ready'),
  )
  return ready.length + (openRequest && isAsked(openRequest) ? 1 : 0)
}

/** The selector of the button that answers an arrival: the next step for a request, else the first file to save. */
export const answerTo = (live: Appointment | undefined): string =>
  live?.openRequest && isAsked(live.openRequest) ? '.actions .button.main' : '.file-actions .accent'
