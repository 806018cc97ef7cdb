import type { Place } from '@chairside/protocol'
import {
  type CSSResultGroup,
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit'
import { type Appointment, joinAppointment } from '../appointment/appointment.ts'
import type { TokenSource } from '../connection/token.ts'
import { againIn, isAgain } from '../live/again.ts'
import type { Part } from '../messages/languages.ts'
import type { ChairsideTransferEventMap } from './event-maps.ts'
import { Refusals } from './file/refusals.ts'
import { RowMemory } from './file/row-memory.ts'
import type { ConnectionStatus } from './joining/connection-status.ts'
import { Joining } from './joining/joining.ts'
import { SharedConnections } from './joining/shared-connections.ts'
import { Alarm } from './kit/alarm.ts'
import { isCovered } from './kit/covered.ts'
import { tellsErrors } from './kit/error-event.ts'
import { Facts, tellFact } from './kit/facts.ts'
import { FocusKeeper } from './kit/focus-keeper.ts'
import { LateTap } from './kit/late-tap.ts'
import { LeaveGuard } from './kit/leave-guard.ts'
import { SpeakingElement } from './kit/speaking.ts'
import { attributes } from './panel/attributes.ts'
import { isBeingSent } from './panel/being-sent.ts'
import { isOnlyHere } from './panel/files-again.ts'
import { bringIntoView, focusInView } from './panel/into-view.ts'
import { barePanel, fullPanel, type View } from './panel/layout.ts'
import { ListHold } from './panel/list-hold.ts'
import { ListRoom } from './panel/list-room.ts'
import type { Panel } from './panel/panel.ts'
import { PanelActs } from './panel/panel-acts.ts'
import { nothingToShow, panelModel } from './panel/panel-model.ts'
import { Speaker } from './panel/panel-speaker.ts'
import { type Height, Sheet } from './panel/sheet.ts'
import { answerTo, rowId, Shown, unanswered } from './panel/shown.ts'
import { Telling } from './panel/telling.ts'
import { Toasts } from './panel/toasts.ts'
import { misfitOf, namedBy, wantedBy } from './panel/wanted.ts'
import { base } from './style/base.ts'
import { controls } from './style/controls.ts'
import { file } from './style/file.ts'
import { fitting } from './style/fitting.ts'
import { notice } from './style/notice.ts'
import { panel } from './style/panel.ts'
import { sheet } from './style/sheet.ts'
import { toast as toastStyle } from './style/toast.ts'
import { tokens } from './style/tokens.ts'
import { Drop } from './tray/drop.ts'
import { DropGuard } from './tray/drop-guard.ts'
import { browse, pickers } from './tray/picker.ts'

/** Elements of one page with the same address and token share one connection. */
const connections = new SharedConnections<Appointment>()

/**
 * `<chairside-transfer url token>`: the live exchange of one appointment, beside its call or under it.
 *
 * It fills its box. While `open` is off, or something else is in full screen over the panel, a toast tells what comes; the
 * element stays in the page. `sheet` makes it a phone's bottom sheet; `height` says how much of the window the sheet takes.
 *
 * @fires chairside-close the person closes the panel; it closes unless the event is prevented
 * @fires chairside-open-request the panel is to open, for `detail.reason`; it opens unless the event is prevented
 * @fires badge how many things wait for the person (`detail.count`, `.text`, `.label`); 0 while the panel shows them
 * @fires chairside-nothing there is nothing to show here (`detail.reason`); once, until that changes
 * @fires chairside-something there is something to show again
 * @fires chairside-fact something happened that both sides know (`detail.type` and ids)
 * @fires chairside-error something went wrong (`detail.error`)
 */
export class ChairsideTransfer extends SpeakingElement<ChairsideTransferEventMap> {
  static override styles: CSSResultGroup = fitting([
    tokens,
    base,
    controls,
    notice,
    file,
    panel,
    sheet,
    toastStyle,
  ])

  static override properties: PropertyDeclarations = attributes

  /** The server's address. */
  declare url: string
  /** A participant token, or a function that gets one, also a new one at each render; for another person make a new element. */
  declare token: TokenSource | undefined
  /** Overrules the system's preference. */
  declare theme: 'light' | 'dark' | undefined
  /** Where the participant is. */
  declare place: Place
  /** One that the page itself has joined, instead of `url` and `token`; as an attribute the id that the token must be of. */
  declare appointment: Appointment | string | undefined
  /** Uses the waiting room's words. */
  declare desk: boolean
  /** The level of the title's heading; groups are one below. */
  declare headingLevel: number
  /** Notes that the practitioner can choose when asking; in the attribute, separated by "|". */
  declare usualNotes: readonly string[]
  declare open: boolean
  /** Shows the close button: for pages that have a button to open the panel again. */
  declare closable: boolean
  declare sheet: boolean
  declare height: Height
  /** Lets the browser ask before the person leaves the page while chosen files are only here. */
  declare warnOnLeave: boolean
  /** Writes how many things wait for the person before the page's title. */
  declare titleBadge: boolean
  /** The page is shown in an app's own web view, which saves downloads: files go there, not to the share sheet. */
  declare appSaves: boolean

  protected readonly parts: readonly Part[] = ['live']
  readonly #alarm = new Alarm(this)
  readonly #focus = new FocusKeeper(this, focusInView)
  readonly #sheet = new Sheet(this)
  readonly #lateTap = new LateTap(this)
  readonly #memory = new RowMemory(this.#alarm)
  readonly #refusals = new Refusals(this.#alarm)
  readonly #listHold = new ListHold(this)
  readonly #telling = new Telling(this)
  readonly #facts = new Facts()
  readonly #failed = tellsErrors(this)
  readonly #joining = new Joining<Appointment>(this, this.#alarm, {
    connections,
    join: async (address) => {
      const { place } = this
      const appointment = await joinAppointment({ ...address, place, id: namedBy(this) })
      // `place` changed while joining.
      if (this.place !== place) appointment.enter(this.place).catch(this.#failed)
      return appointment
    },
    listen: (appointment) => {
      const changed = () => this.requestUpdate()
      return [
        appointment.on('change', changed),
        appointment.on('request', () => this.#raise('request')),
        appointment.on('connection', changed),
        appointment.on('error', this.#failed),
      ]
    },
    failed: this.#failed,
    misfit: ({ id }) => misfitOf(this, id),
  })
  readonly #shown = new Shown(this, () => this.#joining.live)
  readonly #speaker = new Speaker(this, () => {
    const { otherName = '', role = '' } = this.#panel ?? {}
    return { words: this.spoken, otherName, role }
  })
  readonly #acts = new PanelActs({
    appointment: () => this.#joining.live,
    words: () => this.spoken,
    browse: (id) => {
      const input = this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)
      if (input) browse(input, this.#acts)
    },
    changed: () => this.requestUpdate(),
    failed: this.#failed,
    focus: (...selectors) => this.#focus.later(...selectors),
    focusOn: (from, to) => this.#focus.onward(from, to),
    canSend: () => this.#panel?.sends === true,
    say: (text) => this.#speaker.say(text),
    picked: (added) => {
      this.#speaker.picked(added, this.#acts.tray)
      void this.updateComplete.then(() => bringIntoView(this.renderRoot, '[part~="tray"]'))
    },
    appSaves: () => this.appSaves,
    reconnect: () => this.#joining.reconnect(),
    showNews: () => this.#showNews(),
    close: () => {
      if (this.#telling.tell('chairside-close', {})) this.open = false
    },
  })
  readonly #toasts = new Toasts(this, {
    alarm: this.#alarm,
    shown: this.#shown,
    acts: this.#acts,
    show: () => this.#show(),
    failed: this.#failed,
    say: (text) => this.#speaker.say(text),
    cameFrom: this.#focus.cameFrom,
  })
  readonly #drop = new Drop(
    this,
    () => this.#panel?.sends === true,
    ({ files, folder, link, handles }) => {
      if (!this.open && !this.#openRequest('drop')) return
      this.#acts.add(files, folder, handles)
      if (link) this.#speaker.say(this.spoken.say('linkDropped'))
    },
  )
  #connection: ConnectionStatus = { state: 'quiet' }
  #panel: Panel | undefined
  /** Whether something of mine needs to be chosen again. */
  #again = false
  /** The id of the newest file that was told, and whether it opens the sheet. */
  #told: string | undefined
  #peeks = false

  constructor() {
    super()
    new DropGuard(this)
    new LeaveGuard(this, () => this.warnOnLeave && isOnlyHere(this.#acts, this.#joining.live))
    new ListRoom(this)
    this.url = ''
    this.place = 'call'
    this.desk = false
    this.headingLevel = 2
    this.usualNotes = []
    this.open = true
    this.closable = false
    this.sheet = false
    this.height = 'half'
    this.warnOnLeave = true
    this.titleBadge = false
    this.appSaves = false
  }

  /** Focuses the prompt or request that waits for an answer; an app calls it on a key. Gives whether there was one. */
  focusPrompt(): boolean {
    if (!this.open || isCovered(this)) return this.#toasts.focus()
    const live = this.#joining.live
    const wanted = answerTo(live)
    if (this.#lowered) {
      if (!this.#panel || !live || unanswered(live) === 0) return false
      this.height = 'half'
      this.#focus.later(wanted)
      return true
    }
    const found = this.renderRoot.querySelector<HTMLElement>(wanted)
    if (found) focusInView(found)
    return found !== null
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#joining.want(wantedBy(this))
    if (changed.get('place') !== undefined) this.#joining.live?.enter(this.place).catch(this.#failed)
    // A panel that opens shows more than one row, unless a file opened it.
    if (changed.get('open') === false && this.#lowered && !this.#peeks) this.height = 'half'
    this.#peeks = false
    const live = this.#joining.live
    const { desk, headingLevel: level, usualNotes: usual } = this
    const [words, connection] = [this.spoken, this.#joining.connection]
    this.#connection = connection
    this.#panel = live && panelModel(live, this.#acts, { words, desk, level, connection, usual })
    if (live) {
      this.#refusals.follow(live.transfers)
      this.#speaker.hear(live)
      this.#speaker.trouble(this.#acts.trouble)
    }
    // On a desk, the desk itself speaks once for all panels.
    if (!this.desk) this.#speaker.connection(this.#connection, live?.connection.state === 'up', this.#inCall)
  }

  protected override render(): TemplateResult {
    const { lang } = this.spoken
    return html`<div class="unseen" role="status" lang=${lang}>${this.#speaker.text}</div>
      ${this.open ? this.#opened() : nothing}
      ${this.#toasts.of(this.#panel)}`
  }

  protected override updated(): void {
    const live = this.#joining.live
    if (!live) return
    this.#telling.nothing(nothingToShow(live))
    for (const fact of this.#facts.since(live)) tellFact(this, fact)
    const shows = this.open && !this.#lowered
    this.#peek(this.#shown.news(live).files.at(-1)?.id)
    const again = isAgain(againIn(live))
    if (again && !this.#again) this.#raise('again')
    this.#again = again
    const count = !this.#panel ? 0 : shows ? this.#shown.waiting().length : unanswered(live)
    this.#telling.badge(count, this.spoken, this.titleBadge)
  }

  #opened(): TemplateResult | typeof nothing {
    const panel = this.#panel
    const live = this.#joining.live
    const view: View = {
      watch: {
        acts: this.#acts,
        memory: this.#memory,
        refusals: this.#refusals,
        connection: this.#connection,
        reconnect: this.#joining.isOver ? undefined : this.#acts.reconnect,
      },
      listHold: this.#listHold,
      arrivals: this.#shown.waiting(),
      over: this.#drop.over,
      handle: this.sheet ? this.#sheet.handle(this.spoken) : nothing,
      lowered: this.#lowered,
      raise: () => this.#showNews(),
      closable: this.closable,
      stake: { inCall: this.#inCall, sends: live !== undefined && isBeingSent(live) },
      now: Date.now(),
    }
    if (!panel) return this.#joining.live ? nothing : barePanel(this.spoken, this.headingLevel, view)
    return html`${fullPanel(panel, view)}${pickers(panel.appointment.limits.accept, this.#acts)}`
  }

  get #inCall(): boolean {
    return !this.desk && this.place === 'call'
  }

  /** Brings new files and requests that are not in view into view, and focuses the first. */
  #showNews(): void {
    if (this.#lowered) this.height = 'half'
    const [first] = this.#shown.waiting()
    this.#listHold.release(this.#joining.live?.transfers ?? [])
    if (first) this.#focus.later(`[id="${rowId(first)}"] button`, `[id="${rowId(first)}"]`)
  }

  get #lowered(): boolean {
    return this.sheet && this.height === 'lowered'
  }

  // Only a request, and files that need to be chosen again, raise a phone's sheet by themselves.
  #raise(reason: 'request' | 'again'): void {
    this.requestUpdate()
    if (!this.sheet || (this.open && !this.#lowered)) return
    this.#lateTap.rises()
    if (!this.open) this.#openRequest(reason)
    else this.height = 'half'
  }

  /** On a phone, shows a new file in the lowered sheet, even if the sheet was closed. */
  #peek(newest: string | undefined): void {
    if (newest === this.#told) return
    this.#told = newest
    if (newest === undefined || !this.sheet || this.open) return
    this.#peeks = this.#openRequest('file')
    if (this.#peeks) this.height = 'lowered'
  }

  #show(): void {
    if (!this.#openRequest('show')) return
    if (isCovered(this)) document.exitFullscreen().catch(() => {})
    this.#showNews()
  }

  /** Asks to open the panel. Gives whether it is open now. */
  #openRequest(reason: 'show' | 'request' | 'again' | 'file' | 'drop'): boolean {
    if (this.#telling.tell('chairside-open-request', { reason })) this.open = true
    return this.open
  }
}
