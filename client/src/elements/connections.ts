import type { TokenSource } from '../token.ts'

/** A connection that nobody uses any more is kept so long, in ms: frameworks take elements out to put them elsewhere. */
const lingerMs = 250

interface Shared<Live> {
  readonly joined: Promise<Live>
  readonly giveUp: AbortController
  users: number
}

/** One element's hold on a connection that it may share. */
export interface Hold<Live> {
  readonly joined: Promise<Live>
  letGo(): void
}

/** Connections of a page by token (a string, or the very same function) and address: equal ones are one. */
export class Connections<Live extends { close(): void }> {
  readonly #open = new Map<TokenSource, Map<string, Shared<Live>>>()

  /** Takes part in the connection that another element of this page has, or makes it. */
  share(url: string, token: TokenSource, join: (signal: AbortSignal) => Promise<Live>): Hold<Live> {
    const shared = this.#find(url, token, join)
    shared.users += 1
    let held = true
    const letGo = () => {
      if (!held) return
      held = false
      shared.users -= 1
      setTimeout(() => {
        if (shared.users === 0) this.#end(url, token, shared)
      }, lingerMs)
    }
    return { joined: shared.joined, letGo }
  }

  #find(url: string, token: TokenSource, join: (signal: AbortSignal) => Promise<Live>): Shared<Live> {
    const byUrl = this.#open.get(token) ?? new Map<string, Shared<Live>>()
    this.#open.set(token, byUrl)
    const known = byUrl.get(url)
    if (known) return known
    const giveUp = new AbortController()
    const shared = { joined: join(giveUp.signal), giveUp, users: 0 }
    byUrl.set(url, shared)
    // The next one who asks tries anew.
    shared.joined.catch(() => this.#forget(url, token, shared))
    return shared
  }

  #end(url: string, token: TokenSource, shared: Shared<Live>): void {
    this.#forget(url, token, shared)
    shared.giveUp.abort()
    shared.joined.then((live) => live.close()).catch(() => {})
  }

  #forget(url: string, token: TokenSource, shared: Shared<Live>): void {
    const byUrl = this.#open.get(token)
    if (byUrl?.get(url) !== shared) return
    byUrl.delete(url)
    if (byUrl.size === 0) this.#open.delete(token)
  }
}
