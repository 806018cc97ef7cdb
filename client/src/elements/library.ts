import { ChairsideError } from '@chairside/protocol'
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { failure } from '../connection/failure.ts'
import type { TokenSource } from '../connection/token.ts'
import { type Documents, openDocuments } from '../documents/documents.ts'
import type { Library } from '../documents/library.ts'
import type { Part } from '../messages/languages.ts'
import { sayOfLibrary as say } from '../messages/library.ts'
import type { Words } from '../messages/words.ts'
import { connections } from './documents/kit/connections.ts'
import { Menus } from './documents/kit/menu.ts'
import { Opening } from './documents/kit/opening.ts'
import { band, counted } from './documents/library/band.ts'
import { connectionNotices } from './documents/library/connection-notices.ts'
import { empty } from './documents/library/empty.ts'
import { LibrarySpeaker } from './documents/library/library-speaker.ts'
import { list } from './documents/library/list.ts'
import { ListWindow } from './documents/library/list-window.ts'
import { Looking } from './documents/library/looking.ts'
import { RowActs } from './documents/library/row-acts.ts'
import type { LibraryScene, LibrarySession } from './documents/library/scene.ts'
import { toolbar } from './documents/library/toolbar.ts'
import { UploadActs } from './documents/library/upload-acts.ts'
import { uploadRows } from './documents/library/upload-rows.ts'
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
import { tokens } from './style/tokens.ts'
import { Drop } from './tray/drop.ts'

/**
 * `<chairside-library url token>`: all documents of a practitioner, to find, open, upload, change and delete them. With the
 * property `sessions` a document can be attached to one of them.
 *
 * @fires chairside-error something went wrong (`detail.error`)
 */
export class ChairsideLibrary extends SpeakingElement {
  static override styles: CSSResultGroup = fitting([
    tokens,
    base,
    controls,
    noticeStyle,
    file,
    documentControls,
    libraryStyle,
  ])

  static override properties: PropertyDeclarations = {
    url: {},
    token: {},
    lang: {},
    theme: { reflect: true },
    headingLevel: { type: Number, attribute: 'heading-level' },
    sessions: { attribute: false },
  }

  /** The server's address. */
  declare url: string
  /** A practitioner's desk token, or a function that gets one. */
  declare token: TokenSource | undefined
  declare theme: 'light' | 'dark' | undefined
  /** The level of the title's heading. */
  declare headingLevel: number
  /** The sessions to which a document can be attached, in the order in which they are offered. */
  declare sessions: readonly LibrarySession[] | undefined

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
  readonly #opening = new Opening<Library>(this, {
    open: (documents) => documents.library(this.#looking.view),
    failed: this.#failed,
  })
  readonly #looking = new Looking(() => this.#opening.view, this.#changed)
  readonly #near = new ListWindow(this, () => this.#more())
  readonly #acts = new RowActs({
    changed: this.#changed,
    failed: this.#failed,
    focus: (...selectors) => this.#focus.later(...selectors),
    rows: () => this.#opening.view?.documents.map(({ id }) => id) ?? [],
  })
  readonly #uploads = new UploadActs({
    library: () => this.#opening.view,
    changed: this.#changed,
    failed: this.#failed,
    browseAgain: () => this.#input('file-again')?.click(),
  })
  readonly #speaker = new LibrarySpeaker(this, () => this.spoken)
  readonly #drop = new Drop(
    this,
    () => this.#opening.view !== undefined,
    ({ files, folder }) => this.#uploads.add(files, folder),
  )

  /** Whether a page is being loaded, and why the last one is missing. */
  #loading = false
  #missing: ChairsideError | undefined

  constructor() {
    super()
    new LeaveGuard(this, () => this.#sends)
    this.url = ''
    this.headingLevel = 2
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#looking.stop()
    this.#acts.stop()
  }

  protected override willUpdate(): void {
    const { url, token } = this
    this.#joining.want({ given: undefined, url, token })
    this.#opening.want(this.#joining.live, 'library')
    const { view } = this.#opening
    if (!view) return
    this.#speaker.uploads(view.uploads)
    const { deleted } = this.#acts
    this.#speaker.act(deleted && say(this.spoken, 'wasDeleted', { file: deleted }))
  }

  protected override render(): TemplateResult {
    const words = this.spoken
    const library = this.#opening.view
    const scene = library && this.#scene(library, words)
    if (scene && !this.#looking.runs) this.#speaker.found(counted(scene))
    return html`<div class="unseen" role="status" lang=${words.lang}>${this.#speaker.text}</div>
    <section class="library" lang=${words.lang} aria-labelledby="title">
      <header class="page-head" part="head">
        <div>
          ${heading(this.headingLevel, say(words, 'title'), { look: 'desk-title', id: 'title', part: 'title' })}
          <p class="subtle">${say(words, 'subtitle')}</p>
        </div>
        ${library ? button('main', say(words, 'upload'), this.#browse, { icon: 'plus', part: 'add' }) : nothing}
      </header>
      <input id="files" type="file" multiple hidden @change=${this.#chosen} />
      <input id="file-again" type="file" hidden @change=${this.#chosenAgain} />
      <div class="card ${this.#drop.over ? 'over' : ''}" part="card">
        ${this.#drop.over ? html`<p class="dropping">${say(words, 'drop')}</p>` : nothing}
        ${scene ? toolbar(this.#looking, words) : nothing}
        ${scene ? band(scene) : nothing}
        ${this.#notices(words)}
        ${scene ? uploadRows(scene) : nothing}
        ${scene ? this.#list(scene) : nothing}
      </div>
    </section>`
  }

  protected override updated(): void {
    // What was loaded may be less than what can be seen.
    if (this.#opening.view?.hasMore && !this.#loading && !this.#missing) this.#near.again()
  }

  #list(scene: LibraryScene): TemplateResult | typeof nothing {
    if (scene.documents.length > 0) return list(scene, this.#near, () => this.#more())
    if (this.#looking.runs || scene.library.uploads.length > 0) return nothing
    return empty(scene, this.#browse)
  }

  #scene(library: Library, words: Words): LibraryScene {
    const now = Date.now()
    // Renders again at the next full minute, because ages and expiries are shown.
    this.#alarm.before(now - (now % 60_000) + 60_000)
    const onTheirWay = new Set(library.uploads.map(({ id }) => id))
    const documents = library.documents.filter(({ id }) => !onTheirWay.has(id))
    const { headingLevel: level, sessions } = this
    return {
      ...{ words, now, level, library, documents, sessions },
      ...{ looking: this.#looking, acts: this.#acts, uploads: this.#uploads, menus: this.#menus },
    }
  }

  #notices(words: Words): TemplateResult | typeof nothing {
    const problem = this.#opening.problem ?? this.#opening.view?.problem ?? this.#missing
    const reconnect = () => {
      if (this.#missing) this.#more()
      else this.#joining.reconnect()
    }
    const { deleted } = this.#acts
    const dismiss = (act: () => void) => button('quiet', words.say('dismiss'), act, { tight: true })
    const all: Notice[] = connectionNotices(this.#joining.connection, problem?.problem, words, reconnect)
    if (deleted !== undefined)
      all.push({
        ...{ icon: 'check', text: say(words, 'wasDeleted', { file: deleted }) },
        actions: dismiss(() => this.#acts.forgetDeleted()),
      })
    if (this.#uploads.folder)
      all.push({
        ...{ icon: 'info', text: say(words, 'folder') },
        actions: dismiss(() => this.#uploads.forgetFolder()),
      })
    return all.length === 0 ? nothing : html`<div class="notices">${all.map(notice)}</div>`
  }

  #more(): void {
    const library = this.#opening.view
    if (!library?.hasMore || this.#loading) return
    this.#loading = true
    const done = (error?: unknown) => {
      this.#loading = false
      this.#missing = error === undefined ? undefined : asError(error)
      if (error !== undefined) this.#failed(error)
      this.requestUpdate()
    }
    library.more().then(() => done(), done)
  }

  /** Whether this page sends bytes that are only in it. */
  get #sends(): boolean {
    const uploads = this.#opening.view?.uploads ?? []
    return uploads.some(({ state, source }) => source === 'here' && /^(queued|sending|paused)$/.test(state))
  }

  #input(id: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)
  }

  readonly #browse = (): void => this.#input('files')?.click()

  readonly #chosen = (event: Event): void => this.#uploads.add(taken(event))

  readonly #chosenAgain = (event: Event): void => {
    const [file] = taken(event)
    if (file) void this.#uploads.chosen(file)
  }
}

const asError = (cause: unknown): ChairsideError =>
  cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)

/** The files of an input; it is emptied, so that the same file can be chosen again. */
function taken(event: Event): readonly File[] {
  const input = event.target
  if (!(input instanceof HTMLInputElement)) return []
  const files = [...(input.files ?? [])]
  input.value = ''
  return files
}
