import { html, type LitElement, nothing, type ReactiveController, render, type TemplateResult } from 'lit'
import type { TransferFile } from '../../live/file.ts'
import type { Alarm } from '../kit/alarm.ts'
import { isCovered } from '../kit/covered.ts'
import { FullScreenPlace } from '../kit/full-screen-place.ts'
import type { Panel } from './panel.ts'
import type { PanelActs } from './panel-acts.ts'
import type { Shown } from './shown.ts'
import { sentText, sentToast, type Toast, toast, troubleToast } from './toast.ts'

/** How long the message about a download stays, in ms. */
const sentMs = 6_000

type Host = LitElement & { readonly open: boolean }

/** The element that shows the toast, as the toast needs it. */
interface Surroundings {
  readonly alarm: Alarm
  readonly shown: Shown
  readonly acts: PanelActs
  /** Brings the panel into sight. */
  show(): void
  failed(error: unknown): void
  /** Says a text to people who do not see the toast. */
  say(text: string): void
  cameFrom(event: FocusEvent): void
}

/** The toast of a panel that is closed or covered. It lies over the whole page, also over an element in full screen. */
export class Toasts implements ReactiveController {
  readonly #host: Host
  readonly #around: Surroundings
  readonly #place: FullScreenPlace
  /** The file last downloaded from the toast, and until when the toast says so (ms since the epoch). */
  #taken: TransferFile | undefined
  #until: number | undefined

  constructor(host: Host, around: Surroundings) {
    this.#host = host
    this.#around = around
    this.#place = new FullScreenPlace(host, (host.constructor as typeof LitElement).elementStyles)
    host.addController(this)
  }

  hostConnected(): void {
    document.addEventListener('fullscreenchange', this.#rise)
  }

  hostDisconnected(): void {
    document.removeEventListener('fullscreenchange', this.#rise)
    this.#place.leave()
  }

  // Browsers without popovers show the toast in the element's own place.
  hostUpdated(): void {
    const element = this.#element
    if (element?.showPopover && !element.matches(':popover-open')) element.showPopover()
  }

  /** Renders the toast. Gives the part that the element itself renders. */
  of(panel: Panel | undefined): TemplateResult | typeof nothing {
    const wanted = panel && (!this.#host.open || isCovered(this.#host))
    const shown = wanted ? this.#now(panel) : nothing
    this.#place.follow()
    const { root } = this.#place
    if (root) render(shown, root)
    return root ? nothing : html`<div @focusin=${this.#around.cameFrom}>${shown}</div>`
  }

  /** Puts the focus on the toast's answer. Gives whether there is one. */
  focus(): boolean {
    const answer = this.#element?.querySelector<HTMLElement>('#answer')
    answer?.focus()
    return answer !== null && answer !== undefined
  }

  #now(panel: Panel): TemplateResult | typeof nothing {
    const news = this.#around.shown.news(panel.appointment)
    const taken = this.#taken
    const trouble = taken && this.#around.acts.troubleWith(taken)
    const halts = trouble !== undefined && trouble !== 'find-it'
    if (taken?.state === 'downloaded' && !halts && this.#until === undefined) {
      this.#until = Date.now() + sentMs
      this.#around.say(sentText(panel.words))
    }
    // A request comes before a message about a download.
    if (!news.request) {
      const acts = { show: this.#show, forget: this.#forget }
      if (taken && halts) return troubleToast(taken, trouble, panel, acts)
      if (this.#until !== undefined && this.#around.alarm.before(this.#until))
        return sentToast(panel, this.#forget)
    }
    return toast(news, panel, {
      show: this.#show,
      download: (file) => {
        this.#taken = file
        this.#until = undefined
        panel.acts.toFile(file, 'download')
      },
      notNow: this.#notNow,
    })
  }

  readonly #notNow = ({ files, request }: Toast): void => {
    const { shown, failed } = this.#around
    // The toast of a request tells nothing of files: these are still to be shown.
    if (request) shown.request(request.id)
    else for (const one of files) one.dismiss().catch(failed)
    this.#host.requestUpdate()
  }

  readonly #show = (): void => {
    this.#forget()
    this.#around.show()
  }

  readonly #forget = (): void => {
    this.#taken = undefined
    this.#until = undefined
    this.#host.requestUpdate()
  }

  // Takes the toast out of the top layer; the next rendering puts it in again, above the element in full screen.
  readonly #rise = (): void => {
    const element = this.#element
    if (element?.hidePopover && element.matches(':popover-open')) element.hidePopover()
    this.#host.requestUpdate()
  }

  get #element(): HTMLElement | null {
    return (this.#place.root ?? this.#host.renderRoot).querySelector<HTMLElement>('.toast')
  }
}
