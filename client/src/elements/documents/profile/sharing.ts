import { ChairsideError, type Problem } from '@chairside/protocol'
import { failure } from '../../../connection/failure.ts'
import type { AccessCode, ProfileDocument } from '../../../documents/profile-document.ts'

/** How long a code is shown, and how long a withdrawal can be undone, in ms. */
const codeMs = 30_000
const undoMs = 8_000

/** A code that is on the screen. */
interface ShownCode extends AccessCode {
  /** ms since the epoch. */
  readonly at: number
  /** When it hides; undefined once the person wants to keep it. */
  readonly hidesAt: number | undefined
  readonly copied: boolean
}

/** What the dialog of sharing has open. */
interface Open {
  readonly document: ProfileDocument
  /** Whether it asks to make the document normal. */
  readonly asksNormal?: boolean
  readonly copiedAt?: number | undefined
  /** The link's address, once it is known here. */
  readonly address?: string | undefined
  /** The address is no more to be had: the server's secret was changed. */
  readonly addressGone?: boolean
  /** The browser did not copy: the person copies by hand. */
  readonly byHand?: boolean
  readonly code?: ShownCode | undefined
  /** Whether a code was shown since it was opened. */
  readonly codeGiven?: boolean
  /** When the person withdrew the link here, and until when that can be undone. */
  readonly withdrewAt?: number | undefined
  readonly undoUntil?: number | undefined
  readonly unlocked?: boolean
  readonly busy?: boolean
  readonly problem?: Problem | undefined
}

interface Around {
  readonly changed: () => void
  readonly failed: (error: ChairsideError) => void
  readonly said: (text: 'copied') => void
  /** Moves the focus to a button of the dialog, after the next rendering. */
  readonly focus: (selector: string) => void
  /** Is called before the code is hidden: the focus may be at one of its buttons. */
  readonly hides: () => void
  /** Is called when it closes. */
  readonly closed: (document: ProfileDocument) => void
}

/** Sharing one document: its link and its code are two deliveries, each with a state of its own. */
export class Sharing {
  readonly #around: Around
  #open: Open | undefined
  #hide: ReturnType<typeof setTimeout> | undefined

  constructor(around: Around) {
    this.#around = around
  }

  get open(): Open | undefined {
    return this.#open
  }

  begin(document: ProfileDocument, { asksNormal = false } = {}): void {
    this.#set({ document, asksNormal })
  }

  /** Follows the list: what is no longer there is not shared here any more. */
  follow(documents: readonly ProfileDocument[]): void {
    if (this.#open && !documents.includes(this.#open.document)) this.close()
  }

  close(): void {
    const { document } = this.#open ?? {}
    clearTimeout(this.#hide)
    this.#open = undefined
    this.#around.changed()
    if (document) this.#around.closed(document)
  }

  /** Copies the link; the first time it is made. */
  async copyLink(): Promise<void> {
    const { document, address } = this.#open ?? {}
    if (!document) return
    await this.#tried(async () => {
      const link = address ?? (await document.share()).link
      if (link === undefined) return { addressGone: true }
      const copied = await copy(link)
      if (copied) this.#around.said('copied')
      return copied ? { address: link, copiedAt: Date.now(), byHand: false } : { address: link, byHand: true }
    })
  }

  /** Makes a new code and shows it for half a minute. */
  async showCode(): Promise<void> {
    const { document } = this.#open ?? {}
    if (!document) return
    await this.#tried(async () => {
      const code = await document.newCode()
      const at = Date.now()
      clearTimeout(this.#hide)
      this.#hide = setTimeout(() => {
        this.#around.hides()
        this.#change({ code: undefined })
      }, codeMs)
      return {
        focus: '#copy-code',
        code: { ...code, at, hidesAt: at + codeMs, copied: false },
        codeGiven: true,
      }
    })
  }

  keepShowing(): void {
    clearTimeout(this.#hide)
    const { code } = this.#open ?? {}
    if (code) this.#change({ code: { ...code, hidesAt: undefined } })
  }

  async copyCode(): Promise<void> {
    const { code } = this.#open ?? {}
    if (!code) return
    const copied = await copy(code.code)
    if (copied) this.#around.said('copied')
    // It may have hidden meanwhile.
    if (this.#open?.code?.code === code.code) this.#change({ code: { ...this.#open.code, copied } })
  }

  async withdraw(): Promise<void> {
    const { document } = this.#open ?? {}
    if (!document) return
    await this.#tried(async () => {
      await document.withdraw()
      const at = Date.now()
      clearTimeout(this.#hide)
      return {
        focus: '#undo',
        ...{ withdrewAt: at, undoUntil: at + undoMs, code: undefined, codeGiven: false },
        ...{ address: undefined, addressGone: false, copiedAt: undefined, byHand: false },
      }
    })
  }

  async undo(): Promise<void> {
    const { document } = this.#open ?? {}
    if (!document) return
    await this.#tried(async () => {
      await document.restore()
      return { focus: '#copy-link', withdrewAt: undefined, undoUntil: undefined }
    })
  }

  /** Makes a new link after a withdrawal. */
  async newLink(): Promise<void> {
    const { document } = this.#open ?? {}
    if (!document) return
    await this.#tried(async () => {
      const { link } = await document.share()
      return {
        focus: '#copy-link',
        withdrewAt: undefined,
        undoUntil: undefined,
        address: link,
        addressGone: link === undefined,
      }
    })
  }

  async unlock(): Promise<void> {
    const { document } = this.#open ?? {}
    if (!document) return
    await this.#tried(async () => {
      await document.unlock()
      return { unlocked: true }
    })
  }

  async makeNormal(): Promise<void> {
    const { document } = this.#open ?? {}
    if (!document) return
    await this.#tried(async () => {
      await document.setSensitivity('normal')
      return { focus: '#copy-link', asksNormal: false, code: undefined }
    })
  }

  keepSensitive(): void {
    this.#around.focus('#copy-link')
    this.#change({ asksNormal: false })
  }

  /** Does one thing at a time; what goes wrong is said in the dialog. `focus`: the button that is next. */
  async #tried(act: () => Promise<Partial<Open> & { readonly focus?: string }>): Promise<void> {
    const before = this.#open
    if (!before || before.busy) return
    this.#change({ busy: true, problem: undefined })
    let change: Partial<Open> = {}
    let next: string | undefined
    try {
      ;({ focus: next, ...change } = await act())
    } catch (cause) {
      const error = cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)
      this.#around.failed(error)
      change = { problem: error.problem }
    }
    if (this.#open?.document !== before.document) return
    this.#change({ ...change, busy: false })
    if (next !== undefined) this.#around.focus(next)
  }

  #change(change: Partial<Open>): void {
    if (this.#open) this.#set({ ...this.#open, ...change })
  }

  #set(open: Open): void {
    this.#open = open
    this.#around.changed()
  }
}

/** Whether the browser copied a text: it may refuse, or have no clipboard on a page without TLS. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
