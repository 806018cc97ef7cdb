import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { explain } from '../../messages/problem.ts'
import type { Words } from '../../messages/words.ts'
import type { Told } from '../../photo/look.ts'
import { button, iconButton } from '../kit/button.ts'
import { fileIcon } from '../kit/file-icon.ts'
import { fileName } from '../kit/file-name.ts'
import { type IconName, icon } from '../kit/icon.ts'
import { notice } from '../kit/notice.ts'
import { removedRow } from '../kit/removed-row.ts'
import { thumbnail } from '../kit/thumbnail.ts'
import type { Picked } from './tray.ts'
import type { TrayView } from './tray-view.ts'

/** The rows of the chosen files, and the messages about all of them together. */
export function pickedRows(view: TrayView): TemplateResult {
  const { tray, words, room } = view
  const together = tray.ready.length === 0 ? null : tray.problem(room)
  const dismiss = button('quiet', words.say('dismiss'), () => tray.forgetFolder(), { tight: true })
  return html`
    <ul aria-labelledby="tray-title">${repeat(
      tray.rows,
      ({ key }) => key,
      (picked) => pickedRow(picked, view),
    )}</ul>
    ${tray.told.length === 0 ? nothing : locationBox(view)}
    ${tray.next.length === 0 ? nothing : goesNext(view)}
    ${tray.folder ? notice({ icon: 'info', text: words.say('folder'), actions: dismiss }) : nothing}
    ${together ? notice({ tone: 'stop', icon: 'warn', id: 'together', text: explain(words, together) }) : nothing}`
}

/** Names the files that do not fit into one transfer: they wait in the tray for the next one. */
function goesNext({ tray, words, limit }: TrayView): TemplateResult {
  const { next } = tray
  const remove = () => {
    for (const { key } of next) tray.removals.remove(key)
  }
  return notice({
    icon: 'info',
    tone: 'wait',
    title: words.say('goesNext', { files: words.list(next.map(({ name }) => name)) }),
    text: words.say('goesNextWhy', { count: next.length, limit }),
    actions: button('quiet', words.say('remove'), remove, { tight: true }),
  })
}

/** How many files and bytes are chosen, of those that can go at once. */
export function totals({ tray, words, room }: TrayView): string {
  return words.say('totals', {
    files: tray.ready.length,
    count: room.files,
    size: words.size(tray.bytes),
    limit: words.size(room.bytes),
  })
}

/** The id of the element that says why the tray cannot be sent, if it cannot. */
export function blockedBy({ tray, room }: TrayView): string | undefined {
  if (tray.leaving) return `file-${tray.leaving.key}`
  return tray.problem(room) ? 'together' : undefined
}

/** Says that a photo contains a location or a film, and whether it keeps them. */
function toldLines({ location, film }: Told, { tray, words }: TrayView): TemplateResult {
  const removes = tray.location === 'remove'
  const line = (sign: IconName, key: 'showsLocation' | 'losesLocation' | 'showsFilm' | 'losesFilm') =>
    html`<p class="file-state ${removes ? '' : 'wait'}" part="file-state">${icon(sign, 'small')}<span>${words.say(key)}</span></p>`
  return html`${location ? line('pin', removes ? 'losesLocation' : 'showsLocation') : nothing}
    ${film ? line('play', removes ? 'losesFilm' : 'showsFilm') : nothing}`
}

/** The box that removes location and film from photos; ticked unless the person unticks it. */
function locationBox({ tray, words }: TrayView): TemplateResult {
  const { told } = tray
  const [location, film] = [told.some((one) => one.location), told.some((one) => one.film)]
  const label = !film
    ? words.say('removeLocation', { count: told.length })
    : words.say(location ? 'removeBoth' : 'removeFilm')
  const choose = (event: Event) => {
    if (event.target instanceof HTMLInputElement) tray.location = event.target.checked ? 'remove' : 'keep'
  }
  return html`<label class="choice" part="location">
    <input type="checkbox" .checked=${tray.location === 'remove'} ?disabled=${tray.leaving !== undefined} @change=${choose} />
    <span>${label}</span>
  </label>`
}

// Says that a sent file waits for the connection.
function waits(words: Words): TemplateResult {
  return html`<p class="file-state wait" part="file-state">${icon('noline', 'small')}<span>${words.say('waitsForLine')}</span></p>`
}

function pickedRow(picked: Picked, view: TrayView): TemplateResult {
  const { tray, words } = view
  const { key, name, file } = picked
  const { removals } = tray
  if (removals.of(key) === 'undoable') return removedRow({ key, name }, words, removals)
  const leaves = tray.leaves(picked)
  const told = tray.toldBy(key)
  const size = html`<p class="file-state" part="file-state">${words.size(file.size)}</p>`
  return html`<li class="file" part="file" id="file-${key}">
    ${thumbnail(file) ?? fileIcon(name)}
    <div class="file-body">
      ${fileName(name)}
      ${leaves && view.lineDown ? waits(words) : size}
      ${told ? toldLines(told, view) : nothing}
    </div>
    ${leaves ? nothing : html`<div class="file-actions signs" part="file-actions">${iconButton('close', words.say('removeFile', { file: name }), () => removals.remove(key))}</div>`}
  </li>`
}
