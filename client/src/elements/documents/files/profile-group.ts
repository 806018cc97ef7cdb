import { html, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { PatientProfile } from '../../../documents/files.ts'
import { callName } from '../../../messages/call-name.ts'
import { sayOfFiles } from '../../../messages/files.ts'
import { heading } from '../../kit/heading.ts'
import { shownPerson } from '../../kit/shown-name.ts'
import { fileLine } from './file-line.ts'
import { type FileGroup, groupOfProfile } from './group.ts'
import { downloadAllButton, type GroupActs, groupBands, titleIdOf } from './group-bands.ts'
import { type FileItem, isReceived } from './item.ts'
import { ownViewsPanel } from './own-views-panel.ts'
import { seenFiles } from './seen-files.ts'
import type { ShownFiles } from './shown-files.ts'

/** What practitioners have put on the patient's profile, each practitioner's as a group of rows. */
export function profileGroups(
  groups: readonly PatientProfile[],
  shown: ShownFiles,
  { level, actsOf }: { readonly level: number; actsOf(group: FileGroup, title: string): GroupActs },
): TemplateResult {
  return html`${groups.map((profile) => {
    const { id, name } = profile.practitioner
    const [group, title] = [groupOfProfile(profile), sayOfFiles(shown.words, 'onProfile')]
    const [key, acts] = [titleIdOf(group), actsOf(group, title)]
    const from = shownPerson({ name }, shown.words)
    return html`<section class="group" part="group" aria-labelledby=${key} data-practitioner=${id}>
      <header class="group-head" part="group-head"><div class="group-title">
        ${heading(level, title, { look: 'label', id: key, part: 'group-title' })}
        <p class="subtle">${from}</p>
      </div>${downloadAllButton(group, shown, acts)}</header>
      ${groupBands(acts, shown)}
      <ul class="rows" aria-labelledby=${key}>${repeat(
        profile.documents,
        (one) => one.id,
        (one) => fileLine(one, callName(from, 'practitioner'), shown, ownViewsPanel(one, shown)),
      )}</ul>
    </section>`
  })}`
}

/** Takes the mark "New" from a file that the patient has opened, and tells the practitioner of a document. */
export function countOpened(item: FileItem): void {
  seenFiles.open(item)
  // That it could not be counted is nothing that the patient could do something about.
  if (!isReceived(item)) item.viewed().catch(() => {})
}
