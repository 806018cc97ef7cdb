import { newPageKeys, type PageKeys } from './page-key.ts'

/** Keys of tabs, so that a reload keeps them. The browser keeps them, still unreadable. */
const [database, store] = ['chairside-links', 'keys']

/** For how long, in ms: no code works longer. */
const keptMs = 7 * 24 * 3_600_000

interface Kept {
  readonly keys: PageKeys
  /** In ms since 1970. */
  readonly until: number
}

/**
 * The keys of a tab: what it typed or opened is bound to them, so that it may go on with that after a reload. Without a name
 * for the tab they are those of this call alone.
 *
 * @throws ChairsideError as `newPageKeys`
 */
export async function tabKeys(tab: string | undefined): Promise<PageKeys> {
  const kept = tab === undefined ? undefined : await keptKeys(tab)
  if (kept) return kept
  const made = await newPageKeys()
  if (tab !== undefined) await keepKeys(tab, made)
  return made
}

/** Keeps the keys of a tab. What is over goes. */
async function keepKeys(tab: string, keys: PageKeys): Promise<void> {
  const until = Date.now() + keptMs
  await inStore('readwrite', (all) => {
    const cursor = all.openCursor()
    cursor.onsuccess = () => {
      const at = cursor.result
      if (!at) return
      if ((at.value as Kept).until < Date.now()) at.delete()
      at.continue()
    }
    return all.put({ keys, until } satisfies Kept, tab)
  })
}

/** The kept keys of a tab; undefined if there are none. */
async function keptKeys(tab: string): Promise<PageKeys | undefined> {
  const kept = (await inStore('readonly', (all) => all.get(tab))) as Kept | undefined
  return kept?.keys
}

/** Does one thing in the store. Gives undefined where the browser has no store for this page, such as in a private window. */
async function inStore(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  try {
    const opening = indexedDB.open(database, 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(store)
    const base = await result<IDBDatabase>(opening)
    try {
      return await result(act(base.transaction(store, mode).objectStore(store)))
    } finally {
      base.close()
    }
  } catch {
    return undefined
  }
}

const result = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
