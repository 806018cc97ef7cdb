import { html, nothing, type TemplateResult } from 'lit'
import { sayOfFiles } from '../../../messages/files.ts'
import { iconButton, once } from '../../kit/button.ts'
import { icon } from '../../kit/icon.ts'
import { type FileGroup, packed } from './group.ts'
import type { ShownFiles } from './shown-files.ts'

/** What can be done with a whole group, and what has come of it. */
export interface GroupActs {
  /** How far the saving of all is; undefined if nobody saves. */
  readonly band: TemplateResult | undefined
  /** Whether all can be saved now: it is not going on already. */
  readonly saves: boolean
  /** Files that came while the page was open. */
  readonly came: readonly string[]
  downloadAll(): void
  dismissCame(): void
}

/** The id of a group's title. */
export const titleIdOf = ({ key }: Pick<FileGroup, 'key'>): string => `group-${key}`

/** The id of the button that saves all of a group. */
export const allIdOf = ({ key }: Pick<FileGroup, 'key'>): string => `all-${key}`

/** The button that saves everything of a group that can be opened now; nothing where that is none. */
export function downloadAllButton(
  group: FileGroup,
  { words }: ShownFiles,
  { saves, downloadAll }: GroupActs,
): TemplateResult | typeof nothing {
  const files = packed(group)
  if (!saves || files.length === 0) return nothing
  const size = words.size(files.reduce((sum, one) => sum + one.size, 0))
  const id = allIdOf(group)
  return html`<button
    type="button" class="button quiet tight download-all" part="download-all" id=${id}
    aria-labelledby="${id} ${titleIdOf(group)}" @keydown=${once} @click=${downloadAll}
  >${icon('save')}<span>${words.say('downloadAll')}</span><span class="all-size">· ${size}</span></button>`
}

/** The bands under a group's title: how far the saving is, and what came while the page was open. */
export function groupBands({ band, came, dismissCame }: GroupActs, { words }: ShownFiles): TemplateResult {
  const [file = ''] = came
  const text =
    came.length === 1
      ? sayOfFiles(words, 'availableNow', { file })
      : sayOfFiles(words, 'availableNowCount', { count: came.length })
  return html`${band ?? nothing}
    ${
      came.length === 0
        ? nothing
        : html`<div class="band" part="notice">
            ${icon('clock')}<div class="band-body"><p>${text}</p></div>
            ${iconButton('close', words.say('dismiss'), dismissCame)}
          </div>`
    }`
}
