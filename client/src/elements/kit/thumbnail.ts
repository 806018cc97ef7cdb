import { extensionOf } from '@chairside/protocol'

/** A side of the drawn picture, in px: twice the 40 px of its place. */
const side = 80
/** A larger file (bytes) is not decoded for so small a picture. */
const largest = 24 * 1024 * 1024

const pictures: readonly string[] = ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'gif']

/** Where nothing can be drawn there is `null`. */
const drawn = new WeakMap<Blob, HTMLCanvasElement | null>()

/**
 * The small picture of a file that this page has; undefined for what is no picture. It is drawn in a moment, and needs no
 * address that a page's policy would have to allow.
 */
export function thumbnail(file: File | undefined): HTMLCanvasElement | undefined {
  if (!file || file.size > largest || !pictures.includes(extensionOf(file.name))) return undefined
  const known = drawn.get(file)
  if (known !== undefined) return known ?? undefined
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = side
  canvas.className = 'mark thumb'
  canvas.setAttribute('part', 'thumb')
  canvas.setAttribute('aria-hidden', 'true')
  drawn.set(file, canvas)
  // What the browser cannot decode shows the sign of its kind at the next rendering.
  draw(file, canvas).catch(() => drawn.set(file, null))
  return canvas
}

async function draw(file: File, canvas: HTMLCanvasElement): Promise<void> {
  const picture = await createImageBitmap(file, { resizeWidth: 2 * side, resizeQuality: 'medium' })
  const { width, height } = picture
  const cut = Math.min(width, height)
  canvas
    .getContext('2d')
    ?.drawImage(picture, (width - cut) / 2, (height - cut) / 2, cut, cut, 0, 0, side, side)
  picture.close()
}
