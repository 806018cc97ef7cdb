import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { Words } from '../../src/messages/words.ts'
import type { FromFrame } from '../../src/viewer/talk.ts'
import { TooLong } from './deadline.ts'
import { Sheet } from './sheet.ts'

/** What the sheets need of the document. */
export interface SheetsWay {
  readonly words: Words
  readonly page: (number: number) => Promise<PDFPageProxy>
  /** Waits for work that draws; throws TooLong. */
  readonly within: <Value>(work: Promise<Value>) => Promise<Value>
  /** Opens the document anew, because its worker hangs. */
  readonly restart: () => Promise<void>
  readonly save: (() => void) | undefined
  readonly tell: (message: FromFrame) => void
  /** A page was drawn. */
  readonly drawn: () => void
}

/** The zooms, as shares of the width that fits; and that width's most, in CSS pixels. */
const [smallest, largest, step, widest, margin] = [0.5, 5, 1.25, 960, 24]
/** How often a page is tried. */
const maxTries = 2

/** All pages below each other. Those in the window are drawn, one after the other; the others give their memory back. */
export class Sheets {
  readonly #way: SheetsWay
  readonly #room: HTMLElement
  #all: readonly Sheet[] = []
  #zoom = 1
  #current = 1
  #isDrawing = false
  /** The page that is gone to, until its place is known. */
  #told = ''

  constructor(way: SheetsWay) {
    this.#way = way
    const room = document.getElementById('pages')
    if (!room) throw new Error('the page has no room for pages')
    this.#room = room
    // So that the keyboard scrolls it.
    room.tabIndex = 0
    room.addEventListener('scroll', () => this.#moved(), { passive: true })
    addEventListener('resize', () => this.#resized())
  }

  get count(): number {
    return this.#all.length
  }

  get current(): number {
    return this.#current
  }

  /** Whether the pages are wider than the window. */
  get isWide(): boolean {
    return this.#room.scrollWidth > this.#room.clientWidth + 1
  }

  sheet(number: number): Sheet | undefined {
    return this.#all[number - 1]
  }

  /** The sheets that are drawn now. */
  get drawn(): readonly Sheet[] {
    return this.#all.filter(({ drawnAt }) => drawnAt > 0)
  }

  /** Shows all pages from `first` on. Every sheet has the shape of the first page until its own is known. */
  async show(count: number, first: number): Promise<void> {
    const ratio = await this.#way
      .within(this.#way.page(1))
      .then((page) => page.getViewport({ scale: 1 }))
      .then(({ width, height }) => height / width)
      .catch(() => Math.SQRT2)
    this.#all = Array.from({ length: count }, (_, index) => new Sheet(index + 1, ratio, this.#way.words))
    this.#room.replaceChildren(...this.#all.map(({ element }) => element))
    this.#resized()
    if (first > 1) this.go(first)
    this.#moved()
  }

  go(number: number): void {
    const sheet = this.sheet(Math.min(Math.max(1, number), this.count))
    if (!sheet) return
    this.#room.scrollTop = sheet.element.offsetTop - margin / 2
    this.#moved()
  }

  /** Moves an element of a page into view. */
  reveal(range: Range): void {
    const [box, room] = [range.getBoundingClientRect(), this.#room.getBoundingClientRect()]
    if (box.top < room.top || box.bottom > room.bottom) this.#room.scrollTop += box.top - room.height / 3
    if (box.left < room.left || box.right > room.right) this.#room.scrollLeft += box.left - room.width / 3
  }

  zoom(to: 'in' | 'out' | 'fit'): void {
    const factors = { in: this.#zoom * step, out: this.#zoom / step, fit: 1 }
    const zoom = Math.min(largest, Math.max(smallest, factors[to]))
    // Two steps in and two out lead to exactly where they began.
    this.#zoom = Math.abs(zoom - 1) < 0.01 ? 1 : zoom
    this.#resized()
  }

  #resized(): void {
    const sheet = this.sheet(this.#current)
    const share = sheet
      ? (this.#room.scrollTop - sheet.element.offsetTop) / Math.max(1, sheet.element.offsetHeight)
      : 0
    this.#room.style.setProperty('--sheet-width', `${this.#width}px`)
    if (sheet) this.#room.scrollTop = sheet.element.offsetTop + share * sheet.element.offsetHeight
    this.#moved()
  }

  /** The width of a sheet, in CSS pixels. */
  get #width(): number {
    return Math.floor(Math.min(widest, this.#room.clientWidth - margin) * this.#zoom)
  }

  #moved(): void {
    const line = this.#room.scrollTop + this.#room.clientHeight / 3
    const below = firstBelow(this.#all, line)
    this.#current = Math.max(1, below)
    const told = `${this.#current} ${this.#zoom}`
    if (told !== this.#told && this.count > 0)
      this.#way.tell({ say: 'at', page: this.#current, zoom: this.#zoom })
    this.#told = told
    void this.#draw()
  }

  /** The sheets in the window, the nearest to its upper third first. */
  get #seen(): readonly Sheet[] {
    const [top, bottom] = [this.#room.scrollTop, this.#room.scrollTop + this.#room.clientHeight]
    const seen: Sheet[] = []
    for (let number = this.#current; number >= 1; number -= 1) {
      const sheet = this.sheet(number)
      if (!sheet || sheet.element.offsetTop + sheet.element.offsetHeight < top) break
      seen.push(sheet)
    }
    for (let number = this.#current + 1; number <= this.count; number += 1) {
      const sheet = this.sheet(number)
      if (!sheet || sheet.element.offsetTop > bottom) break
      seen.push(sheet)
    }
    return seen
  }

  async #draw(): Promise<void> {
    if (this.#isDrawing) return
    this.#isDrawing = true
    try {
      for (;;) {
        const [seen, width] = [this.#seen, this.#width]
        for (const sheet of this.drawn) if (!seen.includes(sheet)) sheet.release()
        const next = seen.find(
          ({ drawnAt, failures, element }) =>
            drawnAt !== width && failures < maxTries && !(failures > 0 && element.childElementCount > 0),
        )
        if (!next) return
        await this.#drawOne(next, width)
      }
    } finally {
      this.#isDrawing = false
    }
  }

  async #drawOne(sheet: Sheet, width: number): Promise<void> {
    const { number } = sheet
    const { tell, words, save } = this.#way
    try {
      const drawn = this.#way.page(number).then((page) => sheet.draw(page, width))
      await this.#way.within(drawn)
      tell({ say: 'drawn', page: number })
      this.#way.drawn()
    } catch (error) {
      const next = number < this.count ? () => this.go(number + 1) : undefined
      sheet.refuse({ words, save, next })
      tell({ say: 'undrawn', page: number })
      if (error instanceof TooLong) await this.#way.restart().catch(() => tell({ say: 'broken' }))
    }
  }
}

/** How many sheets begin above a line, in CSS pixels from the top of all. */
function firstBelow(sheets: readonly Sheet[], line: number): number {
  let [low, high] = [0, sheets.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sheets[middle]?.element.offsetTop ?? 0) <= line) low = middle + 1
    else high = middle
  }
  return low
}
