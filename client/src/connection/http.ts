import { ChairsideError } from '@chairside/protocol'
import { abortWith } from '../async/abort.ts'
import { rest } from '../async/pause.ts'
import { failure, fromAnswer, lineDown } from './failure.ts'
import type { Tokens } from './token.ts'
import { isPlain, openWay, sendOver } from './way.ts'

/** How long the server may take to answer, in ms. */
const answerMs = 10_000
/** The pauses before a lost request is sent again, in ms. They are short, since a person waits. */
const pauses = [200, 800]

/** A request: its method, its path with the query, and the body that goes as JSON. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  /** How long the server may wait with its answer, in ms. Such a request is not sent again when it is lost. */
  readonly waits?: number | undefined
}

/** Whether no server has taken the request, or one that stops: another one may answer it. */
const isLost = ({ code }: ChairsideError): boolean => code === 'LINE_DOWN' || code === 'SHUTTING_DOWN'

/** The JSON of an answer. */
export const jsonOf = <Answer>(answer: Response): Promise<Answer> => answer.json()

/** The HTTP side of a server, with the token of one participant. */
export class Http {
  readonly #base: string
  readonly tokens: Tokens
  readonly way = openWay()

  /** @param base the server's address without a slash at its end */
  constructor(base: string, tokens: Tokens) {
    this.#base = base
    this.tokens = tokens
  }

  /** The whole address of a path. */
  address(path: string): string {
    return this.#base + path
  }

  /** Posts JSON, as `ask` does. */
  post<Answer>(path: string, body: unknown, signal?: AbortSignal): Promise<Answer> {
    return this.ask(jsonOf<Answer>, { method: 'POST', path, body }, signal)
  }

  /**
   * Sends a request and gives what `read` makes of a successful answer. An expired token is renewed once. A request that
   * was lost, or that a proxy or a server that stops answered, is sent again up to twice, so it may be got more than once.
   *
   * @throws ChairsideError the server's error, or LINE_DOWN if it cannot be reached
   * @throws the reason of `signal`
   */
  async ask<Answer>(
    read: (answer: Response) => Promise<Answer>,
    asked: Asked,
    signal?: AbortSignal,
  ): Promise<Answer> {
    let renewed = false
    for (let tries = 0; ; tries += 1) {
      const token = await this.#token(signal)
      const { post } = this.way
      const said = await this.#ask(read, asked, token, signal)
      if ('answer' in said) return said.answer
      const { error } = said
      const again = asked.waits === undefined ? pauses[tries] : undefined
      if (error.code === 'TOKEN_EXPIRED' && this.tokens.renewable && !renewed) {
        renewed = true
        this.tokens.drop(token)
      } else if (again !== undefined && isLost(error)) {
        // A page cannot read what a proxy answers on another origin: it may have refused the method.
        if (error.code === 'LINE_DOWN' && !isPlain(asked.method) && this.way.post === post)
          this.way.post = !post
        await rest(again, ...(signal ? [signal] : []))
      } else throw error
    }
  }

  async #token(signal?: AbortSignal): Promise<string> {
    try {
      return await this.tokens.current(signal)
    } catch (cause) {
      signal?.throwIfAborted()
      throw cause instanceof ChairsideError ? cause : failure('NO_TOKEN', cause)
    }
  }

  /** Sends the request once. The whole answer must arrive within `answerMs`. */
  async #ask<Answer>(
    read: (answer: Response) => Promise<Answer>,
    { method, path, body, waits = 0 }: Asked,
    token: string,
    signal?: AbortSignal,
  ): Promise<{ readonly answer: Answer } | { readonly error: ChairsideError }> {
    const late = abortWith(signal)
    const timer = setTimeout(() => late.abort(lineDown()), answerMs + waits)
    try {
      const answer = await sendOver(this.way, method, (method, named) =>
        fetch(this.address(path), {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...named,
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          body: body === undefined ? null : JSON.stringify(body),
          credentials: 'omit',
          cache: 'no-store',
          signal: late.signal,
        }),
      )
      if (answer.ok) return { answer: await read(answer) }
      return { error: fromAnswer(answer.status, await answer.text()) }
    } catch (cause) {
      signal?.throwIfAborted()
      return { error: lineDown(cause) }
    } finally {
      clearTimeout(timer)
      late.letGo()
    }
  }
}

/**
 * A server's address without a slash at its end: an absolute http or https URL, with its path if it has one.
 *
 * @throws ChairsideError BAD_REQUEST for any other text
 */
export function baseOf(url: string): string {
  try {
    const { protocol, origin, pathname } = new URL(
      url,
      typeof location === 'undefined' ? undefined : location.href,
    )
    if (protocol === 'http:' || protocol === 'https:') return `${origin}${pathname.replace(/\/+$/, '')}`
  } catch {
    // A text that is no URL goes on to the throw below.
  }
  throw failure({ code: 'BAD_REQUEST', found: 'not-an-address' })
}
