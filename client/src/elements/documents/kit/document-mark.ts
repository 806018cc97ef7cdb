import { html, type TemplateResult } from 'lit'
import { until } from 'lit/directives/until.js'
import type { LibraryDocument } from '../../../documents/document.ts'
import type { PatientDocument } from '../../../documents/patient-document.ts'
import { fileIcon } from '../../kit/file-icon.ts'

type Pictured = Pick<LibraryDocument | PatientDocument, 'hasThumbnail' | 'thumbnail' | 'name'>

/** The side of a drawn thumbnail, in px: twice the 40 px at which it is shown. */
const side = 80

const drawn = new WeakMap<Pictured, Promise<TemplateResult | HTMLCanvasElement>>()

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

// On a canvas, a picture needs no address, which the page's policy would have to allow.
async function draw(document: Pictured): Promise<TemplateResult | HTMLCanvasElement> {
  try {
    const bytes = await document.thumbnail()
    if (!bytes) return fileIcon(document.name)
    const picture = await createImageBitmap(bytes)
    const canvas = window.document.createElement('canvas')
    canvas.width = canvas.height = side
    canvas.className = 'mark thumb'
    canvas.setAttribute('part', 'thumb')
    canvas.setAttribute('aria-hidden', 'true')
    const { width, height } = picture
    const cut = Math.min(width, height)
    const [left, top] = [(width - cut) / 2, (height - cut) / 2]
    canvas.getContext('2d')?.drawImage(picture, left, top, cut, cut, 0, 0, side, side)
    picture.close()
    return canvas
  } catch {
    // It is asked for again when it is shown next.
    drawn.delete(document)
    return fileIcon(document.name)
  }
}
