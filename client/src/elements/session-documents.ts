import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { TokenSource } from '../connection/token.ts'
import { type Documents, openDocuments } from '../documents/documents.ts'
import type { SessionMaterial } from '../documents/session.ts'
import type { Part } from '../messages/languages.ts'
import { sayOfSession } from '../messages/session.ts'
import type { Words } from '../messages/words.ts'
import { connections } from './documents/kit/connections.ts'
import { Gradual } from './documents/kit/gradual.ts'
import { Menus } from './documents/kit/menu.ts'
import { Opening } from './documents/kit/opening.ts'
import type { Card } from './documents/session/card.ts'
import { CardActs } from './documents/session/card-acts.ts'
import { CardSpeaker } from './documents/session/card-speaker.ts'
import { withHandles } from './documents/session/chosen-files.ts'
import { clientView } from './documents/session/client-view.ts'
import { dropBox } from './documents/session/drop-box.ts'
import { head } from './documents/session/head.ts'
import { LibraryChoice } from './documents/session/library-choice.ts'
import { libraryView } from './documents/session/library-view.ts'
import { list } from './documents/session/list.ts'
import { absence, movedNotice, moveOf, shown, staleness } from './documents/session/notices.ts'
import { RowDrag } from './documents/session/row-drag.ts'
import { SeenAs } from './documents/session/seen-as.ts'
import { Joining } from './joining/joining.ts'
import { Alarm } from './kit/alarm.ts'
import { tellsErrors } from './kit/error-event.ts'
import { FocusKeeper } from './kit/focus-keeper.ts'
import { heading } from './kit/heading.ts'
import { LeaveGuard } from './kit/leave-guard.ts'
import { SpeakingElement } from './kit/speaking.ts'
import { base } from './style/base.ts'
import { controls } from './style/controls.ts'
import { documentControls } from './style/document-controls.ts'
import { file } from './style/file.ts'
import { fitting } from './style/fitting.ts'
import { notice as noticeStyle } from './style/notice.ts'
import { sessionCard } from './style/session-card.ts'
import { tokens } from './style/tokens.ts'
import { Drop, type Dropped } from './tray/drop.ts'

/** From this width on (rem, as in the style sheet) a row has columns. */
const wideFrom = 45

/** While times are shown, they are looked at again after this time, in ms. */
const lookAgainMs = 30_000

/**
 * `<chairside-session-documents url token appointment>`: the prep material of a session, for its practitioner and its staff.
 *
 * @fires chairside-error something went wrong (`detail.error`)
 */
export class ChairsideSessionDocuments extends SpeakingElement {
  static override styles: CSSResultGroup = fitting([
    ...[tokens, base, controls, noticeStyle, file],
    ...[documentControls, sessionCard],
  ])

  static override properties: PropertyDeclarations = {
    url: {},
    token: {},
    appointment: {},
    lang: {},
    theme: { reflect: true },
    headingLevel: { type: Number, attribute: 'heading-level' },
    wide: { state: true },
  }

  /** The server's address. */
  declare url: string
  /** A token of the practitioner or of staff, or a function that gets one. */
  declare token: TokenSource | undefined
  /** The session's id. */
  declare appointment: string
  declare theme: 'light' | 'dark' | undefined
  /** The level of the title's heading. */
  declare headingLevel: number
  declare protected wide: boolean

  protected readonly parts: readonly Part[] = ['live', 'documents']
  readonly #changed = () => this.requestUpdate()
  readonly #failed = tellsErrors(this)
  readonly #alarm = new Alarm(this)
  readonly #focus = new FocusKeeper(this)
  readonly #menus = new Menus(this)
  readonly #gradual = new Gradual(this)
  readonly #speaker = new CardSpeaker(() => this.spoken, this.#changed)
  readonly #joining = new Joining<Documents>(this, this.#alarm, {
    connections,
    join: (address) => openDocuments(address, 'documents'),
    listen: (documents) => [documents.on('connection', this.#changed), documents.on('error', this.#failed)],
    failed: this.#failed,
  })
  readonly #opening = new Opening<SessionMaterial>(this, {
    open: (documents, appointment) => documents.session(appointment),
    failed: this.#failed,
  })
  readonly #acts: CardActs = new CardActs(this.#cardHost())
  readonly #drag = new RowDrag(() => this.#opening.view, this.#acts, this.#changed)
  readonly #drop = new Drop(
    this,
    () => this.#opening.view !== undefined,
    (dropped) => void this.#take(dropped),
  )
  readonly #seenAs = new SeenAs(this.#changed)
  readonly #library = new LibraryChoice(this.#changed)
  readonly #size = new ResizeObserver(([entry]) => {
    this.wide = isWide(entry?.contentRect.width ?? 0)
  })
  /** The move of which the person has dismissed the notice. */
  #dismissedMove = ''

  constructor() {
    super()
    new LeaveGuard(this, () => this.#loses())
    this.url = ''
    this.appointment = ''
    this.headingLevel = 2
    this.wide = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.wide = isWide(this.getBoundingClientRect().width)
    this.#size.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#size.disconnect()
    this.#acts.clear()
    this.#speaker.stop()
    this.#seenAs.end()
    this.#library.end()
  }

  protected override willUpdate(): void {
    const { url, token, appointment } = this
    this.#joining.want({ given: undefined, url, token, needs: { appointment } })
    const documents = this.#joining.live
    this.#opening.want(documents, appointment)
    const material = this.#opening.view
    if (material)
      for (const id of this.#speaker.hear(material)) this.#acts.marks.put(id, { state: 'attached' })
    const { mode } = this.#acts
    if (mode === 'as-client' && material) this.#seenAs.begin(material)
    else this.#seenAs.end()
    if (mode === 'library' && documents) this.#library.begin(documents)
    else this.#library.end()
  }

  protected override render(): TemplateResult {
    const words = this.spoken
    const material = this.#opening.view
    return html`<div class="unseen" role="status" lang=${words.lang}>${this.#speaker.text}</div>
      <section class="card" lang=${words.lang} aria-labelledby=${this.#acts.mode === 'as-client' ? 'as-title' : 'title'}>
        ${material ? this.#card(material, words) : this.#absent(words)}
        <input type="file" id="files" hidden />
      </section>`
  }

  #absent(words: Words): TemplateResult {
    const title = sayOfSession(words, 'title')
    const { problem } = this.#opening
    const why = absence(this.#joining.connection, problem?.problem, words, () => this.#joining.reconnect())
    return html`<header class="card-head" part="head">
        ${heading(this.headingLevel, title, { look: 'title', id: 'title', part: 'title' })}
      </header>
      ${this.#joining.connection.state !== 'quiet' || this.#joining.live ? html`<div class="card-notices">${shown([why])}</div>` : nothing}`
  }

  #card(material: SessionMaterial, words: Words): TemplateResult {
    const documents = this.#joining.live
    const now = Date.now()
    if (material.documents.some(({ from }) => from && from.getTime() > now))
      this.#alarm.before(now + lookAgainMs)
    const card: Card = {
      words,
      material,
      owns: documents?.access.me === material.practitioner,
      wide: this.wide,
      now,
      level: this.headingLevel,
      acts: this.#acts,
      menus: this.#menus,
      gradual: this.#gradual,
    }
    switch (this.#acts.mode) {
      case 'as-client':
        return clientView(card, this.#seenAs)
      case 'library':
        return html`${this.#above(card)}${libraryView(card, this.#library)}`
      case 'list':
      case 'several':
        return html`${this.#above(card)}
          <div class="card-drop">${dropBox(card, this.#drop.over)}</div>
          ${list(card, this.#drag)}`
    }
  }

  /** The head, and what is to be said of the whole card. */
  #above(card: Card): TemplateResult {
    const { material, words, now } = card
    const move = moveOf(material)
    const dismiss = () => {
      this.#dismissedMove = move
      this.#focus.later('#title')
    }
    const moved = this.#dismissedMove === move ? undefined : movedNotice(material, words, now, dismiss)
    const { trouble } = this.#acts
    const notices = [
      ...shown([
        staleness(material, words, () => this.#joining.reconnect()),
        trouble === undefined ? undefined : { icon: 'warn', tone: 'stop', text: trouble },
      ]),
      ...(moved ? [moved] : []),
    ]
    return html`${head(card)}
      ${notices.length > 0 ? html`<div class="card-notices">${notices}</div>` : nothing}`
  }

  async #take({ files, folder, link, handles }: Dropped): Promise<void> {
    const words = this.spoken
    if (!this.#opening.view) return
    this.#acts.add(await withHandles(files, handles))
    if (folder) this.#acts.trouble = sayOfSession(words, 'noFolders')
    else if (link) this.#acts.trouble = sayOfSession(words, 'noLink')
    this.requestUpdate()
  }

  /** Whether leaving the page would stop bytes on their way. */
  #loses(): boolean {
    const uploads = this.#opening.view?.uploads ?? []
    return uploads.some(
      ({ state, source, problem }) =>
        (state === 'queued' || state === 'sending') && source === 'here' && !problem,
    )
  }

  #cardHost(): ConstructorParameters<typeof CardActs>[0] {
    // Getters ask at each act, because the material and the language change.
    const element = this
    return {
      get material() {
        return element.#opening.view
      },
      get words() {
        return element.spoken
      },
      get input() {
        return element.renderRoot.querySelector<HTMLInputElement>('#files')
      },
      speaker: this.#speaker,
      focus: this.#focus,
      changed: this.#changed,
      failed: this.#failed,
    }
  }
}

/** @param width in px */
function isWide(width: number): boolean {
  return width >= wideFrom * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
}
