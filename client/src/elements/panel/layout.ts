import { isLive, isOnItsWay } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Appointment } from '../../appointment/appointment.ts'
import { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import type { Words } from '../../messages/words.ts'
import { called } from '../file/called.ts'
import { isConnected } from '../joining/connection-status.ts'
import type { Stake } from '../joining/while-down.ts'
import { button, iconButton } from '../kit/button.ts'
import { heading } from '../kit/heading.ts'
import { icon } from '../kit/icon.ts'
import { notice } from '../kit/notice.ts'
import { presence, unknownPresence } from '../kit/presence.ts'
import { personPresence } from '../kit/presence-since.ts'
import { shownPerson } from '../kit/shown-name.ts'
import { requestCard } from '../request/request-card.ts'
import { limitsText } from '../tray/limits-text.ts'
import { notSent } from '../tray/not-sent.ts'
import { trayGroup } from '../tray/tray-group.ts'
import { actions } from './actions.ts'
import { empty } from './empty.ts'
import { filesShown, rowOf, type Watch } from './file-rows.ts'
import { group } from './group.ts'
import type { ListHold } from './list-hold.ts'
import { bareLoweredSheet, loweredSheet } from './lowered-sheet.ts'
import { notices, ofAgain, ofConnection, ofTrouble } from './notices.ts'
import type { Panel } from './panel.ts'
import { type Arrival, rowId } from './shown.ts'
import { unsentGroup } from './unsent-group.ts'

/** How a panel is shown now, beside its content. */
export interface View {
  readonly watch: Watch
  readonly listHold: ListHold
  /** Files and requests that have come and were not yet in view. */
  readonly arrivals: readonly Arrival[]
  /** Whether files are dragged over it. */
  readonly over: boolean
  /** The sheet's handle, if the panel is a sheet. */
  readonly handle: TemplateResult | typeof nothing
  readonly lowered: boolean
  readonly raise: () => void
  /** Whether the page can open the panel again. */
  readonly closable: boolean
  /** What is at stake when my connection breaks. */
  readonly stake: Stake
  /** Ms since the epoch. */
  readonly now: number
}

/** The panel before the appointment is joined: it shows only the connection's status. */
export function barePanel(
  words: Words,
  level: number,
  { watch, handle, lowered, raise, closable, stake }: View,
): TemplateResult {
  const { acts, connection, reconnect } = watch
  const lines = ofConnection(connection, words, { ...stake, reconnect })
  const close = closable
    ? iconButton('close', words.say('closeTitle'), acts.close, { part: 'close' })
    : nothing
  const whole = html`${head(level, words.say('title'), nothing, close)}
    <div class="list" part="list">${lines.map(notice)}</div>`
  return html`<section class="panel" part="panel" aria-labelledby="title" lang=${words.lang}>
    ${handle}${lowered ? bareLoweredSheet(connection, stake, { words, level, raise }) : whole}
  </section>`
}

export function fullPanel(panel: Panel, view: View): TemplateResult {
  const { words } = panel
  return html`<section class="panel" part="panel" aria-labelledby="title" lang=${words.lang}>
    ${view.handle}${view.lowered ? loweredSheet(panel, { ...view, connection: view.watch.connection }) : [panelHead(panel, view), list(panel, view), actions(panel)]}
    ${view.over ? dropOver(panel) : nothing}
  </section>`
}

function panelHead(panel: Panel, { watch, now, closable }: View): TemplateResult {
  const { words, desk, other, otherName, level, acts } = panel
  const connected = isConnected(watch.connection)
  const close = (name: string) =>
    closable ? iconButton('close', name, acts.close, { part: 'close' }) : nothing
  if (!desk || !other) {
    const where = presence(words, other, { name: otherName, connected })
    return head(level, words.say('title'), where, close(words.say('closeTitle')))
  }
  const name = shownPerson(other, words)
  const where = connected ? personPresence(words, other, now) : unknownPresence(words)
  return head(level, name, where, close(words.say('closeFilesOf', { name })))
}

function head(
  level: number,
  title: string,
  below: TemplateResult | typeof nothing,
  close: TemplateResult | typeof nothing,
): TemplateResult {
  return html`<header class="head" part="head">
    <div class="words">${heading(level, title, { look: 'title', id: 'title', part: 'title' })}${below}</div>
    ${close}
  </header>`
}

function list(panel: Panel, { watch, listHold, arrivals, now, stake }: View): TemplateResult {
  const { words, appointment, open } = panel
  const { acts, connection, reconnect } = watch
  const asks = requestCard(panel)
  const chosen = trayGroup(panel)
  const refused = notSent(panel)
  const isAnswer = answersLast(appointment)
  const movable = asks !== nothing || chosen !== nothing || refused !== nothing
  const { shown, waiting } = listHold.sort(appointment.transfers, { movable, isAnswer })
  // Files that could not go with a transfer stand below it.
  const sentWith = panel.tray.parted
  const parted = shown.some(({ id }) => id === sentWith) ? sentWith : undefined
  const groupOf = (transfer: Transfer) => {
    const files = filesShown(transfer, watch)
    if (files.length === 0) return nothing
    return html`${group(transfer, files, panel, (file) => rowOf(file, panel, watch))}
      ${transfer.id === parted ? refused : nothing}`
  }
  // While the answer is the newest transfer, it stands where the notice of its request was.
  const newest = shown.at(-1)
  const first = newest && isAnswer(newest) ? newest : undefined
  const unsent = unsentGroup(panel)
  const nothingYet =
    open && shown.length === 0 && [asks, chosen, refused, unsent].every((one) => one === nothing)
  return html`
    ${pin(waiting, panel, arrivals)}
    <div
      class="list"
      part="list"
      @pointermove=${listHold.over}
      @pointerleave=${listHold.leave}
      @focusin=${listHold.focus}
      @focusout=${listHold.blur}
      @touchstart=${{ handleEvent: listHold.touch, passive: true }}
    >
      ${ofConnection(connection, words, { ...stake, reconnect }).map(notice)}
      ${ofTrouble(acts.trouble, words, acts.forgive).map(notice)}
      ${ofAgain(panel, acts.again).map(notice)}
      ${notices(panel, connection, now).map(notice)}
      ${first ? repeat([first], ({ id }) => id, groupOf) : nothing}
      ${chosen}${unsent}${parted === undefined ? refused : nothing}${asks}
      ${nothingYet ? empty(panel) : nothing}
      ${repeat(shown.filter((one) => one !== first).reverse(), ({ id }) => id, groupOf)}
      ${appointment.hasEarlier ? button('plain', words.say('showEarlier'), acts.showEarlier, { wide: true, id: 'earlier' }) : nothing}
      ${foot(panel)}
    </div>`
}

/** Says who can open the files, and for how long; nothing if the appointment has no exchange. */
function foot({
  words,
  role,
  open,
  retentionHours: count,
  otherName: name,
  appointment,
}: Panel): TemplateResult | typeof nothing {
  const { liveExchange } = appointment
  if (liveExchange.state === 'closed' && liveExchange.code !== 'APPOINTMENT_ENDED') return nothing
  const text =
    role === 'practitioner' ? words.say('footPractitioner', { count }) : words.say('footPatient', { name })
  // In a sheet, the limits stand here below the list; elsewhere in the bar.
  const limits =
    open && role === 'practitioner'
      ? html`<p class="subtle limits">${limitsText(words, appointment.limits)}</p>`
      : nothing
  return html`<footer class="foot" part="foot"><p class="subtle">${text}</p>${limits}</footer>`
}

function dropOver(panel: Panel): TemplateResult {
  const { words, otherName: name } = panel
  const takes = panel.sends
  return html`<div class="drop ${takes ? '' : 'closed'}" part="drop">
    ${icon(takes ? 'send' : 'info')}
    <p class="label">${takes ? words.say('dropHere') : words.say('dropUnasked', { name })}</p>
  </div>`
}

/** Whether a transfer answers my last request; files sent again for the request count, too. */
function answersLast({ requests }: Appointment): (transfer: Transfer) => boolean {
  const last = requests.at(-1)
  return ({ request }) => last?.mine === true && request === last.id
}

/**
 * A button over the list that names files or a request out of view: those to open, else those on their way. `placePin`
 * puts it where they are.
 */
function pin(
  waiting: readonly Transfer[],
  panel: Panel,
  arrivals: readonly Arrival[],
): TemplateResult | typeof nothing {
  const { words, acts } = panel
  const held = waiting.flatMap(({ files }) => files).filter(isLive)
  const here = new Set([...held.filter(({ prompting }) => prompting), ...arrivals])
  const [first] = here
  if (!first && held.length === 0) return nothing
  const request = arrivals.find((one) => !(one instanceof TransferFile))
  const label = !first
    ? words.say('filesArriving', { count: held.filter(isOnItsWay).length })
    : request
      ? words.say('requestLabel')
      : words.say('newFilesFrom', { count: here.size, name: nameOf(first, panel) })
  const [news] = arrivals
  return html`<div class="pin" data-row=${news ? rowId(news) : ''}>${button('plain', label, acts.showNews, { icon: 'up', id: 'waiting' })}</div>`
}

function nameOf(one: Arrival, panel: Panel): string {
  return called(one instanceof TransferFile ? one.transfer.from : one.from, panel)
}
