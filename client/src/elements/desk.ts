import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { type Desk, openDesk } from '../appointment/desk.ts'
import type { TokenSource } from '../connection/token.ts'
import type { Part } from '../messages/languages.ts'
import type { Words } from '../messages/words.ts'
import { DeskOrder, type Row, type Section } from './desk/desk-order.ts'
import { DeskSpeaker } from './desk/desk-speaker.ts'
import { personRow } from './desk/person-row.ts'
import type { ChairsideDeskEventMap } from './event-maps.ts'
import { isConnected } from './joining/connection-status.ts'
import { Joining } from './joining/joining.ts'
import { SharedConnections } from './joining/shared-connections.ts'
import { Alarm } from './kit/alarm.ts'
import { tellsErrors } from './kit/error-event.ts'
import { Facts, tellFact } from './kit/facts.ts'
import { FocusKeeper } from './kit/focus-keeper.ts'
import { heading } from './kit/heading.ts'
import { icon } from './kit/icon.ts'
import { notice } from './kit/notice.ts'
import { SpeakingElement } from './kit/speaking.ts'
import { ofConnection } from './panel/notices.ts'
import { notesOf } from './request/usual-notes.ts'
import { base } from './style/base.ts'
import { controls } from './style/controls.ts'
import { desk } from './style/desk.ts'
import { fitting } from './style/fitting.ts'
import { notice as noticeStyle } from './style/notice.ts'
import { tokens } from './style/tokens.ts'
import { ChairsideTransfer } from './transfer.ts'
import { DropGuard } from './tray/drop-guard.ts'

const connections = new SharedConnections<Desk>()

/** From this width on (px) the chosen person's panel stands beside the list, not under the row. */
const besideFrom = 840

const minuteMs = 60_000

/**
 * `<chairside-desk url token>`: the people in the practitioner's waiting room and calls, and the files of each.
 *
 * @fires chairside-fact something happened in an appointment (`detail.type` and ids)
 * @fires chairside-error something went wrong (`detail.error`)
 */
export class ChairsideDesk extends SpeakingElement<ChairsideDeskEventMap> {
  static override styles: CSSResultGroup = fitting([tokens, base, controls, noticeStyle, desk])

  static override properties: PropertyDeclarations = {
    url: {},
    token: {},
    lang: {},
    theme: { reflect: true },
    headingLevel: { type: Number, attribute: 'heading-level' },
    usualNotes: { attribute: 'usual-notes', converter: notesOf },
    chosen: { state: true },
    wide: { state: true },
  }

  /** The server's address. */
  declare url: string
  /** A practitioner's desk token, or a function that gets one. */
  declare token: TokenSource | undefined
  declare theme: 'light' | 'dark' | undefined
  /** The level of the title's heading. */
  declare headingLevel: number
  /** Notes that the practitioner can choose when asking; in the attribute, separated by "|". */
  declare usualNotes: readonly string[]
  /** The appointment whose panel is open. */
  declare protected chosen: string | undefined
  declare protected wide: boolean

  protected readonly parts: readonly Part[] = ['live']
  readonly #alarm = new Alarm(this)
  readonly #focus = new FocusKeeper(this)
  readonly #order = new DeskOrder(this.#alarm)
  readonly #failed = tellsErrors(this)
  readonly #facts = new Facts()
  readonly #joining = new Joining<Desk>(this, this.#alarm, {
    connections,
    join: openDesk,
    listen: (live) => {
      const changed = () => this.requestUpdate()
      // Listening to `prompt` tells the sender that the file is shown: a row shows it here.
      return [
        live.on('change', changed),
        live.on('prompt', changed),
        live.on('connection', changed),
        live.on('error', this.#failed),
      ]
    },
    failed: this.#failed,
  })
  /** One panel for each person: files chosen for a person wait while another panel is open. */
  readonly #panels = new Map<string, ChairsideTransfer>()
  readonly #size = new ResizeObserver(([entry]) => {
    this.wide = (entry?.contentRect.width ?? 0) >= besideFrom
  })
  readonly #speaker = new DeskSpeaker(this, () => this.spoken)
  #hovered = false
  #focused = false
  #rows: readonly Row[] = []

  constructor() {
    super()
    new DropGuard(this)
    this.url = ''
    this.headingLevel = 2
    this.usualNotes = []
    this.wide = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#size.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#size.disconnect()
  }

  protected override willUpdate(): void {
    const { url, token } = this
    this.#joining.want({ given: undefined, url, token })
    this.#rows = this.#order.rows(this.#joining.live?.appointments ?? [], this.#hovered || this.#focused)
    const ids = new Set(this.#rows.map(({ appointment }) => appointment.id))
    for (const id of this.#panels.keys()) if (!ids.has(id)) this.#panels.delete(id)
    if (this.chosen !== undefined && !ids.has(this.chosen)) this.chosen = undefined
    const { live, connection } = this.#joining
    this.#speaker.connection(connection, live?.connection.state === 'up')
    this.#speaker.hear(this.#rows, this.chosen)
    if (live) this.#speaker.joined()
    for (const appointment of live?.appointments ?? [])
      for (const fact of this.#facts.since(appointment)) tellFact(this, fact)
  }

  protected override render(): TemplateResult {
    const { lang } = this.spoken
    const chosen = this.#rows.find(({ appointment }) => appointment.id === this.chosen)
    const beside = this.wide && chosen !== undefined
    return html`<div class="unseen" role="status" lang=${lang}>${this.#speaker.text}</div>
    <div class="desk ${beside ? 'beside' : ''}" lang=${lang}>
      <div
        class="desk-list"
        part="desk-list"
        @pointerenter=${this.#enter}
        @pointerleave=${this.#leave}
        @focusin=${this.#focusIn}
        @focusout=${this.#focusOut}
      >${this.#list()}</div>
      ${beside ? html`<div class="side">${this.#panelOf(chosen)}</div>` : nothing}
    </div>`
  }

  #list(): TemplateResult {
    const words = this.spoken
    const now = Date.now()
    // Renders at the next full minute, when the waiting times change.
    this.#alarm.before(now - (now % minuteMs) + minuteMs)
    const { connection, live } = this.#joining
    const reconnect = () => this.#joining.reconnect()
    const lines = ofConnection(connection, words, { inCall: false, sends: false, reconnect })
    return html`
      <header>
        ${heading(this.headingLevel, words.say('deskTitle'), { look: 'desk-title', id: 'title', part: 'title' })}
        <p class="subtle">${isConnected(connection) ? this.#counts(words, now) : words.day(now)}</p>
      </header>
      ${lines.map(notice)}
      ${live && this.#rows.length === 0 ? nobody(words) : nothing}
      ${this.#section('waiting-room', words, now)}
      ${this.#section('call', words, now)}`
  }

  #counts(words: Words, now: number): string {
    const inCall = words.say('countInCall', { count: this.#in('call').length })
    const waiting = words.say('countWaiting', { count: this.#in('waiting-room').length })
    return words.say('deskCounts', { day: words.day(now), counts: words.list([inCall, waiting], 'unit') })
  }

  #section(section: Section, words: Words, now: number): TemplateResult | typeof nothing {
    const rows = this.#rows.filter((row) => row.section === section)
    if (rows.length === 0) return nothing
    const waits = section === 'waiting-room'
    const count = this.#in(section).length
    return html`<section class="card" aria-labelledby=${section}>
      <header class="card-head">
        ${heading(this.headingLevel + 1, words.say(waits ? 'waitingRoom' : 'inACall'), { look: 'title', id: section })}
        ${waits && count > 0 && isConnected(this.#joining.connection) ? html`<span class="chip wait" part="chip">${icon('clock', 'small')}${words.say('countWaiting', { count })}</span>` : nothing}
      </header>
      <ul aria-labelledby=${section}>
        ${repeat(
          rows,
          ({ appointment }) => appointment.id,
          (row) => this.#item(row, words, now),
        )}
      </ul>
    </section>`
  }

  #item(row: Row, words: Words, now: number): TemplateResult {
    const { id } = row.appointment
    const chosen = this.chosen === id
    const toggle = () => {
      this.chosen = chosen ? undefined : id
    }
    return html`<li>
      ${personRow(row, words, { chosen, toggle, now, connected: isConnected(this.#joining.connection) })}
      ${chosen && !this.wide ? html`<div class="below">${this.#panelOf(row)}</div>` : nothing}
    </li>`
  }

  #panelOf({ appointment }: Row): ChairsideTransfer {
    const panel = this.#panels.get(appointment.id) ?? this.#newPanel(appointment.id)
    panel.appointment = appointment
    panel.lang = this.spoken.lang
    panel.words = this.words
    panel.theme = this.theme
    panel.usualNotes = this.usualNotes
    panel.headingLevel = this.headingLevel + 1
    return panel
  }

  #newPanel(id: string): ChairsideTransfer {
    const panel = new ChairsideTransfer()
    panel.desk = true
    panel.closable = true
    panel.addEventListener('chairside-close', (event) => {
      event.preventDefault()
      event.stopPropagation()
      this.chosen = undefined
      this.#focus.later(`[id="files-${id}"]`)
    })
    // The desk's chips show the count, because a page has no button for each person; facts it tells for all.
    for (const name of ['badge', 'chairside-fact'])
      panel.addEventListener(name, (event) => event.stopPropagation())
    this.#panels.set(id, panel)
    return panel
  }

  #in(section: Section): readonly Row[] {
    return this.#rows.filter((row) => row.section === section && !row.left)
  }

  readonly #enter = (event: PointerEvent) => {
    this.#hovered = event.pointerType === 'mouse'
  }

  readonly #leave = () => {
    this.#hovered = false
    this.requestUpdate()
  }

  readonly #focusIn = (event: FocusEvent) => {
    this.#focused = event.target instanceof Element && event.target.matches(':focus-visible')
  }

  readonly #focusOut = () => {
    this.#focused = false
    this.requestUpdate()
  }
}

function nobody(words: Words): TemplateResult {
  return html`<div class="card empty">
    ${icon('files')}
    <p class="label">${words.say('nobodyWaiting')}</p>
    <p class="subtle">${words.say('nobodyWaitingText')}</p>
  </div>`
}
