import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { draggedIn, isOpenable } from './dragged.ts'

/** A panel that may take what is dropped beside it. */
export interface DropTaker {
  readonly host: HTMLElement
  /** Whether files can be added at this moment. */
  takesNow(): boolean
  /** Files that it would get are over the page, or no longer. */
  light(on: boolean): void
  /** Takes files, or answers a link. */
  drop(event: DragEvent): void
}

const guards = new Set<DropGuard>()
const takers = new Set<DropTaker>()
/** Whether the page itself is dragging something: the browser never opens that. */
let isOwn = false

/**
 * While its element is in the document, a file or a link that is dropped beside it does not replace the page, which would
 * end the call. `taker` gets it, if it is the only panel of the page that takes files then.
 */
export class DropGuard implements ReactiveController {
  readonly #taker: DropTaker | undefined

  constructor(host: ReactiveControllerHost, taker?: DropTaker) {
    this.#taker = taker
    host.addController(this)
  }

  hostConnected(): void {
    if (guards.size === 0) listen(window.addEventListener.bind(window))
    guards.add(this)
    if (this.#taker) takers.add(this.#taker)
  }

  hostDisconnected(): void {
    guards.delete(this)
    if (this.#taker) takers.delete(this.#taker)
    if (guards.size === 0) listen(window.removeEventListener.bind(window))
  }
}

function listen(change: typeof window.addEventListener): void {
  change('dragstart', start)
  change('dragend', end)
  change('dragenter', over)
  change('dragover', over)
  change('dragleave', leave)
  change('drop', drop)
}

function start(): void {
  isOwn = true
}

function end(): void {
  isOwn = false
  light(undefined)
}

// The page's own drop zones get the event first, and so does a panel that it happens over.
function over(event: DragEvent): void {
  const isOurs = !event.defaultPrevented && opens(event)
  if (isOurs) event.preventDefault()
  const path = event.composedPath()
  const taker = isOurs ? takerOf(event) : [...takers].find(({ host }) => path.includes(host))
  light(draggedIn(event) === 'files' ? taker : undefined)
  if (!isOurs) return
  if (event.dataTransfer && !taker) event.dataTransfer.dropEffect = 'none'
}

function leave({ relatedTarget }: DragEvent): void {
  if (relatedTarget === null) light(undefined)
}

function drop(event: DragEvent): void {
  light(undefined)
  if (event.defaultPrevented || !opens(event)) return
  event.preventDefault()
  takerOf(event)?.drop(event)
}

/** Whether the browser would open what is dragged, if it were dropped here. */
function opens(event: DragEvent): boolean {
  return !isOwn && isOpenable(event)
}

/** Who gets what is dropped beside the panels: the only one that takes files now; for a link, one that says so. */
function takerOf(event: DragEvent): DropTaker | undefined {
  const taking = [...takers].filter((taker) => taker.takesNow())
  if (draggedIn(event) === 'files') return taking.length === 1 ? taking[0] : undefined
  return taking[0] ?? [...takers][0]
}

function light(one: DropTaker | undefined): void {
  for (const taker of takers) taker.light(taker === one)
}
