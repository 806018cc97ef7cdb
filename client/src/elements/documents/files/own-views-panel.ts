import type { Problem, ViewWay } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import type { OwnView } from '../../../documents/own-view.ts'
import type { PatientDocument } from '../../../documents/patient-document.ts'
import { deviceLabel } from '../../../messages/documents.ts'
import { sayOfFiles } from '../../../messages/files.ts'
import { inFull } from '../../../messages/problem.ts'
import type { Words } from '../../../messages/words.ts'
import { button, once } from '../../kit/button.ts'
import { icon } from '../../kit/icon.ts'
import { shownFile } from '../../kit/shown-name.ts'
import { ago } from '../kit/dates.ts'
import { sign } from '../kit/sign.ts'
import type { ShownFiles } from './shown-files.ts'

/** So many entries are shown at first. */
const few = 10

/** A toggle that says who has opened a document of the patient's profile, and that list while it is unfolded. */
export function ownViewsPanel(item: PatientDocument, shown: ShownFiles): TemplateResult {
  const { words, openings } = shown
  const open = openings.of(item)
  const say = sayOfFiles(words, 'whoOpened')
  return html`<div class="file-more">
    <button
      type="button" class="button quiet tight" part="who-opened" id="who-${item.id}" aria-expanded=${open ? 'true' : 'false'}
      aria-label="${say}: ${shownFile(item.name, words)}" @keydown=${once} @click=${() => openings.toggle(item)}
    >${open ? icon('up') : sign('down')}<span>${say}</span></button>
  </div>
  ${open?.views ? list(item, open.views, open.all === true, shown) : open ? absence(item, open.problem, shown) : nothing}`
}

/** Says that the list is on its way, or why it is not here. */
function absence(
  item: PatientDocument,
  problem: Problem | undefined,
  { words, openings }: ShownFiles,
): TemplateResult {
  const again = words.say('tryAgain')
  const name = `${again}: ${shownFile(item.name, words)}`
  return html`<div class="views" part="views-list">
    <p class="subtle" role="status">${problem ? inFull(words, problem) : sayOfFiles(words, 'pictureLoading')}</p>
    ${problem ? html`<div>${button('quiet', again, () => openings.again(item), { tight: true, name })}</div>` : nothing}
  </div>`
}

function list(
  item: PatientDocument,
  views: readonly OwnView[],
  all: boolean,
  { words, now, openings }: ShownFiles,
): TemplateResult {
  const seen = all ? views : views.slice(0, few)
  const more = sayOfFiles(words, 'allOpenings')
  const wasOpened = views.some(({ done }) => done === 'viewed')
  return html`<div class="views" part="views-list" role="group" aria-label=${sayOfFiles(words, 'whoOpened')}>
    ${
      seen.length === 0
        ? nothing
        : html`<ul>${seen.map((one) => {
            const exact = words.moment(one.at, now)
            return html`<li class="view"><span>${whatText(one, words)}</span><span class="subtle" title=${exact}>${ago(words, one.at, now)}<span class="unseen">, ${exact}</span></span></li>`
          })}</ul>`
    }
    ${seen.length < views.length ? html`<div>${button('quiet', more, () => openings.showAll(), { tight: true, name: `${more}: ${item.name}` })}</div>` : nothing}
    <p class="subtle">${sayOfFiles(words, wasOpened ? 'notYou' : 'nobodyOpened')}</p>
  </div>`
}

const ways = {
  link: 'openedByLink',
  'link-and-code': 'openedByCode',
  unlocked: 'openedUnlocked',
  files: 'openedByYou',
  'files-and-code': 'openedByYouCode',
} as const satisfies Record<ViewWay, string>

/** What was done: "Opened with the link · iPhone", "Shared by link · Dr. Eva Horváthová". */
function whatText(one: OwnView, words: Words): string {
  if (one.done === 'viewed') return `${sayOfFiles(words, ways[one.way])} · ${deviceLabel(words, one.device)}`
  const what = sayOfFiles(words, one.done === 'shared' ? 'sharedByLink' : 'linkWithdrawn')
  return one.practitioner.name === '' ? what : `${what} · ${one.practitioner.name}`
}
