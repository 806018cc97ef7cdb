import type { Problem, Why } from '@chairside/protocol'

/*
 * It is fetched when a page does not come to its first connection. So it imports nothing: the scripts of a page would have to
 * give it away.
 */

/** How long the server may take to answer, in ms: then it counts as silent. */
const answerMs = 900
/** Browsers tell of their policy in a task of its own, shortly after the request has failed. */
const policyMs = 50

/**
 * Finds out why a page that was never connected is not: the browser does not tell it why its socket failed, so an address
 * that answers every origin is asked. Undefined where the server answers, and only the socket does not come.
 *
 * @param base the server's address without a slash at its end
 * @param path where the server says whether this page may use it (`isLive`)
 * @param forbids whether the policy of the page has forbidden a connection to the server
 */
export async function diagnose(
  base: string,
  path: string,
  forbids: () => boolean,
): Promise<Problem | undefined> {
  const blocked = (why: Why): Problem => ({ code: 'BLOCKED_BY_PAGE', at: base, why })
  const nobody = (why: Why): Problem => ({ code: 'NO_SERVER', at: base, why })
  if (isMixed(base)) return blocked('mixed-content')
  const ending = new AbortController()
  // `AbortSignal.timeout` is missing on iPhones before iOS 16.
  const late = setTimeout(() => ending.abort(), answerMs)
  const ask = (mode: RequestMode) =>
    fetch(base + path, { mode, credentials: 'omit', cache: 'no-store', signal: ending.signal })
  try {
    try {
      const allowed = await allowedIn(await ask('cors'))
      if (allowed === undefined) return nobody('another-server')
      if (!allowed) return { code: 'ORIGIN_NOT_ALLOWED', ...own() }
      return forbids() ? blocked('policy') : undefined
    } catch {
      await new Promise((resolve) => setTimeout(resolve, policyMs))
      if (forbids()) return blocked('policy')
      // A page of another origin cannot read what another server answers, but learns that one does.
      await ask('no-cors')
      return nobody('another-server')
    }
  } catch {
    if (globalThis.navigator?.onLine === false) return { code: 'LINE_DOWN' }
    return nobody(ending.signal.aborted ? 'silent' : 'unreachable')
  } finally {
    clearTimeout(late)
  }
}

/** What a Chairside server says of this page; undefined for the answer of another one. */
async function allowedIn(answer: Response): Promise<boolean | undefined> {
  const said = await answer.text()
  try {
    const { allowed } = JSON.parse(said) as { allowed?: unknown }
    return typeof allowed === 'boolean' ? allowed : undefined
  } catch {
    return undefined
  }
}

const own = () => (typeof location === 'undefined' ? {} : { at: self.origin })

/** Whether a page that came by TLS would call a server without. Browsers let it call its own machine. */
function isMixed(base: string): boolean {
  const { protocol, hostname } = new URL(base)
  if (typeof location === 'undefined' || location.protocol !== 'https:') return false
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
