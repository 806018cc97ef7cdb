import { deferred } from '../../async/deferred.ts'

/**
 * The Web Lock of a file. The tab that holds it has the file's bytes; the lock ends with the tab. A page without TLS has
 * no locks, and acts as if no tab held one.
 */
const lockOf = (file: string) => `chairside:file:${file}`

const locks = (): LockManager | undefined =>
  typeof navigator === 'undefined' ? undefined : (navigator.locks as LockManager | undefined)

/** Tells the other tabs that this one has a file's bytes. Gives the function that releases the lock. */
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

/** As `lockBytes`, but gives undefined if another tab has the bytes. */
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
