import { extensionOf } from '@chairside/protocol'

/** The side of the drawn picture, in px: twice the 40 px at which it is shown. */
const side = 80
/** A larger file (bytes) is not decoded for so small a picture. */
const largest = 24 * 1024 * 1024

const pictures: readonly string[] = ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'gif']

/** The drawn pictures; `null` for a file that cannot be drawn. */
const drawn = new WeakMap<Blob, HTMLCanvasElement | null>()

/**
 * Gives a small picture of a file that this page has; undefined if the file is no picture. It is drawn a moment later. A
 * canvas needs no address, which the page's policy would have to allow.
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
  // A picture that the browser cannot decode shows the sign of its kind at the next rendering.
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
