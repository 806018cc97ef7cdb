import { type PDFPageProxy, TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { sayOfViewer } from '../../src/messages/viewer.ts'
import type { Words } from '../../src/messages/words.ts'
import { drawPage } from './canvas.ts'

/** What can be done where a page cannot be drawn. */
export interface SheetActs {
  readonly words: Words
  /** Undefined where the document may not be saved. */
  readonly save: (() => void) | undefined
  readonly next: (() => void) | undefined
}

/** One page of the document: a white sheet, and while it is near the window its picture and its text. */
export class Sheet {
  readonly number: number
  readonly element: HTMLElement
  /** How often it could not be drawn. */
  failures = 0
  /** The width in CSS pixels at which it is drawn; 0 while it is not. */
  drawnAt = 0
  #text: TextLayer | undefined
  #address: string | undefined

  /** @param ratio height to width, until the page's own is known */
  constructor(number: number, ratio: number, words: Words) {
    this.number = number
    this.element = document.createElement('section')
    this.element.className = 'page'
    this.element.setAttribute('aria-label', sayOfViewer(words, 'pageNumber', { page: number }))
    this.element.style.aspectRatio = `1 / ${ratio}`
  }

  /** The elements of the page's pieces of text, in their order; empty while it is not drawn. */
  get pieces(): readonly HTMLElement[] {
    return this.#text?.textDivs ?? []
  }

  /** Draws the page at a width in CSS pixels. Throws what the drawing code throws. */
  async draw(page: PDFPageProxy, width: number): Promise<void> {
    const own = page.getViewport({ scale: 1 })
    this.element.style.aspectRatio = `${own.width} / ${own.height}`
    const picture = await drawPage(page, width * Math.min(devicePixelRatio, 3), 'image/png')
    const image = new Image()
    const address = URL.createObjectURL(picture)
    image.src = address
    // The text says what the picture shows.
    image.alt = ''
    await image.decode().catch(() => {})
    const viewport = page.getViewport({ scale: width / own.width })
    const layer = document.createElement('div')
    layer.className = 'textLayer'
    layer.style.setProperty('--total-scale-factor', String(viewport.scale))
    const text = new TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport })
    this.release()
    this.#address = address
    this.element.replaceChildren(image, layer)
    this.drawnAt = width
    // A page without its text is still a page.
    await text.render().catch(() => {})
    this.#text = text
  }

  /** Says that the page cannot be drawn. */
  refuse({ words, save, next }: SheetActs): void {
    this.release()
    this.failures += 1
    const box = document.createElement('div')
    box.className = 'undrawn'
    box.setAttribute('role', 'status')
    const title = document.createElement('p')
    title.className = 'strong'
    title.textContent = sayOfViewer(words, 'cannotShowPage', { page: this.number })
    const more = document.createElement('p')
    more.textContent = sayOfViewer(words, save ? 'cannotShowPageSave' : 'cannotShowPageAsk')
    box.append(title, more)
    if (save) box.append(pressable(words.say('download'), save))
    if (next) box.append(pressable(sayOfViewer(words, 'nextPage'), next))
    this.element.replaceChildren(box)
  }

  /** Gives its memory back; the white sheet stays. */
  release(): void {
    this.#text?.cancel()
    this.#text = undefined
    this.drawnAt = 0
    this.element.replaceChildren()
    if (this.#address !== undefined) URL.revokeObjectURL(this.#address)
    this.#address = undefined
  }
}

function pressable(words: string, press: () => void): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = words
  button.addEventListener('click', press)
  return button
}
