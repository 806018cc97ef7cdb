import { type CSSResultGroup, html, nothing, type TemplateResult } from 'lit'
import { SpeakingElement } from '../../src/elements/kit/speaking.ts'
import { base } from '../../src/elements/style/base.ts'
import { controls } from '../../src/elements/style/controls.ts'
import { file } from '../../src/elements/style/file.ts'
import { tokens } from '../../src/elements/style/tokens.ts'
import { ChairsideViewer } from '../../src/elements/viewer/viewer.ts'
import type { OpenDocument } from '../../src/links/open-document.ts'
import { isSpoken, type Part } from '../../src/messages/languages.ts'
import { sayOfLink } from '../../src/messages/link.ts'
import type { Words } from '../../src/messages/words.ts'
import type { DocumentSource } from '../../src/viewer/frame.ts'
import type { DoorActs } from './card.ts'
import type { Door } from './door.ts'
import { doorStyle } from './style.ts'
import { canStay, isSoon, shortText } from './time-left.ts'
import { doorView } from './views.ts'
import { Visit } from './visit.ts'

/** `<chairside-link>`: the page of a share link. It takes the link from the page's own address. */
export class ChairsideLink extends SpeakingElement {
  static override styles: CSSResultGroup = [tokens, base, controls, file, doorStyle]

  protected readonly parts: readonly Part[] = ['live', 'documents']
  readonly #visit = new Visit(() => this.#changed())
  /** The state whose heading had the focus last. */
  #shown: Door['state'] = 'loading'
  /** Whether the next state comes of an act of the person: then the focus follows it. */
  #acted = false
  #note = ''
  #sources = new WeakMap<OpenDocument, DocumentSource>()
  #timer: ReturnType<typeof setInterval> | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    this.lang = navigator.languages.find(isSpoken) ?? 'en'
    window.addEventListener('hashchange', this.#begin)
    document.addEventListener('visibilitychange', this.#back)
    window.addEventListener('online', this.#back)
    // The time that is left, and a wait that counts down.
    this.#timer = setInterval(() => this.requestUpdate(), 1000)
    this.#begin()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener('hashchange', this.#begin)
    document.removeEventListener('visibilitychange', this.#back)
    window.removeEventListener('online', this.#back)
    clearInterval(this.#timer)
    this.#visit.end()
  }

  protected override render(): TemplateResult {
    const words = this.spoken
    document.documentElement.lang = words.lang
    document.title = sayOfLink(words, 'pageTitle')
    const { door, page } = this.#visit
    const viewing = door.state === 'open' && door.viewing
    const scene = { words, now: Date.now(), page, note: this.#note, acts: this.#acts }
    return html`<main class="door" lang=${words.lang} ?inert=${viewing} ?hidden=${viewing}>${ofApp(words)}${doorView(door, scene)}</main>
      ${viewing ? html`<main>${this.#viewer(door.opened, words)}</main>` : nothing}`
  }

  #viewer(opened: OpenDocument, words: Words): TemplateResult {
    const [now, ends] = [Date.now(), opened.expiresAt.getTime()]
    const offers = isSoon(ends - now) && canStay(opened)
    return html`<chairside-viewer
      .url=${new URL('.', location.href).href} .source=${this.#sourceOf(opened)} .name=${opened.document.name}
      .saves=${opened.saves} .page=${this.#visit.page} lang=${words.lang} .note=${shortText(ends, now, words)}
      .band=${offers ? { text: shortText(ends, now, words), act: sayOfLink(words, 'stay') } : undefined}
      @viewer-close=${this.#leave} @viewer-save=${this.#acts.save} @viewer-act=${this.#acts.stay}
      @viewer-shown=${() => opened.viewed().catch(() => {})} @viewer-page=${this.#read}
    ></chairside-viewer>`
  }

  #sourceOf(opened: OpenDocument): DocumentSource {
    const known = this.#sources.get(opened)
    if (known) return known
    const source: DocumentSource = {
      size: opened.document.size,
      mime: opened.document.mime,
      read: (begin, end, signal) => opened.bytes(begin, end, signal),
    }
    this.#sources.set(opened, source)
    return source
  }

  readonly #acts: DoorActs = {
    open: (code) => this.#act(() => this.#visit.open(code)),
    ask: () => this.#act(() => this.#visit.ask()),
    paste: (text) => this.#act(() => this.#visit.paste(text)),
    again: () => this.#act(() => this.#visit.look()),
    view: () => this.#visit.view(true),
    save: () => void this.#save(),
    stay: () => {
      const { door } = this.#visit
      if (door.state === 'open') door.opened.stay().catch(() => {})
    },
  }

  #act(act: () => Promise<void>): void {
    this.#acted = true
    act().finally(() => {
      this.#acted = false
    })
  }

  async #save(): Promise<void> {
    const { door } = this.#visit
    if (door.state !== 'open') return
    const failed = (): void => {
      this.#note = sayOfLink(this.spoken, 'notDownloaded')
      this.requestUpdate()
    }
    this.#note = ''
    try {
      await door.opened.download({ failed })
      // What cannot be seen here is viewed once its download has begun.
      await door.opened.viewed().catch(() => {})
    } catch {
      failed()
    }
  }

  readonly #begin = (): void => {
    void this.#visit.begin()
  }

  /** The page is seen again, or the device is online again. */
  readonly #back = (): void => {
    const { state } = this.#visit.door
    if (!document.hidden && (state === 'no-connection' || state === 'code' || state === 'later'))
      void this.#visit.look()
  }

  readonly #leave = (): void => {
    this.#visit.view(false)
    this.updateComplete
      .then(() => this.renderRoot.querySelector<HTMLElement>('#view')?.focus())
      .catch(() => {})
  }

  readonly #read = (event: Event): void => {
    if (event.target instanceof ChairsideViewer) this.#visit.read(event.target.page)
  }

  #changed(): void {
    this.requestUpdate()
    const { door } = this.#visit
    const isNew = door.state !== this.#shown && door.state !== 'loading'
    if (isNew && (this.#acted || this.#shown === 'open')) void this.#focusTitle()
    else if (door.state === 'code' && door.trouble && this.#acted && !door.busy) void this.#focusCode()
    if (door.state !== 'loading') this.#shown = door.state
  }

  async #focusTitle(): Promise<void> {
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('#door-title')?.focus()
  }

  async #focusCode(): Promise<void> {
    await this.updateComplete
    this.renderRoot.querySelector<HTMLInputElement>('#code')?.select()
  }
}

/** Whose documents these are, as the server says in the page; nothing where it has no name. */
function ofApp(words: Words): TemplateResult | typeof nothing {
  const name = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content
  return name ? html`<p class="subtle">${sayOfLink(words, 'documentsOf', { name })}</p>` : nothing
}
