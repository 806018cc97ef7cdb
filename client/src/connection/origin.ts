/** So long an answer may take, in ms. */
const answerMs = 10_000

/**
 * Whether the server says that pages of this origin may not use it. A browser keeps from a page why its socket was
 * refused, so we ask where everybody is answered; what something between us answers says nothing of it.
 *
 * @param base the server's address without a slash at its end
 */
export async function isRefusedHere(base: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(answerMs)
    const answer = await fetch(`${base}/health/live`, { credentials: 'omit', cache: 'no-store', signal })
    const said = (await answer.json()) as { allowed?: unknown } | null
    return said?.allowed === false
  } catch {
    return false
  }
}
