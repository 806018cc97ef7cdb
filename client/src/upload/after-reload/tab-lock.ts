import { deferred } from '../../async/deferred.ts'

/**
 * Which tab of this browser has the bytes of a file: the one that holds its Web Lock, which ends with the tab. A page
 * without TLS has no locks, and acts as if no tab held one.
 */
const lockOf = (file: string) => `chairside:file:${file}`

const locks = (): LockManager | undefined =>
  typeof navigator === 'undefined' ? undefined : (navigator.locks as LockManager | undefined)

/** Tells the other tabs that this one has a file's bytes. Gives the function that ends it. */
export function lockBytes(file: string): () => void {
  const { promise, resolve } = deferred()
  const asking = new AbortController()
  locks()
    ?.request(lockOf(file), { signal: asking.signal }, () => promise)
    .catch(() => {})
  return () => {
    asking.abort()
    resolve()
  }
}

/** As `lockBytes`, if no other tab has them; undefined if one does. */
export async function claimBytes(file: string): Promise<(() => void) | undefined> {
  const here = locks()
  if (!here) return () => {}
  const { promise, resolve } = deferred()
  const { promise: asked, resolve: answer } = deferred<boolean>()
  here
    .request(lockOf(file), { ifAvailable: true }, (lock) => {
      answer(lock !== null)
      return lock ? promise : undefined
    })
    .catch(() => answer(false))
  return (await asked) ? resolve : undefined
}

/** Resolves once no tab holds a file's bytes, perhaps at once; rejects when `signal` is aborted. */
export async function whenUnlocked(file: string, signal: AbortSignal): Promise<void> {
  await locks()?.request(lockOf(file), { signal, mode: 'shared' }, () => {})
}
