import {
  ChairsideError,
  type CommandName,
  type LiveNews,
  type Place,
  pageRoutes,
  type ServerEvent,
  type Takes,
} from '@chairside/protocol'
import { abortWith } from '../async/abort.ts'
import { backoff, rest } from '../async/pause.ts'
import type { Asked } from './commands.ts'
import { failure, lineDown } from './failure.ts'
import type { Http } from './http.ts'
import { newId } from './id.ts'
import { waitOf } from './refusal.ts'

/** How long the server lets a request wait for news, in ms. */
const waitMs = 25_000
/** Two requests begin at least this far apart, in ms: many changes in one moment make one answer. */
const apartMs = 300
/** The least time between two requests, in ms, when a network has cut one that waited. */
const cutMs = 2_000
/** The first and the longest pause after a failure, in ms. */
const pauses = [500, 10_000] as const

/** What a page without a socket hears by its requests. */
interface Hearer {
  /** Where the participant is now. */
  place(): Place | undefined
  heard(event: ServerEvent): void
  /** The server refused a request, or it was lost. */
  lost(error: ChairsideError): void
}

/** Asks again and again what a socket would bring, for networks that let no WebSocket through. */
export class Polling {
  readonly #http: Pick<Http, 'ask' | 'post'>
  readonly #hearer: Hearer
  /** The id of this page. */
  readonly #page = newId()
  #ending: AbortController | undefined
  #again = new AbortController()

  constructor(http: Pick<Http, 'ask' | 'post'>, hearer: Hearer) {
    this.#http = http
    this.#hearer = hearer
  }

  get isOn(): boolean {
    return this.#ending !== undefined
  }

  /** Asks until `end`, or until the first request fails. Does nothing while it is on. */
  begin(): void {
    if (this.#ending) return
    const ending = new AbortController()
    this.#ending = ending
    void this.#run(ending.signal).then(() => {
      if (this.#ending === ending) this.#ending = undefined
    })
  }

  end(): void {
    this.#ending?.abort()
    this.#ending = undefined
  }

  async #run(stop: AbortSignal): Promise<void> {
    let after: string | undefined
    let [answered, failed] = [false, 0]
    while (!stop.aborted) {
      const again = this.#again.signal
      const at = Date.now()
      const said = await this.#ask(after, stop, again)
      if (stop.aborted) return
      if ('news' in said) {
        answered = true
        failed = 0
        after = said.news.after
        this.#hearer.heard(eventOf(said.news))
        await rest(left(at + apartMs), stop)
      } else if (again.aborted) {
        after = undefined
      } else if (after !== undefined && said.error.code === 'LINE_DOWN') {
        // A network may cut what waits. Without `after` the server answers at once.
        after = undefined
        await rest(left(at + cutMs), stop, again)
      } else {
        this.#hearer.lost(said.error)
        if (!answered) return
        await rest(waitOf(said.error) ?? backoff(failed, pauses), stop, again)
        failed += 1
      }
    }
  }

  /** Asks anew now: the place has changed, the device is awake, or a command was lost. */
  again(): void {
    this.#again.abort()
    this.#again = new AbortController()
  }

  /** Sends a command once, as `Carrier.ask`. */
  async command<Name extends CommandName>(
    name: Name,
    takes: Takes<Name>,
    stop: AbortSignal,
  ): Promise<Asked<Name>> {
    if (name === 'appointment:enter') return this.#enter() as Asked<Name>
    try {
      return { value: await this.#http.post(`/v1/commands/${name}`, takes, stop) }
    } catch (error) {
      stop.throwIfAborted()
      if (!(error instanceof ChairsideError)) throw error
      if (error.code !== 'LINE_DOWN') return { error }
      this.again()
      return undefined
    }
  }

  /** The next request says where the participant is. A desk is at no place. */
  #enter(): Asked<'appointment:enter'> {
    if (this.#hearer.place() === undefined) return { error: failure('NOT_FOUND') }
    this.again()
    return { value: {} }
  }

  async #ask(
    after: string | undefined,
    stop: AbortSignal,
    again: AbortSignal,
  ): Promise<{ readonly news: LiveNews } | { readonly error: ChairsideError }> {
    const stopping = abortWith(stop, again)
    const place = this.#hearer.place()
    const body = { page: this.#page, ...(place && { place }), ...(after !== undefined && { after }) }
    const waits = after === undefined ? undefined : waitMs
    try {
      const asked = { ...pageRoutes.awaitLive, body, waits }
      return { news: await this.#http.ask(newsOf, asked, stopping.signal) }
    } catch (error) {
      if (error instanceof ChairsideError) return { error }
      if (stopping.signal.aborted) return { error: lineDown() }
      throw error
    } finally {
      stopping.letGo()
    }
  }
}

/** The time until an instant, in ms. */
const left = (at: number): number => Math.max(0, at - Date.now())

/** Throws when another server than Chairside's has answered. */
async function newsOf(answer: Response): Promise<LiveNews> {
  const said = (await answer.json()) as Partial<LiveNews> | null
  if (typeof said?.after !== 'string') throw new TypeError('no news')
  return { ...said, after: said.after }
}

const eventOf = ({ snapshot, desk }: LiveNews): ServerEvent =>
  snapshot ? { name: 'snapshot', payload: snapshot } : { name: 'desk', payload: { appointments: desk ?? [] } }
