import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { PatientSession } from '../../../documents/patient-session.ts'
import { callName } from '../../../messages/call-name.ts'
import { sayOfFiles } from '../../../messages/files.ts'
import { iconButton, once } from '../../kit/button.ts'
import { heading } from '../../kit/heading.ts'
import { icon } from '../../kit/icon.ts'
import { shownPerson } from '../../kit/shown-name.ts'
import { fileLine } from './file-line.ts'
import { fileTile } from './file-tile.ts'
import { canOpen, type FileItem, isPicture, itemsOf, needsCode } from './item.ts'
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
  /** How far the saving of all is; undefined if nobody saves. */
  readonly band: TemplateResult | undefined
  /** Whether all can be saved now: it is not going on already. */
  readonly saves: boolean
  /** Files that came while the page was open. */
  readonly came: readonly string[]
  downloadAll(): void
  dismissCame(): void
}

/** An appointment's title as it is shown. */
export const titleOf = (session: PatientSession, { words }: Pick<ShownFiles, 'words'>): string =>
  session.title || sayOfFiles(words, 'untitled')

/** An appointment with its files. */
export function sessionGroup(session: PatientSession, shown: ShownFiles, group: ShownGroup): TemplateResult {
  const { words } = shown
  const { id, name } = session.practitioner
  const from = callName(shownPerson({ name }, words), 'practitioner')
  const items = itemsOf(session)
  // The field of a code needs a row.
  const isTile = (item: FileItem): boolean => group.view === 'gallery' && isPicture(item) && !needsCode(item)
  const asTiles = items.filter(isTile)
  const asRows = items.filter((item) => !isTile(item))
  const key = `session-${session.appointment}`
  return html`<section class="group" part="group" aria-labelledby=${key} data-practitioner=${id}>
    <header class="group-head" part="group-head">
      <div class="group-title">
        ${heading(group.headingLevel, group.named ? titleOf(session, shown) : sayOfFiles(words, 'filesForSession'), { look: 'label', id: key, part: 'group-title' })}
        ${group.named ? html`<p class="subtle">${[sessionWhen(words, session.startsAt, shown.now), shownPerson({ name }, words)].join(' · ')}</p>` : nothing}
      </div>
      ${downloadAllButton(session, shown, group)}
    </header>
    ${group.band ?? nothing}
    ${group.came.length > 0 ? cameBand(group, shown) : nothing}
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

/** The files that an archive would hold now. */
export const packed = (session: PatientSession): readonly FileItem[] =>
  itemsOf(session).filter((item) => canOpen(item))

function downloadAllButton(
  session: PatientSession,
  shown: ShownFiles,
  { saves, downloadAll }: ShownGroup,
): TemplateResult | typeof nothing {
  const { words } = shown
  const files = packed(session)
  if (!saves || files.length === 0) return nothing
  const size = words.size(files.reduce((sum, one) => sum + one.size, 0))
  const id = `all-${session.appointment}`
  return html`<button
    type="button" class="button quiet tight download-all" part="download-all" id=${id}
    aria-labelledby="${id} session-${session.appointment}" @keydown=${once} @click=${downloadAll}
  >${icon('save')}<span>${words.say('downloadAll')}</span><span class="all-size">· ${size}</span></button>`
}

function cameBand({ came, dismissCame }: ShownGroup, { words }: ShownFiles): TemplateResult {
  const [file = ''] = came
  const text =
    came.length === 1
      ? sayOfFiles(words, 'availableNow', { file })
      : sayOfFiles(words, 'availableNowCount', { count: came.length })
  return html`<div class="band" part="notice">
    ${icon('clock')}<div class="band-body"><p>${text}</p></div>
    ${iconButton('close', words.say('dismiss'), dismissCame)}
  </div>`
}

function groupFoot(
  session: PatientSession,
  shown: ShownFiles,
  { view }: ShownGroup,
): TemplateResult | typeof nothing {
  const { words, now } = shown
  const count = packed(session).length
  if (view === 'inline')
    return count > 1 ? html`<p class="foot subtle">${sayOfFiles(words, 'packs', { count })}</p>` : nothing
  // Rows say it themselves; tiles have no room for it.
  const until = session.received.find((file) => file.until && isPicture(file))?.until
  if (view !== 'gallery' || !until) return nothing
  const text = sayOfFiles(words, 'callFilesStay', { when: words.moment(until, now) })
  return html`<p class="foot subtle">${icon('clock', 'small')}<span>${text}</span></p>`
}
