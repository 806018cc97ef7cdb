import { ChairsideError, errorKinds, type Problem } from '@chairside/protocol'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { ConnectionState } from '../../connection/connection-state.ts'
import { failure, isAboutToken } from '../../connection/failure.ts'
import type { TokenSource } from '../../connection/token.ts'
import type { Alarm } from '../kit/alarm.ts'
import { type ConnectionStatus, ConnectionWatch } from './connection-status.ts'
import type { Join, Share, SharedConnections } from './shared-connections.ts'
import { misspelt } from './spelling.ts'

/** The pause before an unreachable server is tried again, in ms. */
const againMs = 2_000

/** The pause after a refusal that only a change elsewhere ends, such as a login or a setting, in ms. */
const slowMs = 15_000

/** A framework sets properties after the element is in the page: so long they may be missing, in ms. */
const missingMs = 1_000

/** An appointment or a desk. */
interface Joinable {
  readonly connection: ConnectionState
  reconnect(): void
  close(): void
}

/** How an element joins, and how it listens. */
export interface Way<Live> {
  readonly connections: SharedConnections<Live & { readonly connection: ConnectionState; close(): void }>
  readonly join: Join<Live>
  /** Listens to the joined appointment or desk. Gives the functions that end the listening. */
  listen(live: Live): readonly (() => void)[]
  failed(error: ChairsideError): void
  /** Why what was joined is not what the page wants; undefined if it is. */
  misfit?(live: Live): ChairsideError | undefined
}

/** What an element is to show: an appointment that the page itself has joined, or where to join. */
export interface Wanted<Live> {
  readonly given: Live | undefined
  readonly url: string
  readonly token: TokenSource | undefined
  /** What else the element needs, by the name of its attribute. */
  readonly needs?: Readonly<Record<string, string | undefined>>
  /** The id of the one that the token must be of. */
  readonly named?: string | undefined
  /** What is wrong with an attribute: then nothing is joined. */
  readonly wrong?: Problem | undefined
}

/** Joins what an element shows, listens to it, gives the status of its connection, and leaves. */
export class Joining<Live extends Joinable> implements ReactiveController {
  readonly #host: ReactiveControllerHost & { lang?: string; theme?: string | undefined }
  readonly #alarm: Alarm
  readonly #way: Way<Live>
  #wanted: Wanted<Live> | undefined
  #watch: ConnectionWatch
  #share: Share<Live> | undefined
  #live: Live | undefined
  #failed: ChairsideError | undefined
  /** Why the connection does not come, while it is still tried. */
  #trouble: ChairsideError | undefined
  /** The last error that the page was told. */
  #told: string | undefined
  #since = 0
  /** What is misspelt in the attributes, as the page was told. */
  #misspelt = '[]'
  #again: ReturnType<typeof setTimeout> | undefined
  #cancels: readonly (() => void)[] = []

  constructor(
    host: ReactiveControllerHost & { lang?: string; theme?: string | undefined },
    alarm: Alarm,
    way: Way<Live>,
  ) {
    this.#host = host
    this.#alarm = alarm
    this.#way = way
    this.#watch = new ConnectionWatch(alarm)
    host.addController(this)
  }

  get live(): Live | undefined {
    return this.#live
  }

  /** Whether what the page itself has joined was closed. The page joins anew; it learns of the end by `chairside-error`. */
  get isOver(): boolean {
    return this.#wanted?.given?.connection.state === 'closed'
  }

  /** The status of the connection; `quiet` while there is nothing to join. */
  get connection(): ConnectionStatus {
    if (this.#live) return this.#watch.of(this.#live.connection)
    const joins = this.#share !== undefined || this.#failed !== undefined
    return joins ? this.#watch.joining(this.#since, this.#failed, this.#trouble) : { state: 'quiet' }
  }

  /** Joins `wanted`, if it differs from the last one. */
  want(wanted: Wanted<Live>): void {
    const before = this.#wanted
    this.#wanted = wanted
    const { given, url, token } = wanted
    const isSamePlace =
      before?.given === given && before?.url === url && before !== undefined && isSameWish(before, wanted)
    if (isSamePlace && before.token === token) return
    const isRenewal = typeof before?.token === 'function' && typeof token === 'function'
    if (!isSamePlace || !isRenewal) this.#begin()
    else if (this.#share && this.#live?.connection.state !== 'closed') this.#share.renew(token)
    // An app may give a new function at each error: the pause keeps this from becoming a tight loop.
    else if (this.#failed || this.#live) this.#beginAfter(againMs)
  }

  reconnect(): void {
    if (this.#live && this.#live.connection.state !== 'closed') this.#live.reconnect()
    else this.#begin()
  }

  hostUpdate(): void {
    const now = misspelt(this.#host)
    const news = JSON.stringify(now)
    if (this.#misspelt === news) return
    this.#misspelt = news
    for (const problem of now) this.#way.failed(failure(problem))
  }

  hostConnected(): void {
    // The element was removed and put back.
    if (this.#wanted && !this.#share && !this.#live) this.#begin()
  }

  hostDisconnected(): void {
    this.#leave()
  }

  /** Joins anew. The error `failed` stays on show meanwhile. */
  #begin(failed?: ChairsideError): void {
    this.#leave()
    this.#failed = failed
    this.#since = Date.now()
    const { given, url, token, wrong } = this.#wanted ?? {}
    const missing = this.#wanted && missingIn(this.#wanted)
    if (given) this.#adopt(given)
    else if (wrong) this.#refused(failure(wrong))
    else if (missing) this.#again = setTimeout(() => this.#refused(failure(missing)), missingMs)
    else if (url && token) this.#join(url, token)
    this.#host.requestUpdate()
  }

  #join(address: string, token: TokenSource): void {
    const url = resolved(address)
    if (url === undefined) {
      this.#refused(failure({ code: 'BAD_REQUEST', found: 'not-an-address' }))
      return
    }
    const share = this.#way.connections.share(url, token, this.#way.join, (error) => {
      this.#trouble = error
      if (error) this.#tell(error)
      this.#host.requestUpdate()
    })
    this.#share = share
    share.joined.then(
      (joined) => {
        if (this.#share !== share) return
        const misfit = this.#way.misfit?.(joined)
        if (!misfit) return this.#adopt(joined)
        this.#leave()
        this.#refused(misfit)
      },
      (error: unknown) => {
        if (this.#share !== share) return
        this.#share = undefined
        this.#refused(error instanceof ChairsideError ? error : failure('INTERNAL', error))
      },
    )
  }

  #adopt(live: Live): void {
    this.#watch = new ConnectionWatch(this.#alarm)
    this.#live = live
    this.#failed = undefined
    // What documents open is not connected yet.
    if (live.connection.state === 'up') this.#told = this.#trouble = undefined
    this.#cancels = this.#way.listen(live)
    this.#host.requestUpdate()
  }

  #refused(error: ChairsideError): void {
    this.#failed = error
    this.#trouble = undefined
    this.#tell(error)
    this.#host.requestUpdate()
    if (errorKinds[error.code].retry) this.#beginAfter(againMs, error)
    else if (error.code === 'ORIGIN_NOT_ALLOWED' || this.#canRenew(error)) this.#beginAfter(slowMs, error)
  }

  /** Tells the page of an error, once until there is another one. */
  #tell(error: ChairsideError): void {
    const told = JSON.stringify(error.problem)
    if (this.#told !== told) this.#way.failed(error)
    this.#told = told
  }

  /** Whether the app's function may get another token next time. */
  #canRenew(error: ChairsideError): boolean {
    const isToken = isAboutToken(error) || error.code === 'TOKEN_MISPLACED'
    return isToken && typeof this.#wanted?.token === 'function'
  }

  #beginAfter(ms: number, failed?: ChairsideError): void {
    clearTimeout(this.#again)
    this.#again = setTimeout(() => this.#begin(failed), ms)
  }

  #leave(): void {
    clearTimeout(this.#again)
    for (const cancel of this.#cancels) cancel()
    this.#cancels = []
    this.#share?.letGo()
    this.#share = undefined
    this.#live = undefined
    this.#trouble = undefined
  }
}

// Another patient, for example, is no reason to join anew: uploads of the one before would end.
const isSameWish = (one: Wanted<unknown>, other: Wanted<unknown>): boolean => wishOf(one) === wishOf(other)

const wishOf = (wanted: Wanted<unknown>) => JSON.stringify([missingIn(wanted), wanted.named, wanted.wrong])

function missingIn({ url, token, needs }: Wanted<unknown>): Problem | undefined {
  const [field] = Object.entries({ url, token, ...needs }).find(([, value]) => !value) ?? []
  return field === undefined ? undefined : { code: 'EMBED_INVALID', found: 'missing', field: `/${field}` }
}

function resolved(url: string): string | undefined {
  try {
    return new URL(url, document.baseURI).href
  } catch {
    return undefined
  }
}
