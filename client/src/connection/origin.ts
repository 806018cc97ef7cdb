import { pageRoutes } from '@chairside/protocol'

/** How long the server may take to answer, in ms. */
const answerMs = 10_000

/**
 * Whether the server refuses pages of this origin. The browser does not tell a page why its socket was refused, so this
 * function asks an address that answers every origin. A proxy's answer counts as no.
 *
 * @param base the server's address without a slash at its end
 */
export async function isRefusedHere(base: string): Promise<boolean> {
  const ending = new AbortController()
  // `AbortSignal.timeout` is missing on iPhones before iOS 16.
  const late = setTimeout(() => ending.abort(), answerMs)
  try {
    const answer = await fetch(base + pageRoutes.isLive.path, {
      credentials: 'omit',
      cache: 'no-store',
      signal: ending.signal,
    })
    const said = (await answer.json()) as { allowed?: unknown } | null
    return said?.allowed === false
  } catch {
    return false
  } finally {
    clearTimeout(late)
  }
}
