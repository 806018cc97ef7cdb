/** The most pages that are printed from here: each is a picture in memory until the browser has printed it. */
export const maxPrinted = 100

/** A page's picture that came to be printed. */
interface PrintedPage {
  readonly page: number
  readonly of: number
  readonly picture: Blob
}

/**
 * Collects the pictures of pages that a person wants to print, and prints them once all are here. The frame that draws them may
 * not print by itself: what nobody asked for is dropped.
 */
export class Printing {
  #pictures: Blob[] = []
  /** How many pages are printed; 0 while nothing is. */
  #pages = 0

  get isUnderWay(): boolean {
    return this.#pages > 0
  }

  /** Waits for the pictures of so many pages. */
  begin(pages: number): void {
    this.#pictures = []
    this.#pages = pages
  }

  /**
   * Takes the next page's picture. Gives whether all have come, and prints them then.
   *
   * @throws Error when a page cannot be printed
   */
  async take({ page, of, picture }: PrintedPage): Promise<boolean> {
    if (this.#pages === 0) return false
    const isNext = of === this.#pages && page === this.#pictures.length + 1
    if (!isNext) throw new Error('a page cannot be drawn')
    this.#pictures.push(picture)
    if (page < of) return false
    const pictures = this.#pictures
    this.forget()
    await printPictures(pictures)
    return true
  }

  forget(): void {
    this.begin(0)
  }
}

/** Prints pictures, one a page, from a hidden frame of this page. */
async function printPictures(pictures: readonly Blob[]): Promise<void> {
  const frame = document.createElement('iframe')
  // Out of sight, but not without a size: then some browsers print nothing.
  Object.assign(frame.style, {
    position: 'fixed',
    inset: '100% 0 0 100%',
    width: '1px',
    height: '1px',
    border: '0',
  })
  frame.ariaHidden = 'true'
  frame.tabIndex = -1
  document.body.append(frame)
  const addresses = pictures.map((picture) => URL.createObjectURL(picture))
  const over = (): void => {
    for (const address of addresses) URL.revokeObjectURL(address)
    frame.remove()
  }
  const [inner, view] = [frame.contentDocument, frame.contentWindow]
  if (!inner || !view) return over()
  inner.body.style.margin = '0'
  const shown = addresses.map((address) => {
    const image = inner.createElement('img')
    Object.assign(image.style, {
      display: 'block',
      width: '100%',
      maxHeight: '100vh',
      objectFit: 'contain',
      breakAfter: 'page',
    })
    image.src = address
    inner.body.append(image)
    return image.decode()
  })
  try {
    await Promise.all(shown)
  } catch (error) {
    over()
    throw error
  }
  view.addEventListener('afterprint', over, { once: true })
  view.focus()
  view.print()
}
