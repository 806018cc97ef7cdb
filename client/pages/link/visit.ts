import { ChairsideError, type LinkLook } from '@chairside/protocol'
import { openLink, type PatientLink } from '../../src/links/link.ts'
import type { OpenDocument } from '../../src/links/open-document.ts'
import { tabName } from '../../src/links/tab.ts'
import { type CodeTrouble, type Door, doorOf, isShown } from './door.ts'
import { type Kept, keep, secretIn, type Tried, takeSecret } from './secret.ts'

/** How often the page looks whether it was unlocked while it waits in sight, in ms. */
const lookMs = 2000

/** The server's address: this page stands beside its other addresses. */
const server = (): string => new URL('.', location.href).href

/**
 * A visit of the page of a share link. It looks by itself, and opens the document only when a person says so: by a click, by
 * a code, or by saying that they have none, after which it opens once it is unlocked.
 */
export class Visit {
  readonly #changed: () => void
  #door: Door = { state: 'loading' }
  #link: PatientLink | undefined
  #kept: Kept | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Whether the document was open in this tab. */
  #wasOpen = false
  /** The access session from before a reload, until it is known whether it has ended. */
  #resuming: string | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get door(): Door {
    return this.#door
  }

  /** The page of the document that was read last, from 1 on. */
  get page(): number {
    return this.#kept?.page ?? 1
  }

  /** Begins with the secret in the address, or with that of this tab. */
  async begin(): Promise<void> {
    this.end()
    this.#kept = takeSecret()
    this.#resuming = this.#kept?.access
    this.#wasOpen = this.#resuming !== undefined
    if (!this.#kept) return this.#show({ state: 'incomplete', wrong: false })
    this.#show({ state: 'loading' })
    this.#link = openLink({ url: server(), secret: this.#kept.secret, tab: tabName() })
    await this.look()
  }

  /** Stops to wait; what is open stays open for this tab. */
  end(): void {
    clearTimeout(this.#timer)
    if (this.#door.state === 'open') this.#door.opened.leave()
  }

  /** Takes a pasted link in place of the one whose end was lost. */
  async paste(text: string): Promise<void> {
    const secret = secretIn(text)
    if (secret === undefined) return this.#show({ state: 'incomplete', wrong: true })
    keep({ secret })
    await this.begin()
  }

  /** Goes on with what was open before a reload; else asks the server what the link is. Changes nothing there. */
  async look(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      const opened = await this.#resume()
      if (opened) return this.#enter(opened, false)
      const look = await this.#link?.look()
      if (look) await this.#see(look)
    } catch (error) {
      this.#refused(error)
    }
    this.#lookAgain()
  }

  /** Opens the document: the click of a person. */
  async open(typed?: string): Promise<void> {
    const door = this.#door
    if ((door.state !== 'normal' && door.state !== 'code') || door.busy) return
    if (door.state === 'code') {
      const code = typed ?? ''
      // The digits of any script: the server reads them all.
      const isWhole = code.match(/\p{Nd}/gu)?.length === 6
      if (!isWhole) return this.#show({ ...door, trouble: { why: 'short' } })
      this.#show({ ...door, busy: true })
      this.#keep({ tried: this.#kept?.tried ?? 'typed' })
      await this.#open(code)
    } else {
      this.#show({ ...door, busy: true })
      await this.#open(undefined)
    }
  }

  /** Tells the practitioner that the patient has no code. */
  async ask(): Promise<void> {
    try {
      await this.#link?.ask()
      this.#keep({ tried: 'asked' })
      await this.look()
    } catch (error) {
      this.#refused(error)
    }
  }

  view(viewing: boolean): void {
    if (this.#door.state === 'open') this.#show({ ...this.#door, viewing })
  }

  /** Keeps which page is read. */
  read(page: number): void {
    if (this.#kept?.page !== page) this.#keep({ page })
  }

  /** Throws while it is not known whether what was open has ended: then it is tried again. */
  async #resume(): Promise<OpenDocument | undefined> {
    const [link, access] = [this.#link, this.#resuming]
    if (access === undefined) return undefined
    const opened = await link?.resume(access)
    if (link === this.#link) {
      this.#resuming = undefined
      return opened
    }
    opened?.leave()
    return undefined
  }

  #keep(more: Omit<Partial<Kept>, 'secret'>): void {
    if (!this.#kept) return
    this.#kept = { ...this.#kept, ...more }
    keep(this.#kept)
  }

  async #see(look: LinkLook): Promise<void> {
    const tried: Tried | undefined = this.#kept?.tried
    const door = doorOf(look, this.#door, { again: this.#wasOpen, tried })
    this.#show(door)
    if (door.state === 'unlocking') await this.#open(undefined)
  }

  async #open(code: string | undefined): Promise<void> {
    clearTimeout(this.#timer)
    try {
      const opened = await this.#link?.open(code === undefined ? {} : { code })
      // A click on a document without a code is a click to read it.
      if (opened) this.#enter(opened, isShown(opened) && (this.#wasOpen || this.#door.state === 'normal'))
    } catch (error) {
      this.#refused(error)
      // A wrong code begins a wait: the look tells how long.
      if (this.#door.state === 'code') await this.look()
      else this.#lookAgain()
    }
  }

  #enter(opened: OpenDocument, viewing: boolean): void {
    this.#wasOpen = true
    this.#keep({ access: opened.id, tried: undefined })
    opened.on('change', () => this.#changed())
    opened.on('ended', () => void this.#closed(opened))
    this.#show({ state: 'open', opened, viewing })
  }

  /** The time is over, or the document was taken back: a look tells which. */
  async #closed(opened: OpenDocument): Promise<void> {
    this.#wasOpen = opened.expiresAt.getTime() <= Date.now() + lookMs
    this.#show({ state: 'loading' })
    await this.look()
  }

  #refused(error: unknown): void {
    const code = error instanceof ChairsideError ? error.code : 'INTERNAL'
    const door = this.#door
    // It was unlocked for another page, which asked after this one.
    if (code === 'CODE_NEEDED' && door.state === 'unlocking') this.#keep({ tried: undefined })
    if (code === 'LINE_DOWN') {
      this.#show({ state: 'no-connection' })
      return
    }
    // It is asked again in a moment, or by the person.
    if (code === 'RATE_LIMITED' || code === 'SHUTTING_DOWN') {
      const stays = door.state === 'code' || door.state === 'normal'
      this.#show(stays ? { ...door, busy: false } : { state: 'no-connection' })
      return
    }
    const trouble = door.state === 'code' && error instanceof ChairsideError && troubleOf(error)
    if (door.state === 'code' && trouble) this.#show({ ...door, trouble, busy: false })
    else if (code === 'CODE_USED_UP' && door.state === 'code')
      this.#show({ ...door, look: { ...door.look, left: 0 }, trouble: undefined, busy: false })
    else if (code === 'LINK_GONE') this.#show({ state: 'gone' })
    // The look that follows shows what it needs now.
    else if (code === 'CODE_NEEDED' || code === 'DOCUMENT_EXPIRED' || code === 'NOT_YET') this.#lookSoon()
    else this.#show({ state: 'trouble' })
  }

  #lookSoon(): void {
    this.#show({ state: 'loading' })
    void this.look()
  }

  /** Looks again after a while, where something may change by itself. */
  #lookAgain(): void {
    clearTimeout(this.#timer)
    const waits = ['code', 'later', 'no-connection'].includes(this.#door.state)
    if (!waits) return
    this.#timer = setTimeout(() => {
      const busy = this.#door.state === 'code' && this.#door.busy
      if (document.hidden || busy) this.#lookAgain()
      else void this.look()
    }, lookMs)
  }

  #show(door: Door): void {
    this.#door = door
    this.#changed()
  }
}

function troubleOf({ problem, code }: ChairsideError): CodeTrouble | undefined {
  switch (code) {
    // During a wait every code gets the same answer, whether it is right or not.
    case 'CODE_WAIT':
    case 'CODE_WRONG':
      return { why: 'wrong', left: (problem.limit ?? 0) - (problem.actual ?? 0) }
    case 'CODE_EXPIRED':
      return { why: 'expired' }
    case 'CODE_USED':
      return { why: 'used-elsewhere' }
    default:
      return undefined
  }
}
