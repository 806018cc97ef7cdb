import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { uploadRow } from '../library/upload-rows.ts'
import type { ProfileScene } from './scene.ts'

/** The files on their way, apart from that of the open dialog. */
export function uploads(scene: ProfileScene): TemplateResult | typeof nothing {
  const { list, draft } = scene
  const all = list.uploads.filter((upload) => upload !== draft.upload)
  if (all.length === 0) return nothing
  return html`<ul class="group" aria-labelledby="title">${repeat(
    all,
    ({ id }) => id,
    (upload) => uploadRow(upload, scene, list),
  )}</ul>`
}
