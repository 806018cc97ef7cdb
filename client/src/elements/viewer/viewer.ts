import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Part } from '../../messages/languages.ts'
import { sayOfViewer } from '../../messages/viewer.ts'
import type { Words } from '../../messages/words.ts'
import { type DocumentSource, type ViewerFrame, viewerFrame } from '../../viewer/frame.ts'
import { pictureFrame } from '../../viewer/picture.ts'
import type { FromFrame } from '../../viewer/talk.ts'
import { Menus } from '../documents/kit/menu.ts'
import { sign } from '../documents/kit/sign.ts'
import { button } from '../kit/button.ts'
import { icon } from '../kit/icon.ts'
import { SpeakingElement } from '../kit/speaking.ts'
import { base } from '../style/base.ts'
import { controls } from '../style/controls.ts'
import { names } from '../style/file.ts'
import { fitting } from '../style/fitting.ts'
import { tokens } from '../style/tokens.ts'
import { viewer } from '../style/viewer.ts'
import { LatestPress } from './latest-press.ts'
import { maxPrinted, Printing } from './printing.ts'
import { after, beginning, type Reading } from './reading.ts'
import { footBar, headBar, menuItems, type ViewerActs, type ViewerHead } from './viewer-bar.ts'

/** A band below the head: the time runs out, and what can be done about it. */
export interface ViewerBand {
  readonly text: string
  readonly act: string
}

/**
 * `<chairside-viewer>`: shows a PDF or a picture over its whole box. The pages are drawn in a frame with an origin of its own; the bars
 * around it belong to the page, so that they work whatever a document does to its frame.
 *
 * @fires viewer-close the reader goes back
 * @fires viewer-save the reader wants to download the document
 * @fires viewer-act the reader pressed the act of the band
 * @fires viewer-shown a first page is on the screen
 * @fires viewer-page another page is read (`page`)
 * @fires viewer-failed the bytes cannot be read (`detail.error`)
 */
export class ChairsideViewer extends SpeakingElement {
  static override styles: CSSResultGroup = fitting([tokens, base, controls, names, viewer])

  static override properties: PropertyDeclarations = {
    url: {},
    source: { attribute: false },
    name: {},
    note: {},
    band: { attribute: false },
    saves: { type: Boolean },
    page: { type: Number },
    lang: {},
    theme: { reflect: true },
    reading: { state: true },
    searches: { state: true },
    outlined: { state: true },
    trouble: { state: true },
    wished: { state: true },
  }

  /** The server's address. */
  declare url: string
  declare source: DocumentSource | undefined
  declare name: string
  /** What stands below the name, such as how long the document is open. */
  declare note: string
  declare band: ViewerBand | undefined
  /** Whether the document may be downloaded and printed. */
  declare saves: boolean
  /** The page that is shown, from 1 on. Set before, it is the one to begin with. */
  declare page: number
  declare theme: 'light' | 'dark' | undefined
  declare reading: Reading
  declare searches: boolean
  declare outlined: boolean
  /** What was said of printing. */
  declare trouble: string
  /** What the frame says that the reader wants, although they may have pressed nothing: they are asked. */
  declare wished: 'save' | 'print' | undefined

  protected readonly parts: readonly Part[] = ['live', 'documents']
  readonly #menus = new Menus(this)
  readonly #printing = new Printing()
  readonly #press = new LatestPress()
  #frame: ViewerFrame | undefined
  #isShown = false

  constructor() {
    super()
    this.url = ''
    this.name = ''
    this.note = ''
    this.saves = false
    this.page = 1
    this.reading = beginning
    this.searches = false
    this.outlined = false
    this.trouble = ''
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#frame?.close()
    this.#frame = undefined
    this.#printing.forget()
  }

  protected override firstUpdated(): void {
    this.#open()
    this.renderRoot.querySelector<HTMLElement>('#viewer-name')?.focus()
  }

  protected override render(): TemplateResult {
    const { reading } = this
    const words = this.spoken
    const acts = this.#acts(words)
    const outline = reading.outline.length > 0 ? () => this.#toggleOutline() : undefined
    const items = menuItems(reading, acts, outline, words)
    const menu: ViewerHead['menu'] =
      items.length > 0 ? this.#menus.button('viewer', sayOfViewer(words, 'more'), items) : nothing
    const head: ViewerHead = {
      name: this.name,
      note: this.note,
      searches: this.searches,
      finds: !this.#isPicture,
      menu,
    }
    return html`<div class="viewer" part="viewer" lang=${words.lang} @keydown=${this.#key}>
      ${headBar(head, reading, acts, words)}
      ${this.band ? html`<div class="viewer-band" role="status">${icon('clock')}<span>${this.band.text}</span>${button('quiet', this.band.act, () => this.#say('viewer-act'), { tight: true })}</div>` : nothing}
      ${this.trouble === '' ? nothing : html`<div class="viewer-band" role="status">${icon('info')}<span>${this.trouble}</span></div>`}
      ${this.wished && reading.state === 'open' ? this.#question(this.wished, acts, words) : nothing}
      <div class="viewer-room">
        ${this.outlined ? this.#outline(words) : nothing}
        <div class="viewer-frame" ?hidden=${reading.state === 'broken' || reading.state === 'died'}></div>
        ${this.#said(words)}
      </div>
      ${reading.state === 'open' ? footBar(reading, acts, words) : nothing}
    </div>`
  }

  #question(what: 'save' | 'print', acts: ViewerActs, words: Words): TemplateResult {
    const refuse = (): void => {
      // This click answers what the frame said before it, and allows nothing.
      this.#press.take()
      this.wished = undefined
    }
    const [ask, yes] =
      what === 'save'
        ? [sayOfViewer(words, 'saveThis'), words.say('download')]
        : [sayOfViewer(words, 'printThis'), sayOfViewer(words, 'print')]
    return html`<div class="viewer-band" role="status">${icon('info')}<span>${ask}</span>${button('quiet', yes, () => acts[what]?.(), { tight: true })}${button('quiet', sayOfViewer(words, 'notNow'), refuse, { tight: true })}</div>`
  }

  #said(words: Words): TemplateResult | typeof nothing {
    switch (this.reading.state) {
      case 'opening':
        return html`<div class="viewer-said waits" role="status"><span class="spin" aria-hidden="true"></span><p>${sayOfViewer(words, 'opening')}</p></div>`
      case 'open':
      case 'password':
        return nothing
      case 'broken':
      case 'died': {
        const died = this.reading.state === 'died'
        const save = this.saves ? () => this.#say('viewer-save') : undefined
        return html`<div class="viewer-said" role="alert">
          ${sign('noeye')}
          <p><b>${sayOfViewer(words, died ? 'stoppedTitle' : 'cannotShow')}</b></p>
          ${died ? html`<p>${sayOfViewer(words, 'stoppedText')}</p>` : nothing}
          <p>${sayOfViewer(words, save ? 'cannotShowSave' : 'cannotShowAsk')}</p>
          ${save ? button('plain', words.say('download'), save, { icon: 'save' }) : nothing}
        </div>`
      }
    }
  }

  #outline(words: Words): TemplateResult {
    const follow = (place: number): void => {
      this.#frame?.tell({ say: 'follow', place })
      this.#closeOutline()
    }
    return html`<nav class="viewer-outline" aria-label=${sayOfViewer(words, 'outline')}>
      ${this.reading.outline.map(
        ({ place, title, depth }) =>
          html`<button type="button" class="outline-entry depth-${depth}" @click=${() => follow(place)}>${title}</button>`,
      )}
    </nav>`
  }

  #toggleOutline(): void {
    this.outlined = !this.outlined
    if (this.outlined)
      this.updateComplete
        .then(() => this.renderRoot.querySelector<HTMLElement>('.outline-entry')?.focus())
        .catch(() => {})
  }

  #closeOutline(): void {
    this.outlined = false
    // A frame that has died is not there any more.
    if (this.reading.state === 'open') this.#frame?.element.focus()
    else this.renderRoot.querySelector<HTMLElement>('#viewer-name')?.focus()
  }

  #open(): void {
    const room = this.renderRoot.querySelector('.viewer-frame')
    if (!this.source || !room) return
    const words = this.spoken
    const frame = this.#isPicture ? pictureFrame : viewerFrame
    this.#frame = frame({
      url: this.url,
      source: this.source,
      lang: words.lang,
      rightToLeft: getComputedStyle(this).direction === 'rtl',
      saves: this.saves,
      page: this.page,
      title: sayOfViewer(words, 'pages', { file: this.name }),
      heard: (message) => this.#heard(message),
      died: () => {
        this.reading = { ...this.reading, state: 'died' }
      },
      failed: (error) => this.#say('viewer-failed', { error }),
    })
    room.append(this.#frame.element)
  }

  #heard(message: FromFrame): void {
    this.reading = after(this.reading, message)
    if (message.say === 'at' && this.page !== this.reading.page) {
      this.page = this.reading.page
      this.#say('viewer-page')
    }
    if (message.say === 'drawn' && !this.#isShown) {
      this.#isShown = true
      this.#say('viewer-shown')
    } else if (message.say === 'printed') void this.#printed(message)
    else if (message.say === 'pressed') this.#pressed(message.what)
    else if (message.say === 'broken') {
      this.#frame?.close()
      this.#frame = undefined
    }
  }

  #pressed(what: Extract<FromFrame, { say: 'pressed' }>['what']): void {
    const acts = this.#acts(this.spoken)
    switch (what) {
      case 'save':
      case 'print':
        if (what === 'print' && this.#printing.isUnderWay) return
        if (acts[what] && !this.#press.take()) this.wished = what
        else acts[what]?.()
        return
      case 'find':
        acts.search(true)
        return
      case 'close':
        this.#leave()
    }
  }

  async #printed(printed: Extract<FromFrame, { say: 'printed' }>): Promise<void> {
    const words = this.spoken
    try {
      if (await this.#printing.take(printed)) this.trouble = ''
    } catch {
      this.#printing.forget()
      this.trouble = sayOfViewer(words, 'cannotPrint')
    }
  }

  #acts(words: Words): ViewerActs {
    const tell: ViewerFrame['tell'] = (message) => this.#frame?.tell(message)
    return {
      close: () => this.#say('viewer-close'),
      save: this.saves
        ? () => {
            this.wished = undefined
            this.#say('viewer-save')
          }
        : undefined,
      print: this.saves
        ? () => {
            this.wished = undefined
            if (this.#printing.isUnderWay) return
            const fits = this.reading.pages <= maxPrinted
            this.trouble = sayOfViewer(words, fits ? 'printing' : 'tooManyToPrint')
            this.#printing.begin(fits ? this.reading.pages : 0)
            if (fits) tell({ say: 'print' })
          }
        : undefined,
      go: (page) => tell({ say: 'go', page }),
      zoom: (to) => tell({ say: 'zoom', to }),
      find: (text, step) => {
        if (text.trim() === '') this.reading = { ...this.reading, found: undefined }
        tell({ say: 'find', text, step })
      },
      search: (opens) => this.#search(opens),
    }
  }

  #search(opens: boolean): void {
    this.searches = opens
    const field = this.renderRoot.querySelector<HTMLInputElement>('#viewer-search')
    if (!field) return
    if (opens) {
      this.updateComplete.then(() => field.focus()).catch(() => {})
      return
    }
    field.value = ''
    this.#acts(this.spoken).find('', 'first')
    this.#frame?.element.focus()
  }

  /** Leaves what is open: the outline or the search, then the document. */
  #leave(): void {
    if (this.outlined) this.#closeOutline()
    else if (this.searches) this.#search(false)
    else this.#say('viewer-close')
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation()
      // A dialog around ends by what is said here alone.
      event.preventDefault()
      this.#leave()
      return
    }
    if (
      (event.ctrlKey || event.metaKey) &&
      event.key.toLowerCase() === 'f' &&
      !this.#isPicture &&
      this.reading.state === 'open'
    ) {
      event.preventDefault()
      this.#search(true)
    }
  }

  #say(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }

  get #isPicture(): boolean {
    return this.source?.mime?.startsWith('image/') === true
  }
}
