import type { Sensitivity } from '@chairside/protocol'
import { documentPolicy } from '@chairside/protocol'
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { TokenSource } from '../connection/token.ts'
import { type Documents, openDocuments } from '../documents/documents.ts'
import type { PatientDocuments } from '../documents/profile.ts'
import { callName } from '../messages/call-name.ts'
import type { Part } from '../messages/languages.ts'
import { sayOfLibrary } from '../messages/library.ts'
import { explain } from '../messages/problem.ts'
import { sayOfProfile as say } from '../messages/profile.ts'
import type { Words } from '../messages/words.ts'
import { connections } from './documents/kit/connections.ts'
import { Menus } from './documents/kit/menu.ts'
import { Modal } from './documents/kit/modal.ts'
import { Opening } from './documents/kit/opening.ts'
import { connectionNotices } from './documents/library/connection-notices.ts'
import { LibrarySpeaker } from './documents/library/library-speaker.ts'
import { RowActs } from './documents/library/row-acts.ts'
import { UploadActs } from './documents/library/upload-acts.ts'
import { Draft } from './documents/profile/draft.ts'
import { empty, list } from './documents/profile/list.ts'
import { ProfileActs } from './documents/profile/profile-acts.ts'
import type { ProfileScene } from './documents/profile/scene.ts'
import { SeenBy } from './documents/profile/seen-by.ts'
import { shareDialog } from './documents/profile/share-dialog.ts'
import { Sharing } from './documents/profile/sharing.ts'
import { uploadDialog } from './documents/profile/upload-dialog.ts'
import { uploads } from './documents/profile/uploads.ts'
import type { ChairsidePatientDocumentsEventMap } from './event-maps.ts'
import { Joining } from './joining/joining.ts'
import { Alarm } from './kit/alarm.ts'
import { button } from './kit/button.ts'
import { tellsErrors } from './kit/error-event.ts'
import { FocusKeeper } from './kit/focus-keeper.ts'
import { heading } from './kit/heading.ts'
import { LeaveGuard } from './kit/leave-guard.ts'
import { type Notice, notice } from './kit/notice.ts'
import { SpeakingElement } from './kit/speaking.ts'
import { base } from './style/base.ts'
import { controls } from './style/controls.ts'
import { documentControls } from './style/document-controls.ts'
import { file } from './style/file.ts'
import { fitting } from './style/fitting.ts'
import { library as libraryStyle } from './style/library.ts'
import { notice as noticeStyle } from './style/notice.ts'
import { profile as profileStyle } from './style/profile.ts'
import { tokens } from './style/tokens.ts'
import { views as viewsStyle } from './style/views.ts'
import { Drop } from './tray/drop.ts'

/**
 * `<chairside-patient-documents url token patient appointment>`: the documents of a practitioner's patient, to upload, share,
 * withdraw, and to see who has viewed them. With `appointment`, those of that appointment alone.
 *
 * @fires chairside-remind the practitioner wants the app to remind the patient (`detail.document`, `detail.patient`)
 * @fires chairside-error something went wrong (`detail.error`)
 */
export class ChairsidePatientDocuments extends SpeakingElement<ChairsidePatientDocumentsEventMap> {
  static override styles: CSSResultGroup = fitting([
    ...[tokens, base, controls, noticeStyle, file],
    ...[documentControls, libraryStyle, viewsStyle, profileStyle],
  ])

  static override properties: PropertyDeclarations = {
    url: {},
    token: {},
    patient: {},
    appointment: {},
    lang: {},
    theme: { reflect: true },
    headingLevel: { type: Number, attribute: 'heading-level' },
    defaultSensitivity: { attribute: 'default-sensitivity' },
    reminds: { type: Boolean },
  }

  /** The server's address. */
  declare url: string
  /** A practitioner's desk token, or a function that gets one. */
  declare token: TokenSource | undefined
  /** The patient's id. */
  declare patient: string
  /** The appointment whose documents are wanted; without it all of the patient. */
  declare appointment: string | undefined
  declare theme: 'light' | 'dark' | undefined
  /** The level of the title's heading. */
  declare headingLevel: number
  /** The sensitivity that is chosen beforehand in *Upload Document*. */
  declare defaultSensitivity: Sensitivity | undefined
  /** Whether the app sends a reminder on `chairside-remind`; then documents that were not viewed offer one. */
  declare reminds: boolean

  protected readonly parts: readonly Part[] = ['live', 'documents']
  readonly #alarm = new Alarm(this)
  readonly #focus = new FocusKeeper(this)
  readonly #menus = new Menus(this)
  readonly #changed = () => this.requestUpdate()
  readonly #failed = tellsErrors(this)
  readonly #joining = new Joining<Documents>(this, this.#alarm, {
    connections,
    join: (address) => openDocuments(address, 'documents'),
    listen: (live) => [live.on('connection', this.#changed), live.on('error', this.#failed)],
    failed: this.#failed,
  })
  readonly #opening = new Opening<PatientDocuments>(this, {
    open: (documents) => documents.patient({ patient: this.patient, appointment: this.appointment }),
    failed: this.#failed,
  })
  readonly #acts = new RowActs({
    ...{ changed: this.#changed, failed: this.#failed },
    focus: (...selectors) => this.#focus.later(...selectors),
    rows: () => this.#opening.view?.documents.map(({ id }) => id) ?? [],
  })
  readonly #more = new ProfileActs({
    list: () => this.#opening.view,
    changed: this.#changed,
    failed: this.#failed,
  })
  readonly #seen = new SeenBy(this.#changed, this.#failed)
  readonly #draft = new Draft({
    list: () => this.#opening.view,
    changed: this.#changed,
    usual: () => this.defaultSensitivity ?? 'sensitive',
    closed: () => this.#focus.later('#add', '#title'),
  })
  readonly #sharing = new Sharing({
    changed: this.#changed,
    failed: this.#failed,
    focus: (selector) => this.#focus.later(selector),
    hides: () => {
      if (this.shadowRoot?.activeElement?.closest('.give-more')) this.#focus.later('#show-code')
    },
    said: () => this.#say(say(this.spoken, 'copied')),
    closed: ({ id }) => this.#focus.later(`[id="share-${id}"]`, `[id="menu-${id}"]`, '#title'),
  })
  readonly #uploads = new UploadActs({
    ...{ library: () => this.#opening.view, changed: this.#changed, failed: this.#failed },
    browseAgain: () => this.#input('file-again')?.click(),
  })
  readonly #speaker = new LibrarySpeaker(this, () => this.spoken)
  readonly #drop = new Drop(
    this,
    () => this.#opening.view !== undefined,
    ({ files }) => this.#draft.begin(files),
  )
  /** Whether only what was not viewed is shown. */
  #unviewed = false
  #said: string | undefined

  constructor() {
    super()
    new Modal(this)
    new LeaveGuard(this, () => this.#sends)
    this.url = ''
    this.patient = ''
    this.headingLevel = 2
    this.reminds = false
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#acts.stop()
    this.#more.stop()
    this.#seen.close()
    if (this.#sharing.open) this.#sharing.close()
    this.#draft.close()
  }

  protected override willUpdate(): void {
    const { url, token, patient, appointment } = this
    this.#joining.want({ given: undefined, url, token, needs: { patient } })
    this.#opening.want(this.#joining.live, patient && `${patient}/${appointment ?? ''}`)
    const { view } = this.#opening
    this.#speaker.act(this.#said)
    if (!view) return
    this.#speaker.uploads(view.uploads)
    this.#seen.follow(view.documents)
    this.#sharing.follow(view.documents)
  }

  protected override render(): TemplateResult {
    const words = this.spoken
    const view = this.#opening.view
    const scene = view && this.#scene(view, words)
    const sharing = scene && this.#sharing.open
    return html`<div class="unseen" role="status" lang=${words.lang}>${this.#speaker.text}</div>
    <section class="papers" lang=${words.lang} aria-labelledby="title">
      <div class="card ${this.#drop.over ? 'over' : ''}" part="card">
        <header class="paper-head" part="head">
          <div>
            ${heading(this.headingLevel, sayOfLibrary(words, 'title'), { look: 'title', id: 'title', part: 'title' })}
            ${scene ? html`<p class="subtle" part="count">${countOf(scene)}</p>` : nothing}
          </div>
          ${scene ? this.#tools(scene) : nothing}
        </header>
        ${this.#notices(words)}
        ${scene ? uploads(scene) : nothing}
        ${scene ? this.#body(scene) : nothing}
      </div>
      <input id="file" type="file" accept=".pdf,application/pdf" hidden @change=${this.#chosen} />
      <input id="file-again" type="file" hidden @change=${this.#chosen} />
      ${scene && this.#draft.isOpen ? uploadDialog(scene, this.#browse) : nothing}
      ${scene && sharing && !this.#draft.isOpen ? shareDialog(scene, sharing) : nothing}
    </section>`
  }

  #body(scene: ProfileScene): TemplateResult {
    const showAll = () => {
      this.#unviewed = false
      this.requestUpdate()
    }
    const more = () => void scene.list.more().catch(this.#failed)
    return scene.documents.length > 0 ? list(scene, more) : empty(scene, this.#begin, showAll, more)
  }

  #tools({ words, list: all }: ProfileScene): TemplateResult {
    const toggle = () => {
      this.#unviewed = !this.#unviewed
      this.requestUpdate()
    }
    return html`${
      all.hasMore || all.documents.some(({ views }) => views === 0) || this.#unviewed
        ? html`<button type="button" class="button filter" part="filter" aria-pressed=${this.#unviewed ? 'true' : 'false'} @click=${toggle}>${sayOfLibrary(words, 'unopened')}</button>`
        : nothing
    }${button('main', sayOfLibrary(words, 'upload'), this.#begin, { icon: 'plus', part: 'add', id: 'add' })}`
  }

  #scene(view: PatientDocuments, words: Words): ProfileScene {
    const now = Date.now()
    const { code } = this.#sharing.open ?? {}
    // Seconds are counted while a code is shown; else ages change with the minute.
    const step = code?.hidesAt === undefined && !this.#sharing.open?.undoUntil ? 60_000 : 1_000
    const expiries = view.documents.map(({ document }) => document.expiresAt?.getTime() ?? 0)
    this.#alarm.before(Math.min(now - (now % step) + step, ...expiries.filter((at) => at > now)))
    const documents = view.documents.filter(({ views }) => !this.#unviewed || views === 0)
    return {
      ...{
        words,
        now,
        level: this.headingLevel,
        list: view,
        documents,
        acts: this.#acts,
        menus: this.#menus,
      },
      ...{
        more: this.#more,
        seen: this.#seen,
        sharing: this.#sharing,
        draft: this.#draft,
        uploads: this.#uploads,
      },
      name: view.name === '' ? say(words, 'patient') : callName(view.name, 'patient'),
      reminds: this.reminds,
    }
  }

  #notices(words: Words): TemplateResult | typeof nothing {
    const problem = this.#opening.problem ?? this.#opening.view?.problem
    const all: Notice[] = connectionNotices(this.#joining.connection, problem?.problem, words, () =>
      this.#joining.reconnect(),
    )
    const quiet = (text: string, act: () => void) => button('quiet', text, act, { tight: true })
    const { deleted } = this.#acts
    const { trouble, takenOff } = this.#more
    if (trouble)
      all.push({
        ...{ icon: 'warn', tone: 'stop', text: explain(words, trouble.problem, { file: trouble.file }) },
        actions: quiet(words.say('dismiss'), () => this.#more.forgetTrouble()),
      })
    if (takenOff)
      all.push({
        ...{ icon: 'check', text: say(words, 'wasRemoved', { file: takenOff.document.name }) },
        actions: quiet(say(words, 'undo'), () => this.#more.putBack()),
      })
    if (deleted !== undefined)
      all.push({
        ...{ icon: 'check', text: sayOfLibrary(words, 'wasDeleted', { file: deleted }) },
        actions: quiet(words.say('dismiss'), () => this.#acts.forgetDeleted()),
      })
    return all.length === 0 ? nothing : html`<div class="notices">${all.map(notice)}</div>`
  }

  /** Whether this page sends bytes that are only in it. */
  get #sends(): boolean {
    const all = this.#opening.view?.uploads ?? []
    return all.some(({ state, source }) => source === 'here' && /^(queued|sending|paused)$/.test(state))
  }

  #say(text: string): void {
    this.#said = text
    this.requestUpdate()
  }

  readonly #begin = (): void => this.#draft.begin()

  #input(id: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)
  }

  readonly #browse = (): void => this.#input('file')?.click()

  readonly #chosen = (event: Event): void => {
    const input = event.target
    if (!(input instanceof HTMLInputElement)) return
    const files = [...(input.files ?? [])]
    // Emptied, so that the same file can be chosen again.
    input.value = ''
    const [first] = files
    if (!first) return
    if (input.id === 'file') this.#draft.choose(files)
    else void this.#uploads.chosen(first)
  }
}

/** How many documents there are, how many of them have expired, and what can be added. */
function countOf({ words, list: all, now }: ProfileScene): string {
  const { documents, appointment, total: count, hasMore } = all
  const expired = documents.filter(({ document: { expiresAt } }) => expiresAt && expiresAt.getTime() <= now)
  return [
    appointment === undefined ? sayOfLibrary(words, 'total', { count }) : say(words, 'totalHere', { count }),
    // Of what is not loaded it is not known.
    ...(expired.length > 0 && !hasMore ? [say(words, 'expiredCount', { count: expired.length })] : []),
    say(words, 'limit', { size: words.size(documentPolicy.bytes) }),
  ].join(' · ')
}
