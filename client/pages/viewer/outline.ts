import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { maxOutline, type OutlineEntry } from '../../src/viewer/talk.ts'

type Places = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>
type Destination = Places[number]['dest']

/** A document's outline, and the page to which each entry leads. */
export interface Outline {
  readonly entries: readonly OutlineEntry[]
  /** The page of an entry, from 1 on; undefined if it leads to none. */
  pageOf(place: number): Promise<number | undefined>
}

export async function outlineOf(pdf: PDFDocumentProxy): Promise<Outline> {
  const destinations: Destination[] = []
  const entries: OutlineEntry[] = []
  const add = (places: Places, depth: number): void => {
    for (const { title, dest, items } of places) {
      if (entries.length >= maxOutline.entries) return
      if (dest !== null) {
        entries.push({ place: entries.length, title: title.slice(0, maxOutline.title), depth })
        destinations.push(dest)
      }
      if (depth < maxOutline.depth) add(items, depth + 1)
    }
  }
  add((await pdf.getOutline().catch(() => undefined)) ?? [], 0)
  return {
    entries,
    pageOf: async (place) => {
      const dest = destinations[place]
      const found = typeof dest === 'string' ? await pdf.getDestination(dest) : dest
      const [page] = found ?? []
      if (Number.isInteger(page)) return Number(page) + 1
      return page ? (await pdf.getPageIndex(page)) + 1 : undefined
    },
  }
}
