import { errorInBody, failure, fromAnswer, lineDown } from './failure.ts'
import type { Tokens } from './token.ts'

/** The HTTP side of a server, with the token of one participant. */
export class Http {
  readonly #base: string
  readonly tokens: Tokens

  /** @param base the server's address without a slash at its end */
  constructor(base: string, tokens: Tokens) {
    this.#base = base
    this.tokens = tokens
  }

  /** The whole address of a path under `/v1`. */
  address(path: string): string {
    return `${this.#base}/v1${path}`
  }

  /**
   * Posts JSON and answers JSON. A token that has expired is fetched anew, once.
   *
   * @throws ChairsideError what the server answered instead, or that it cannot be reached
   */
  async post<Answer>(path: string, body: unknown, signal?: AbortSignal): Promise<Answer> {
    const first = await this.tokens.current(signal)
    const answer = await this.#post(path, body, first, signal)
    if (answer.ok) return answer.json() as Promise<Answer>
    const said = await answer.text()
    if (answer.status !== 401 || errorInBody(said)?.code !== 'TOKEN_EXPIRED' || !this.tokens.renewable) {
      throw fromAnswer(answer.status, said)
    }
    this.tokens.drop(first)
    const again = await this.#post(path, body, await this.tokens.current(signal), signal)
    if (!again.ok) throw fromAnswer(again.status, await again.text())
    return again.json() as Promise<Answer>
  }

  async #post(path: string, body: unknown, token: string, signal?: AbortSignal): Promise<Response> {
    try {
      return await fetch(this.address(path), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        credentials: 'omit',
        cache: 'no-store',
        signal: signal ?? null,
      })
    } catch (cause) {
      signal?.throwIfAborted()
      throw lineDown(cause)
    }
  }
}

/**
 * A server's address as everything here appends to it: an absolute http or https URL, with its path if it has one.
 *
 * @throws ChairsideError BAD_REQUEST when it is none
 */
export function baseOf(url: string): string {
  try {
    const { protocol, origin, pathname } = new URL(
      url,
      typeof location === 'undefined' ? undefined : location.href,
    )
    if (protocol === 'http:' || protocol === 'https:') return `${origin}${pathname.replace(/\/+$/, '')}`
  } catch {
    // Said below, in our words.
  }
  throw failure({ code: 'BAD_REQUEST', seen: 'url' })
}
