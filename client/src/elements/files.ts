import { ChairsideError } from '@chairside/protocol'
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { TokenSource } from '../connection/token.ts'
import { type Documents, openDocuments } from '../documents/documents.ts'
import type { PatientFiles } from '../documents/files.ts'
import type { PatientSession } from '../documents/patient-session.ts'
import { sayOfFiles } from '../messages/files.ts'
import type { Part } from '../messages/languages.ts'
import type { Words } from '../messages/words.ts'
import { archiveBand, heardText } from './documents/files/archive-band.ts'
import { ArchiveSavings } from './documents/files/archives.ts'
import { badgeDetail } from './documents/files/badge.ts'
import { CodeOpening } from './documents/files/code-opening.ts'
import { codeViewer } from './documents/files/code-row.ts'
import { FilesSpeaker } from './documents/files/files-speaker.ts'
import { type FileGroup, filesIn, groupOfSession, groupsOf, packed } from './documents/files/group.ts'
import { allIdOf, type GroupActs, titleIdOf } from './documents/files/group-bands.ts'
import { InView } from './documents/files/in-view.ts'
import { canOpen, type FileItem, itemsOf, picturesOf } from './documents/files/item.ts'
import { FilesNews } from './documents/files/news.ts'
import { OwnViews } from './documents/files/own-views.ts'
import { countOpened, profileGroups } from './documents/files/profile-group.ts'
import { savingNote } from './documents/files/saving-note.ts'
import { seenFiles } from './documents/files/seen-files.ts'
import { emptyText, type FilesView, sessionGroup, titleOf } from './documents/files/session-group.ts'
import type { SavingNote, ShownFiles } from './documents/files/shown-files.ts'
import { shownStatus } from './documents/files/shown-status.ts'
import { sentBy } from './documents/files/state-text.ts'
import { Thumbnails } from './documents/files/thumbnails.ts'
import { toolbar } from './documents/files/toolbar.ts'
import { nextWording } from './documents/files/when.ts'
import { patientConnections } from './documents/kit/connections.ts'
import { Opening } from './documents/kit/opening.ts'
import { Lightbox } from './documents/lightbox/lightbox.ts'
import { lightboxView } from './documents/lightbox/lightbox-view.ts'
import type { ChairsideFilesEventMap } from './event-maps.ts'
import { Joining } from './joining/joining.ts'
import { Alarm } from './kit/alarm.ts'
import { button } from './kit/button.ts'
import { tellsErrors } from './kit/error-event.ts'
import { FocusKeeper } from './kit/focus-keeper.ts'
import { notice } from './kit/notice.ts'
import { SpeakingElement } from './kit/speaking.ts'
import { pageAddress, savingHere } from './panel/device.ts'
import { Downloads } from './panel/downloads.ts'
import { type FileTrouble, troubleText } from './panel/file-trouble.ts'
import { ofConnection } from './panel/notices.ts'
import { base } from './style/base.ts'
import { controls } from './style/controls.ts'
import { file } from './style/file.ts'
import { files } from './style/files.ts'
import { fitting } from './style/fitting.ts'
import { lightbox } from './style/lightbox.ts'
import { notice as noticeStyle } from './style/notice.ts'
import { tokens } from './style/tokens.ts'
import { views as viewsStyle } from './style/views.ts'

/**
 * `<chairside-files url token view>`: what a client may see of their appointments: documents, and files received in calls.
 *
 * @fires badge how many files are new and were in no Files tab yet (`detail.count`, `.text`, `.label`)
 * @fires chairside-error something went wrong (`detail.error`)
 */
export class ChairsideFiles extends SpeakingElement<ChairsideFilesEventMap> {
  static override styles: CSSResultGroup = fitting([
    ...[tokens, base, controls, noticeStyle],
    ...[file, files, viewsStyle, lightbox],
  ])

  static override properties: PropertyDeclarations = {
    url: {},
    token: {},
    appointment: {},
    view: {},
    lang: {},
    theme: { reflect: true },
    headingLevel: { type: Number, attribute: 'heading-level' },
    appSaves: { type: Boolean, attribute: 'app-saves' },
  }

  /** The server's address. */
  declare url: string
  /** A token for the client's files, or for one appointment; or a function that gets one. */
  declare token: TokenSource | undefined
  /** Shows the files of this appointment alone. */
  declare appointment: string | undefined
  /** `inline` is a short list beside an appointment; `gallery` and `list` are a page of their own. */
  declare view: FilesView
  declare theme: 'light' | 'dark' | undefined
  /** The level of the groups' headings. */
  declare headingLevel: number
  /** The page is in a web view of an app that saves downloads. */
  declare appSaves: boolean

  protected readonly parts: readonly Part[] = ['live', 'documents']
  readonly #alarm = new Alarm(this)
  readonly #focus = new FocusKeeper(this)
  readonly #inView = new InView(this)
  readonly #thumbnails = new Thumbnails(this)
  readonly #failed = tellsErrors(this)
  readonly #joining = new Joining<Documents>(this, this.#alarm, {
    connections: patientConnections,
    join: (address) => openDocuments(address, 'files'),
    listen: (live) => [
      live.on('connection', () => this.#lightbox.again()),
      live.on('connection', () => this.requestUpdate()),
      live.on('error', this.#failed),
    ],
    failed: this.#failed,
  })
  readonly #opening = new Opening<PatientFiles>(this, {
    open: (documents) => documents.files(this.appointment || undefined),
    failed: this.#failed,
  })
  readonly #speaker = new FilesSpeaker(this, () => this.spoken)
  readonly #news = new FilesNews()
  readonly #savings = new ArchiveSavings(() => this.#savingsChanged(), this.#failed)
  readonly #openings = new OwnViews(this, () => this.#opening.view, this.#failed)
  readonly #downloads = new Downloads<FileItem>()
  readonly #troubles = new WeakMap<FileItem, FileTrouble>()
  readonly #lightbox = new Lightbox(this, {
    shown: (item) => countOpened(item),
    closed: ({ id }) => this.#focus.later(`[id="open-${id}"]`, '.group [tabindex="-1"]'),
    alt: ({ name }) => name,
  })
  readonly #codes = new CodeOpening(this, this.#failed, (id) => this.#focus.later(`[id="unlock-${id}"]`))
  /** Files that came while the page was open, by group, until they are dismissed. */
  readonly #came = new Map<string, readonly string[]>()
  /** What was said of savings last, by group. */
  readonly #said = new Map<string, string>()
  #cancel: (() => void) | undefined
  #badge: number | undefined
  #lightboxOf: string | undefined
  #loadsMore = false

  constructor() {
    super()
    this.url = ''
    this.view = 'gallery'
    this.headingLevel = 2
    this.appSaves = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#cancel = seenFiles.onChange(() => this.requestUpdate())
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#cancel?.()
    this.#savings.endAll()
    this.#news.forget()
  }

  protected override willUpdate(): void {
    const { url, token } = this
    this.#joining.want({ given: undefined, url, token })
    const { live, connection } = this.#joining
    this.#opening.want(live, this.appointment || 'all')
    this.#speaker.connection(connection, live?.connection.state === 'up')
    const files = this.#opening.view
    if (!files) {
      this.#news.forget()
      return
    }
    const came = this.#news.since(files)
    for (const { group, item } of came)
      this.#came.set(group.key, [...(this.#came.get(group.key) ?? []), item.name])
    this.#speaker.came(came)
    const shown = groupsOf(files).find(({ key }) => key === this.#lightboxOf)
    this.#lightbox.follow(shown ? picturesOf(shown) : [])
    if (this.view !== 'inline' && this.#inView.now) seenFiles.see(filesIn(files))
    this.#tellBadge(files)
  }

  protected override render(): TemplateResult {
    const words = this.spoken
    const shown = this.#shown(words)
    const files = this.#opening.view
    return html`<div class="unseen" role="status" lang=${words.lang}>${this.#speaker.text}</div>
    <div class="files ${this.view}" part="files" lang=${words.lang}>
      ${this.#notices(words)}
      ${files && this.view !== 'inline' ? toolbar(files, { now: this.view, choose: this.#choose }, words) : nothing}
      ${files ? this.#groups(files, shown) : nothing}
      ${files?.hasMore ? html`<div class="more">${button('plain', sayOfFiles(words, 'showEarlierSessions'), () => this.#more(files), { part: 'more' })}</div>` : nothing}
    </div>
    ${codeViewer(this.#codes, this.url, words)}
    ${lightboxView(this.#lightbox, shown, (item) => sentBy(item, files?.sessions ?? [], words))}`
  }

  readonly #choose = (view: 'gallery' | 'list'): void => {
    this.view = view
  }

  #groups(files: PatientFiles, shown: ShownFiles): TemplateResult {
    const sessions = files.sessions.filter((session) => this.appointment || itemsOf(session).length > 0)
    this.#alarm.before(this.#openings.isOpen ? shown.now + 60_000 : nextWording(shown.now))
    if (sessions.length + files.profile.length === 0)
      return html`<div class="group">${emptyText(sayOfFiles(shown.words, 'emptyAll'), shown)}</div>`
    const named = this.view !== 'inline' || !this.appointment
    return html`${repeat(
      sessions,
      ({ appointment }) => appointment,
      (session) => this.#group(session, shown, named),
    )}${profileGroups(files.profile, shown, {
      level: this.headingLevel,
      actsOf: (group, title) => this.#acts(group, title, shown.words),
    })}`
  }

  #group(session: PatientSession, shown: ShownFiles, named: boolean): TemplateResult {
    for (const item of itemsOf(session))
      if ('from' in item && item.from) this.#alarm.before(nextWording(shown.now, item.from))
    return sessionGroup(session, shown, {
      view: this.view,
      headingLevel: this.headingLevel,
      named,
      acts: this.#acts(groupOfSession(session), titleOf(session, shown), shown.words),
    })
  }

  #acts(group: FileGroup, title: string, words: Words): GroupActs {
    const { key } = group
    const state = this.#savings.of(key)
    const toTitle = `[id="${titleIdOf(group)}"]`
    const save = () => {
      void this.#savings.save(group, packed(group).length, savingHere(this.appSaves))
      this.#focus.later(toTitle)
    }
    const acts = {
      again: save,
      share: () => void this.#savings.share(key),
      end: () => {
        this.#savings.end(key)
        this.#focus.later(`[id="${allIdOf(group)}"]`, toTitle)
      },
    }
    return {
      band: state && archiveBand(state, { words, title, address: pageAddress() }, acts),
      saves: state?.state !== 'packing' && state?.state !== 'saving',
      came: this.#came.get(key) ?? [],
      downloadAll: save,
      dismissCame: () => {
        this.#came.delete(key)
        this.#focus.later(toTitle)
      },
    }
  }

  #notices(words: Words): TemplateResult {
    const { live, connection } = this.#joining
    const problem = this.#opening.view?.problem ?? this.#opening.problem
    const status = shownStatus(connection, live !== undefined, problem)
    const reconnect = () => {
      this.#joining.reconnect()
      this.#opening.view?.refresh().catch(() => {})
    }
    const all = ofConnection(status, words, { inCall: false, sends: false, reconnect })
    return html`${all.map(notice)}`
  }

  #shown(words: Words): ShownFiles {
    return {
      words,
      now: Date.now(),
      thumb: (item, place) => this.#thumbnails.at(`${place}-${item.id}`, item),
      codes: this.#codes,
      openings: this.#openings,
      isNew: (item) => seenFiles.isNew(item),
      note: (item) => this.#note(item, words),
      download: (item) => void this.#download(item),
      open: (item) => this.#open(item),
    }
  }

  #open(item: FileItem): void {
    const files = this.#opening.view
    const group = files && groupsOf(files).find(({ items }) => items.includes(item))
    if (!group || !canOpen(item)) return
    this.#lightboxOf = group.key
    this.#lightbox.open(item, picturesOf(group))
  }

  async #download(item: FileItem, action: 'download' | 'copy-address' = 'download'): Promise<void> {
    let last: FileTrouble | undefined
    const say = (of: FileItem, trouble: FileTrouble | undefined) => {
      last = trouble
      if (trouble === undefined) this.#troubles.delete(of)
      else this.#troubles.set(of, trouble)
      this.requestUpdate()
    }
    try {
      await this.#downloads.act(action, item, say, this.appSaves)
      if (last === undefined || last === 'find-it') countOpened(item) // Else nothing was saved yet.
    } catch (error) {
      this.#failed(error)
      say(item, error instanceof ChairsideError ? error.problem : { code: 'INTERNAL' })
    }
  }

  #note(item: FileItem, words: Words): SavingNote | undefined {
    const trouble = this.#troubles.get(item)
    if (trouble === undefined) return undefined
    const text = troubleText(trouble, item, { words, otherName: '' })
    return savingNote(
      trouble,
      { file: item.name, text },
      words,
      (action) => void this.#download(item, action),
    )
  }

  #more(files: PatientFiles): void {
    if (this.#loadsMore) return
    this.#loadsMore = true
    files
      .more()
      .catch(this.#failed)
      .finally(() => {
        this.#loadsMore = false
      })
  }

  #savingsChanged(): void {
    this.requestUpdate()
    const [words, files] = [this.spoken, this.#opening.view]
    for (const { key } of files ? groupsOf(files) : []) {
      const state = this.#savings.of(key)
      const text = state ? heardText(state, words) : ''
      if (this.#said.get(key) === text) continue
      this.#said.set(key, text)
      if (text !== '') this.#speaker.saving(text)
    }
  }

  #tellBadge(files: PatientFiles): void {
    const words = this.spoken
    const count = filesIn(files).filter((item) => seenFiles.isUnseen(item)).length
    if (this.#badge === count) return
    this.#badge = count
    const detail = badgeDetail(count, words)
    this.dispatchEvent(new CustomEvent('badge', { detail, bubbles: true, composed: true }))
  }
}
