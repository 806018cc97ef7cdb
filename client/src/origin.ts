/**
 * Whether a server that can be reached does not let this page in. A browser keeps from the page why a socket or an
 * answer was refused; but it says whether there is an answer at all. Never in Node.
 *
 * @param base the server's address without a slash at its end
 */
export async function isRefusedHere(base: string): Promise<boolean> {
  if (typeof document === 'undefined') return false
  const answers = (mode: RequestMode): Promise<boolean> =>
    fetch(`${base}/health/live`, { mode, credentials: 'omit', cache: 'no-store' }).then(
      () => true,
      () => false,
    )
  return !(await answers('cors')) && (await answers('no-cors'))
}
