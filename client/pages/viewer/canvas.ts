import { AnnotationMode, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** The most pixels of a canvas. iPhones give a canvas no more than 16.7 million, and few of them. */
const maxPixels = 8_000_000

/** The one canvas of the frame: phones have memory for few. A drawn page is kept as a picture. */
let canvas: HTMLCanvasElement | undefined
let free: Promise<unknown> = Promise.resolve()

/**
 * Draws a page at `width` pixels, or fewer where that would be too many. Pages are drawn one after the other.
 *
 * @throws what the drawing code throws
 */
export function drawPage(page: PDFPageProxy, width: number, type: 'image/png' | 'image/jpeg'): Promise<Blob> {
  const drawn = free.then(() => draw(page, width, type))
  free = drawn.catch(() => {})
  return drawn
}

/** Gives the canvas up, because a page that takes too long still draws on it. */
export function dropCanvas(): void {
  canvas = undefined
  free = Promise.resolve()
}

async function draw(page: PDFPageProxy, width: number, type: string): Promise<Blob> {
  const own = page.getViewport({ scale: 1 })
  const wanted = width / own.width
  const most = Math.sqrt(maxPixels / (own.width * own.height))
  const viewport = page.getViewport({ scale: Math.min(wanted, most) })
  canvas ??= document.createElement('canvas')
  const mine = canvas
  mine.width = Math.max(1, Math.floor(viewport.width))
  mine.height = Math.max(1, Math.floor(viewport.height))
  await page.render({ canvas: mine, viewport, annotationMode: AnnotationMode.ENABLE, background: '#fff' })
    .promise
  const picture = await new Promise<Blob | null>((resolve) => mine.toBlob(resolve, type, 0.9))
  // A canvas keeps its memory until it is small.
  mine.width = 1
  mine.height = 1
  if (!picture) throw new Error('the browser gave no picture')
  return picture
}
