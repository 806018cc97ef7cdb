import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { FileItem } from '../files/item.ts'
import { keepEscape } from '../kit/escape.ts'
import { Gestures } from './gestures.ts'
import { followed, type LineUp, wentTo } from './line-up.ts'
import { LoadedPictures, type PictureState } from './loaded-pictures.ts'
import { fitted, most, type Point, panned, type Size, whole, type Zoom, zoomed } from './zoom.ts'

type Host = ReactiveControllerHost & HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment }

/** What is done when a picture is shown, and when the lightbox was closed at it. */
export interface LightboxWay {
  shown(item: FileItem): void
  closed(item: FileItem): void
  alt(item: FileItem): string
}

/** By how much the buttons, the keys and a double tap zoom, and how far an arrow key moves a larger picture, in px. */
const [step, doubleTapTo, keyPx] = [1.5, 2.5, 80]

const middle: Point = { x: 0, y: 0 }

/** One picture over the whole page, with its neighbours: which one, how large, and how it is moved. */
export class Lightbox implements ReactiveController {
  readonly #host: Host
  readonly #way: LightboxWay
  readonly #loaded: LoadedPictures
  #line: LineUp | undefined
  #zoom: Zoom = whole
  #drag = 0
  /** Whether the dialog is still to be shown. */
  #opens = false
  readonly gestures = new Gestures({
    isLarger: () => this.#zoom.scale > 1,
    pinch: (ratio, at, by) => {
      this.#to(this.#zoom.scale * ratio, at)
      this.pan(by)
    },
    pan: (by) => this.pan(by),
    drag: (x) => {
      this.#drag = x
      this.#host.requestUpdate()
    },
    swipe: (towards) => this.#swiped(towards),
    doubleTap: (at) => this.#to(this.#zoom.scale > 1 ? 1 : doubleTapTo, at),
  })

  constructor(host: Host, way: LightboxWay) {
    this.#host = host
    this.#way = way
    this.#loaded = new LoadedPictures(() => host.requestUpdate())
    host.addController(this)
  }

  /** What is shown; undefined while it is closed. */
  get line(): LineUp | undefined {
    return this.#line
  }

  get picture(): PictureState {
    const item = this.#item
    if (!item || this.#line?.gone) return { state: 'gone' }
    return this.#loaded.of(item)
  }

  get zoom(): Zoom {
    return this.#zoom
  }

  /** How far a finger has moved the whole picture aside, in px. */
  get drag(): number {
    return this.#drag
  }

  /** The picture's size when it is shown whole; undefined while it is not shown. */
  get fitted(): Size | undefined {
    const now = this.picture
    return now.state === 'shown' && this.#room ? fitted(now.picture, this.#room) : undefined
  }

  open(item: FileItem, items: readonly FileItem[]): void {
    this.#line = { items, at: Math.max(0, items.indexOf(item)), gone: false }
    this.#opens = true
    this.#show()
  }

  /** Follows what can be opened now, at each rendering. */
  follow(items: readonly FileItem[]): void {
    if (!this.#line) return
    const gone = this.#line.gone
    this.#line = followed(this.#line, items)
    if (this.#line?.gone && !gone) this.#zoom = whole
  }

  go(to: number): void {
    const line = this.#line
    if (!line) return
    this.#line = wentTo(line, to)
    if (this.#line !== line) this.#show()
  }

  previous(): void {
    this.go((this.#line?.at ?? 0) - 1)
  }

  next(): void {
    this.go((this.#line?.at ?? 0) + 1)
  }

  larger(): void {
    this.#to(this.#zoom.scale * step, middle)
  }

  smaller(): void {
    this.#to(this.#zoom.scale / step, middle)
  }

  reset(): void {
    this.#to(1, middle)
  }

  get canGrow(): boolean {
    return this.picture.state === 'shown' && this.#zoom.scale < most
  }

  pan(by: Point): void {
    const [picture, room] = [this.fitted, this.#room]
    if (picture && room) this.#zoom = panned(this.#zoom, by, picture, room)
    this.#host.requestUpdate()
  }

  /** Fetches again what could not be reached; called when the connection is back, too. */
  again(): void {
    if (this.#line && this.picture.state === 'waits') {
      this.#loaded.again()
      this.#show()
    }
  }

  readonly close = (): void => {
    const item = this.#item
    this.#line = undefined
    this.#loaded.clear()
    this.#host.requestUpdate()
    if (item) this.#way.closed(item)
  }

  readonly wheel = {
    // The page's own zoom and scroll stay out of it.
    passive: false,
    handleEvent: (event: WheelEvent) => {
      event.preventDefault()
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
      const at = { x: event.clientX - box.x - box.width / 2, y: event.clientY - box.y - box.height / 2 }
      this.#to(this.#zoom.scale * 2 ** (-event.deltaY / 300), at)
    },
  }

  readonly key = (event: KeyboardEvent): void => {
    keepEscape(event)
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const act = this.#keyAct(event.key)
    if (!act) return
    event.preventDefault()
    act()
  }

  #keyAct(key: string): (() => void) | undefined {
    const larger = this.#zoom.scale > 1
    const forward = this.#isRightToLeft ? 'ArrowLeft' : 'ArrowRight'
    const pan = (x: number, y: number) => () => this.pan({ x, y })
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowRight':
        if (larger) return pan(key === 'ArrowLeft' ? keyPx : -keyPx, 0)
        return () => (key === forward ? this.next() : this.previous())
      case 'ArrowUp':
      case 'ArrowDown':
        return larger ? pan(0, key === 'ArrowUp' ? keyPx : -keyPx) : undefined
      case 'Home':
        return () => this.go(0)
      case 'End':
        return () => this.go((this.#line?.items.length ?? 0) - 1)
      case '+':
      case '=':
        return () => this.larger()
      case '-':
        return () => this.smaller()
      case '0':
        return () => this.reset()
      default:
        return undefined
    }
  }

  hostUpdated(): void {
    const dialog = this.#dialog
    if (!this.#opens || !dialog) return
    this.#opens = false
    dialog.showModal()
    // The stage has a size from now on.
    this.#host.requestUpdate()
  }

  hostConnected(): void {
    window.addEventListener('resize', this.#resized)
  }

  hostDisconnected(): void {
    window.removeEventListener('resize', this.#resized)
    this.#line = undefined
    this.#loaded.clear()
  }

  readonly #resized = (): void => {
    if (this.#line) this.pan(middle)
  }

  #show(): void {
    const { items, at } = this.#line ?? { items: [], at: 0 }
    const item = items[at]
    this.#zoom = whole
    this.#drag = 0
    this.#host.requestUpdate()
    if (!item) return
    const near = [item, items[at + 1], items[at - 1]].filter((one) => one !== undefined)
    this.#loaded.want(near, (one) => this.#way.alt(one))
    this.#way.shown(item)
  }

  #to(scale: number, at: Point): void {
    const [picture, room] = [this.fitted, this.#room]
    if (picture && room) this.#zoom = zoomed(this.#zoom, scale, at, picture, room)
    this.#host.requestUpdate()
  }

  #swiped(towards: 'left' | 'right' | undefined): void {
    this.#drag = 0
    this.#host.requestUpdate()
    if (!towards) return
    if ((towards === 'left') === !this.#isRightToLeft) this.next()
    else this.previous()
  }

  get #item(): FileItem | undefined {
    return this.#line?.items[this.#line.at]
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#host.renderRoot.querySelector('dialog')
  }

  get #room(): Size | undefined {
    const stage = this.#host.renderRoot.querySelector<HTMLElement>('.stage')
    return stage ? { width: stage.clientWidth, height: stage.clientHeight } : undefined
  }

  get #isRightToLeft(): boolean {
    return getComputedStyle(this.#host).direction === 'rtl'
  }
}
