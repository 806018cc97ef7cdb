import type { FrameWish, ViewerFrame } from './frame.ts'

/** The longest side that is drawn, in pixels: phones draw no larger canvas. */
const maxSide = 4096
/** How many bytes are asked for at once. */
const part = 524_288
/** The zoom: by how much a step changes it, the smallest and the largest. */
const [step, smallest, largest] = [1.25, 0.5, 5]

/**
 * Shows a picture in the place of the frame of a PDF. Browsers draw pictures safely by themselves, so it needs no frame. It is
 * drawn on a canvas, from bytes in memory: no address of it is in the page.
 */
export function pictureFrame(wish: FrameWish): ViewerFrame {
  const element = document.createElement('div')
  element.className = 'viewer-picture'
  element.tabIndex = 0
  const canvas = document.createElement('canvas')
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', wish.title)
  element.append(canvas)
  const ending = new AbortController()
  let zoom = 1
  const resize = (to: number): void => {
    zoom = Math.abs(to - 1) < 0.01 ? 1 : Math.min(largest, Math.max(smallest, to))
    canvas.style.setProperty('max-width', zoom === 1 ? '' : 'none')
    canvas.style.width = zoom === 1 ? '' : `${zoom * 100}%`
    wish.heard({ say: 'at', page: 1, zoom })
  }
  const print = (): void =>
    canvas.toBlob((picture) => {
      if (picture && !ending.signal.aborted) wish.heard({ say: 'printed', page: 1, of: 1, picture })
    })
  const show = async (): Promise<void> => {
    const bytes = await whole(wish, ending.signal)
    if (!(await draw(canvas, bytes))) return wish.heard({ say: 'broken' })
    if (ending.signal.aborted) return
    wish.heard({ say: 'opened', pages: 1, outline: [] })
    wish.heard({ say: 'drawn', page: 1 })
  }
  show().catch((error: unknown) => {
    if (!ending.signal.aborted) wish.failed(error)
  })
  return {
    element,
    tell: (message) => {
      if (message.say === 'zoom') resize({ in: zoom * step, out: zoom / step, fit: 1 }[message.to])
      else if (message.say === 'print') print()
    },
    close: () => {
      ending.abort()
      element.remove()
    },
  }
}

/** Reads all bytes, part by part, as a picture. */
async function whole({ source }: FrameWish, signal: AbortSignal): Promise<Blob> {
  const parts: ArrayBuffer[] = []
  for (let begin = 0; begin < source.size; begin += part)
    parts.push(await source.read(begin, Math.min(source.size, begin + part), signal))
  return new Blob(parts, source.mime === undefined ? {} : { type: source.mime })
}

/** Draws a picture as it was taken, at most as large as a canvas may be. Gives whether this browser can. */
async function draw(canvas: HTMLCanvasElement, bytes: Blob): Promise<boolean> {
  const bitmap = await createImageBitmap(bytes).catch(() => undefined)
  if (!bitmap) return false
  const share = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height))
  canvas.width = Math.max(1, Math.round(bitmap.width * share))
  canvas.height = Math.max(1, Math.round(bitmap.height * share))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return true
}
