import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** A piece of a page's text: which one, and from which letter to which. */
interface Span {
  readonly piece: number
  readonly from: number
  readonly to: number
}

/** A place where the searched words stand. */
export interface Hit {
  readonly page: number
  readonly spans: readonly Span[]
}

/** The most hits that are counted. */
export const maxHits = 1000

/** The text of a page without marks and capitals, and where each of its letters stands. */
interface Folded {
  readonly text: string
  readonly places: readonly { readonly piece: number; readonly letter: number }[]
}

/** Text without accents and capitals: people type "horvath" for "Horváth". */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase().replace(/\s+/gu, ' ')

/** Finds `wanted` (folded) in the pieces of a page. `breaks`: whether a line ends after the piece. */
export function hitsIn(
  pieces: readonly { readonly text: string; readonly breaks: boolean }[],
  wanted: string,
): (readonly Span[])[] {
  const { text, places } = fold(pieces)
  const found: (readonly Span[])[] = []
  for (let at = text.indexOf(wanted); at >= 0 && wanted !== ''; at = text.indexOf(wanted, at + wanted.length))
    found.push(spansOf(places.slice(at, at + wanted.length)))
  return found
}

function fold(pieces: readonly { readonly text: string; readonly breaks: boolean }[]): Folded {
  const places: { piece: number; letter: number }[] = []
  let whole = ''
  pieces.forEach(({ text, breaks }, piece) => {
    for (let letter = 0; letter < text.length; letter += 1) {
      const plain = folded(text[letter] ?? '')
      for (const _ of plain) places.push({ piece, letter })
      whole += plain
    }
    if (!breaks || whole.endsWith(' ')) return
    whole += ' '
    places.push({ piece, letter: text.length })
  })
  return { text: whole, places }
}

function spansOf(places: readonly { readonly piece: number; readonly letter: number }[]): Span[] {
  const spans: Span[] = []
  for (const { piece, letter } of places) {
    const last = spans.at(-1)
    if (last?.piece === piece) spans[spans.length - 1] = { ...last, to: letter + 1 }
    else spans.push({ piece, from: letter, to: letter + 1 })
  }
  return spans
}

/** The pieces of a page's text, in the order of the text layer. */
export async function piecesOf(
  pdf: PDFDocumentProxy,
  page: number,
): Promise<{ text: string; breaks: boolean }[]> {
  const { items } = await (await pdf.getPage(page)).getTextContent()
  return items.flatMap((item) => ('str' in item ? [{ text: item.str, breaks: item.hasEOL }] : []))
}

/** Marks hits in the text of the pages that are drawn; a browser without highlights only goes to the page. */
export function mark(ranges: readonly Range[], chosen: readonly Range[]): void {
  if (!('highlights' in CSS)) return
  CSS.highlights.set('hit', new Highlight(...ranges))
  CSS.highlights.set('chosen-hit', new Highlight(...chosen))
}

/** The ranges of a hit in the elements of a page's pieces. */
export function rangesOf(spans: readonly Span[], pieces: readonly HTMLElement[]): Range[] {
  return spans.flatMap(({ piece, from, to }) => {
    const text = pieces[piece]?.firstChild
    if (!(text instanceof Text)) return []
    const range = document.createRange()
    range.setStart(text, Math.min(from, text.length))
    range.setEnd(text, Math.min(to, text.length))
    return [range]
  })
}
