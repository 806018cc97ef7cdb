import { html, type TemplateResult } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { until } from 'lit/directives/until.js'
import type { LibraryDocument } from '../../../documents/document.ts'
import type { PatientDocument } from '../../../documents/patient-document.ts'
import { fileIcon } from '../../kit/file-icon.ts'

type Pictured = Pick<LibraryDocument | PatientDocument, 'hasThumbnail' | 'thumbnail' | 'name'>

/** The side of a drawn thumbnail, in px: twice the 40 px at which it is shown. */
const side = 80

const drawn = new WeakMap<Pictured, Promise<TemplateResult>>()

/** A document's thumbnail once it is there, else the sign of its kind. Screen readers skip both: the name says it. */
export function documentMark(document: Pictured): TemplateResult {
  if (!document.hasThumbnail) return html`${fileIcon(document.name)}`
  let coming = drawn.get(document)
  if (coming === undefined) {
    coming = draw(document)
    drawn.set(document, coming)
  }
  return html`${until(coming, fileIcon(document.name))}`
}

// On a canvas, a picture needs no address, which the page's policy would have to allow. Each place that shows the document
// draws one of its own: one canvas could stand in one place only.
async function draw(document: Pictured): Promise<TemplateResult> {
  try {
    const bytes = await document.thumbnail()
    if (!bytes) return fileIcon(document.name)
    const picture = await createImageBitmap(bytes)
    const paint = (place: Element | undefined) => {
      if (place instanceof HTMLCanvasElement) paintSquare(place, picture)
    }
    return html`<canvas class="mark thumb" part="thumb" aria-hidden="true" width=${side} height=${side} ${ref(paint)}></canvas>`
  } catch {
    // It is asked for again when it is shown next.
    drawn.delete(document)
    return fileIcon(document.name)
  }
}

/** Fills a square with the middle of a picture. */
function paintSquare(place: HTMLCanvasElement, picture: ImageBitmap): void {
  const { width, height } = picture
  const cut = Math.min(width, height)
  const [left, top] = [(width - cut) / 2, (height - cut) / 2]
  place.getContext('2d')?.drawImage(picture, left, top, cut, cut, 0, 0, side, side)
}
