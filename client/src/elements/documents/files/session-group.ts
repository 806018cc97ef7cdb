import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { PatientSession } from '../../../documents/patient-session.ts'
import { callName } from '../../../messages/call-name.ts'
import { sayOfFiles } from '../../../messages/files.ts'
import { heading } from '../../kit/heading.ts'
import { icon } from '../../kit/icon.ts'
import { shownPerson } from '../../kit/shown-name.ts'
import { fileLine } from './file-line.ts'
import { fileTile } from './file-tile.ts'
import { groupOfSession, packed } from './group.ts'
import { downloadAllButton, type GroupActs, groupBands, titleIdOf } from './group-bands.ts'
import { type FileItem, isPicture, needsCode } from './item.ts'
import type { ShownFiles } from './shown-files.ts'
import { sign } from './sign.ts'
import { sessionWhen } from './when.ts'

/** How the files are shown. */
export type FilesView = 'inline' | 'list' | 'gallery'

/** What a group needs besides what its rows need. */
export interface ShownGroup {
  readonly view: FilesView
  readonly headingLevel: number
  /** Without it, there is one appointment, and the page says which. */
  readonly named: boolean
  readonly acts: GroupActs
}

/** An appointment's title as it is shown. */
export const titleOf = (session: PatientSession, { words }: Pick<ShownFiles, 'words'>): string =>
  session.title || sayOfFiles(words, 'untitled')

/** An appointment with its files. */
export function sessionGroup(session: PatientSession, shown: ShownFiles, group: ShownGroup): TemplateResult {
  const { words } = shown
  const { id, name } = session.practitioner
  const from = callName(shownPerson({ name }, words), 'practitioner')
  const files = groupOfSession(session)
  const { items } = files
  // The field of a code needs a row.
  const isTile = (item: FileItem): boolean => group.view === 'gallery' && isPicture(item) && !needsCode(item)
  const asTiles = items.filter(isTile)
  const asRows = items.filter((item) => !isTile(item))
  const key = titleIdOf(files)
  return html`<section class="group" part="group" aria-labelledby=${key} data-practitioner=${id}>
    <header class="group-head" part="group-head">
      <div class="group-title">
        ${heading(group.headingLevel, group.named ? titleOf(session, shown) : sayOfFiles(words, 'filesForSession'), { look: 'label', id: key, part: 'group-title' })}
        ${group.named ? html`<p class="subtle">${[sessionWhen(words, session.startsAt, shown.now), shownPerson({ name }, words)].join(' · ')}</p>` : nothing}
      </div>
      ${downloadAllButton(files, shown, group.acts)}
    </header>
    ${groupBands(group.acts, shown)}
    ${asTiles.length > 0 ? html`<ul class="tiles" aria-labelledby=${key}>${each(asTiles, (item) => fileTile(item, from, shown))}</ul>` : nothing}
    ${asRows.length > 0 ? html`<ul class="rows" aria-labelledby=${key}>${each(asRows, (item) => fileLine(item, from, shown))}</ul>` : nothing}
    ${items.length === 0 ? emptyText(sayOfFiles(words, 'emptyFrom', { name: from }), shown) : nothing}
    ${groupFoot(session, shown, group)}
  </section>`
}

const each = (items: readonly FileItem[], template: (item: FileItem) => TemplateResult) =>
  repeat(items, ({ id }) => id, template)

/** What stands where there is no file. */
export function emptyText(text: string, { words }: Pick<ShownFiles, 'words'>): TemplateResult {
  return html`<div class="empty" part="empty">
    ${sign('folder')}
    <p class="label">${words.say('emptyTitle')}</p>
    <p class="subtle">${text}</p>
  </div>`
}

function groupFoot(
  session: PatientSession,
  shown: ShownFiles,
  { view }: ShownGroup,
): TemplateResult | typeof nothing {
  const { words, now } = shown
  const count = packed(groupOfSession(session)).length
  if (view === 'inline')
    return count > 1 ? html`<p class="foot subtle">${sayOfFiles(words, 'packs', { count })}</p>` : nothing
  // Rows say it themselves; tiles have no room for it.
  const until = session.received.find((file) => file.until && isPicture(file))?.until
  if (view !== 'gallery' || !until) return nothing
  const text = sayOfFiles(words, 'callFilesStay', { when: words.moment(until, now) })
  return html`<p class="foot subtle">${icon('clock', 'small')}<span>${text}</span></p>`
}
