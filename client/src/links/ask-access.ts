import { accessRoutes, ChairsideError, fillPath, proofHeader } from '@chairside/protocol'
import { abortWith } from '../async/abort.ts'
import { fromAnswer, lineDown } from '../connection/failure.ts'
import { askLink } from './ask-link.ts'
import type { PageKeys } from './page-key.ts'
import { proofOf } from './proof.ts'

/** A request under an access session. */
export interface AskedOfAccess {
  readonly name: keyof typeof accessRoutes
  readonly access: string
  /** The server's time, in ms since 1970. */
  readonly now: number
  readonly body?: unknown
  readonly query?: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Sends a request with its proof. A proof serves once, and a proxy whose server broke off sends a request to another one with
 * the same proof: so what is refused is asked once more with another proof. Throws as `askLink` does.
 */
export async function askAccess<Answer>(base: string, keys: PageKeys, asked: AskedOfAccess): Promise<Answer> {
  try {
    return await askOnce(base, keys, asked)
  } catch (error) {
    if (!(error instanceof ChairsideError) || error.code !== 'ACCESS_ENDED') throw error
    return askOnce(base, keys, asked)
  }
}

async function askOnce<Answer>(
  base: string,
  keys: PageKeys,
  { name, access, now, body, query = '', signal }: AskedOfAccess,
): Promise<Answer> {
  const { method, path } = accessRoutes[name]
  const address = base + fillPath(path, { id: access })
  const proof = await proofOf(keys, { method, address, access, now })
  return askLink({
    method,
    address: address + query,
    headers: { [proofHeader]: proof },
    ...(body !== undefined && { body }),
    waits: name === 'awaitAccess',
    signal,
  })
}

/** How long a range may take, in ms. */
const rangeMs = 30_000

/**
 * Fetches a part of a content: from `begin` up to, not including, `end`.
 *
 * @throws ChairsideError the server's error, or LINE_DOWN if it cannot be reached
 */
export async function rangeOf(
  address: string,
  begin: number,
  end: number,
  signals: readonly AbortSignal[],
): Promise<ArrayBuffer> {
  const late = abortWith(...signals)
  const timer = setTimeout(() => late.abort(lineDown()), rangeMs)
  try {
    const answer = await fetch(address, {
      headers: { range: `bytes=${begin}-${end - 1}` },
      credentials: 'omit',
      cache: 'no-store',
      signal: late.signal,
    })
    if (!answer.ok) throw fromAnswer(answer.status, await answer.text())
    const bytes = await answer.arrayBuffer()
    // A server between that knows no ranges sends the whole.
    return answer.status === 206 ? bytes : bytes.slice(begin, end)
  } catch (error) {
    throw error instanceof ChairsideError ? error : lineDown(error)
  } finally {
    clearTimeout(timer)
    late.letGo()
  }
}
