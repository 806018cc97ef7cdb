import type { ChairsideError } from '@chairside/protocol'
import type { ConnectionState } from '../../connection/connection-state.ts'
import type { TokenSource } from '../../connection/token.ts'
import type { Trouble } from '../../connection/troubles.ts'

/** A framework that moves an element removes it first: so an unused connection is kept for this time, in ms. */
const lingerMs = 250

interface Shared<Live> {
  readonly url: string
  /** The token, or the newest element's function that gets one. */
  token: TokenSource
  readonly joined: Promise<Live>
  readonly giveUp: AbortController
  /** Why it is not joined yet, and who is told of that. */
  problem: ChairsideError | undefined
  readonly told: Set<Trouble>
  live?: Live
  users: number
}

/** Joins an appointment, or opens a desk. */
export type Join<Live> = (address: {
  url: string
  token: TokenSource
  signal: AbortSignal
  trouble: Trouble
}) => Promise<Live>

/** One element's share of a connection. */
export interface Share<Live> {
  readonly joined: Promise<Live>
  /** Makes `token` the function that is asked next, because frameworks make a new function at each rendering. */
  renew(token: () => string | Promise<string>): void
  letGo(): void
}

/** Elements of one page with the same address and token (string, or the very same function) share a connection. */
export class SharedConnections<Live extends { readonly connection: ConnectionState; close(): void }> {
  readonly #open = new Set<Shared<Live>>()

  /**
   * Shares the connection of another element of this page, or makes one. `trouble` is told why there is none yet, what
   * is wrong with the token function, and when that is over.
   */
  share(url: string, token: TokenSource, join: Join<Live>, trouble: Trouble = () => {}): Share<Live> {
    const shared = this.#find(url, token) ?? this.#make(url, token, join)
    shared.users += 1
    shared.told.add(trouble)
    const { problem } = shared
    // Later, as the caller has not got its share yet.
    if (problem && !shared.live) queueMicrotask(() => shares && trouble(problem))
    let shares = true
    const letGo = () => {
      if (!shares) return
      shares = false
      shared.users -= 1
      shared.told.delete(trouble)
      setTimeout(() => {
        if (shared.users === 0) this.#end(shared)
      }, lingerMs)
    }
    const renew = (newer: () => string | Promise<string>) => {
      if (shares) shared.token = newer
    }
    return { joined: shared.joined, renew, letGo }
  }

  #find(url: string, token: TokenSource): Shared<Live> | undefined {
    return [...this.#open].find(
      (shared) => shared.url === url && shared.token === token && shared.live?.connection.state !== 'closed',
    )
  }

  #make(url: string, token: TokenSource, join: Join<Live>): Shared<Live> {
    const giveUp = new AbortController()
    const { signal } = giveUp
    const newest = (): string | Promise<string> =>
      typeof shared.token === 'function' ? shared.token() : shared.token
    const told = new Set<Trouble>()
    const trouble: Trouble = (problem) => {
      shared.problem = problem
      for (const tell of told) tell(problem)
    }
    const joined = join({ url, token: typeof token === 'function' ? () => newest() : token, signal, trouble })
    const shared: Shared<Live> = { url, token, joined, giveUp, users: 0, problem: undefined, told }
    this.#open.add(shared)
    // After a failure the next `share` tries anew.
    joined.then(
      (live) => {
        shared.live = live
      },
      () => this.#open.delete(shared),
    )
    return shared
  }

  #end(shared: Shared<Live>): void {
    this.#open.delete(shared)
    shared.giveUp.abort()
    shared.joined.then((live) => live.close()).catch(() => {})
  }
}
