import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { draggedIn, isOpenable } from './dragged.ts'

/** A panel that may take files dropped beside it. */
export interface DropTaker {
  readonly host: HTMLElement
  /** Whether files can be added now. */
  takesNow(): boolean
  /** Shows, or no longer shows, that dragged files would go to this panel. */
  light(on: boolean): void
  /** Takes dropped files, or says that a link is no file. */
  drop(event: DragEvent): void
}

const guards = new Set<DropGuard>()
const takers = new Set<DropTaker>()
/** Whether the drag began in this page: the browser never opens such a drag. */
let isOwn = false

/**
 * While its element is in the document, a file or link dropped beside a panel does not replace the page, which would end
 * the call. `taker` gets the files, if it is the only panel that takes files then.
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

// The page's own drop zones and a panel under the pointer get the event first.
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

/** Whether the browser would open the dragged thing, if it were dropped here. */
function opens(event: DragEvent): boolean {
  return !isOwn && isOpenable(event)
}

/** The panel that gets a drop beside the panels: files go to the only one that takes files now, a link to any one. */
function takerOf(event: DragEvent): DropTaker | undefined {
  const taking = [...takers].filter((taker) => taker.takesNow())
  if (draggedIn(event) === 'files') return taking.length === 1 ? taking[0] : undefined
  return taking[0] ?? [...takers][0]
}

function light(one: DropTaker | undefined): void {
  for (const taker of takers) taker.light(taker === one)
}
