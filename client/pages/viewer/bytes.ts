import { PDFDataRangeTransport } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** How many bytes are asked for at once. A document has at most 10 MB, so some twenty requests bring all of it. */
export const rangeSize = 512 * 1024

/** A part of the document for which the reader waits: from `begin` up to, not including, `end`. */
interface Wanted {
  readonly range: PDFDataRangeTransport
  readonly begin: number
  readonly end: number
}

/** The bytes that have come from the page, kept so that the document can be opened again without asking for them twice. */
export class Bytes {
  readonly #size: number
  readonly #want: (begin: number, end: number) => void
  /** By the number of the range; undefined while it is on its way. */
  readonly #known = new Map<number, Uint8Array | undefined>()
  #wanted: readonly Wanted[] = []

  constructor(size: number, want: (begin: number, end: number) => void) {
    this.#size = size
    this.#want = want
  }

  /** A new reader of the same bytes. One before it gets no more. */
  range(): PDFDataRangeTransport {
    const range = new PDFDataRangeTransport(this.#size, null)
    this.#wanted = []
    range.requestDataRange = (begin: number, end: number) => {
      this.#wanted = [...this.#wanted, { range, begin, end: Math.min(end, this.#size) }]
      for (const number of numbersOf(begin, end)) this.#ask(number)
      queueMicrotask(() => this.#give())
    }
    return range
  }

  /** Whether some bytes that were asked for have not come yet. */
  get areComing(): boolean {
    return this.#wanted.length > 0
  }

  come(begin: number, bytes: ArrayBuffer): void {
    this.#known.set(begin / rangeSize, new Uint8Array(bytes))
    this.#give()
  }

  #ask(number: number): void {
    if (this.#known.has(number) || number * rangeSize >= this.#size) return
    this.#known.set(number, undefined)
    this.#want(number * rangeSize, Math.min(this.#size, (number + 1) * rangeSize))
  }

  /** Hands over every wanted part whose bytes are all here. */
  #give(): void {
    const wanted = this.#wanted
    this.#wanted = []
    const left = wanted.filter(({ range, begin, end }) => {
      const part = this.#part(begin, end)
      // A part of its own, because the worker takes over what it is given.
      if (part) range.onDataRange(begin, part)
      return !part
    })
    this.#wanted = [...left, ...this.#wanted]
  }

  #part(begin: number, end: number): Uint8Array | undefined {
    const part = new Uint8Array(end - begin)
    for (const number of numbersOf(begin, end)) {
      const known = this.#known.get(number)
      if (!known) return undefined
      const from = number * rangeSize
      const cut = known.subarray(Math.max(0, begin - from), end - from)
      part.set(cut, Math.max(0, from - begin))
    }
    return part
  }
}

/** The numbers of the ranges that a part touches. */
function numbersOf(begin: number, end: number): number[] {
  const first = Math.floor(begin / rangeSize)
  return Array.from({ length: Math.ceil(end / rangeSize) - first }, (_, index) => first + index)
}
