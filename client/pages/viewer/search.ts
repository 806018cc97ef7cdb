import type { FromFrame } from '../../src/viewer/talk.ts'
import { folded, type Hit, hitsIn, mark, maxHits, piecesOf, rangesOf } from './find.ts'
import type { OpenedDocument } from './opened.ts'
import type { Sheets } from './sheets.ts'

/** After so many pages it is told how far the search is. */
const tellEvery = 25

/** The search in a document: page by page, beginning with the one that is shown. */
export class Search {
  readonly #sheets: Sheets
  readonly #document: () => Promise<OpenedDocument>
  readonly #tell: (message: FromFrame) => void
  #wanted = ''
  #hits: Hit[] = []
  #at = 0
  #isDone = false
  #run = 0

  constructor(way: {
    readonly sheets: Sheets
    readonly document: () => Promise<OpenedDocument>
    readonly tell: (message: FromFrame) => void
  }) {
    this.#sheets = way.sheets
    this.#document = way.document
    this.#tell = way.tell
  }

  find(text: string, step: 'first' | 'next' | 'previous'): void {
    const wanted = folded(text.trim())
    if (wanted !== this.#wanted || step === 'first') {
      this.#wanted = wanted
      this.#begin()
      return
    }
    const total = this.#hits.length
    if (total === 0) return
    this.#choose((this.#at + (step === 'next' ? 1 : -1) + total) % total)
  }

  /** Marks the hits of the pages that are drawn. */
  mark(): void {
    const chosen = this.#hits[this.#at]
    const rangesFor = (hit: Hit): Range[] => rangesOf(hit.spans, this.#sheets.sheet(hit.page)?.pieces ?? [])
    const others = this.#hits.filter((hit) => hit !== chosen && this.#sheets.sheet(hit.page)?.drawnAt)
    const now = chosen ? rangesFor(chosen) : []
    mark(others.flatMap(rangesFor), now)
    const [first] = now
    if (first && this.#isNew) {
      this.#isNew = false
      this.#sheets.reveal(first)
    }
  }

  /** Whether the chosen hit was not shown yet. */
  #isNew = false

  #begin(): void {
    this.#hits = []
    this.#at = 0
    this.#isDone = this.#wanted === ''
    this.#run += 1
    this.mark()
    this.#say()
    if (!this.#isDone) void this.#search(this.#run).catch(() => {})
  }

  async #search(run: number): Promise<void> {
    const [count, from] = [this.#sheets.count, this.#sheets.current]
    for (let index = 0; index < count && this.#hits.length < maxHits; index += 1) {
      const page = ((from - 1 + index) % count) + 1
      const pieces = await piecesOf((await this.#document()).pdf, page).catch(() => [])
      if (run !== this.#run) return
      const isFirst = this.#hits.length === 0
      for (const spans of hitsIn(pieces, this.#wanted)) this.#hits.push({ page, spans })
      if (isFirst && this.#hits.length > 0) this.#choose(0)
      else if (index % tellEvery === 0) this.#say()
    }
    this.#isDone = true
    this.#inOrder()
    this.mark()
    this.#say()
  }

  /** Counts the hits from the first page on; the chosen one stays. */
  #inOrder(): void {
    const chosen = this.#hits[this.#at]
    this.#hits = [...this.#hits].sort((one, other) => one.page - other.page)
    this.#at = chosen ? this.#hits.indexOf(chosen) : 0
  }

  #choose(at: number): void {
    this.#at = at
    this.#isNew = true
    const hit = this.#hits[at]
    if (hit && !this.#sheets.sheet(hit.page)?.drawnAt) this.#sheets.go(hit.page)
    this.mark()
    this.#say()
  }

  #say(): void {
    const total = this.#hits.length
    this.#tell({ say: 'found', at: total === 0 ? 0 : this.#at + 1, total, done: this.#isDone })
  }
}
