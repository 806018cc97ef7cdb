/** A picture that can be put into the page, once. `free` lets its bytes go. */
export interface Drawn {
  readonly node: HTMLElement
  /** In CSS pixels. */
  readonly width: number
  readonly height: number
  free(): void
}

/** The longest side of a canvas, in px: Safari draws no larger ones on phones. */
const largest = 4_096

/** Whether the page's policy refuses the addresses of blobs (`img-src`): then pictures are drawn on canvases. */
let refusesBlobs = false

/**
 * Decodes a picture and gives an element of it, without words for screen readers. `alt` is its alternative text; without
 * one, screen readers skip it.
 *
 * @throws Error if this browser cannot show it
 */
export async function drawn(bytes: Blob, alt = ''): Promise<Drawn> {
  const image = refusesBlobs ? undefined : await asImage(bytes, alt)
  if (image) return image
  const canvas = await asCanvas(bytes, alt)
  // The picture is good, so that its address was at fault.
  refusesBlobs = true
  return canvas
}

async function asImage(bytes: Blob, alt: string): Promise<Drawn | undefined> {
  const url = URL.createObjectURL(bytes)
  const element = new Image()
  element.alt = alt
  element.draggable = false
  element.src = url
  try {
    await element.decode()
  } catch {
    URL.revokeObjectURL(url)
    return undefined
  }
  const { naturalWidth: width, naturalHeight: height } = element
  return { node: element, width, height, free: () => URL.revokeObjectURL(url) }
}

async function asCanvas(bytes: Blob, alt: string): Promise<Drawn> {
  const picture = await createImageBitmap(bytes)
  const { width, height } = picture
  const scale = Math.min(1, largest / Math.max(width, height))
  const element = document.createElement('canvas')
  element.width = Math.round(width * scale)
  element.height = Math.round(height * scale)
  element.getContext('2d')?.drawImage(picture, 0, 0, element.width, element.height)
  picture.close()
  if (alt === '') element.setAttribute('aria-hidden', 'true')
  else {
    element.setAttribute('role', 'img')
    element.setAttribute('aria-label', alt)
  }
  const free = () => {
    // Safari counts the memory of canvases that are no longer used.
    element.width = element.height = 0
  }
  return { node: element, width, height, free }
}
