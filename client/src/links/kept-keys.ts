import type { PageKeys } from './page-key.ts'

/** Keys of access sessions, so that a reload of the same tab keeps its session. The browser keeps them, still unreadable. */
const [database, store] = ['chairside-links', 'keys']

interface Kept {
  readonly keys: PageKeys
  /** In ms since 1970. */
  readonly until: number
}

/** Keeps the keys of an access session until its latest end. What is over goes. */
export async function keepKeys(access: string, keys: PageKeys, until: number): Promise<void> {
  await inStore('readwrite', (all) => {
    const cursor = all.openCursor()
    cursor.onsuccess = () => {
      const at = cursor.result
      if (!at) return
      if ((at.value as Kept).until < Date.now()) at.delete()
      at.continue()
    }
    return all.put({ keys, until } satisfies Kept, access)
  })
}

/** The kept keys of an access session; undefined if there are none. */
export async function keptKeys(access: string): Promise<PageKeys | undefined> {
  const kept = (await inStore('readonly', (all) => all.get(access))) as Kept | undefined
  return kept && kept.until > Date.now() ? kept.keys : undefined
}

export async function forgetKeys(access: string): Promise<void> {
  await inStore('readwrite', (all) => all.delete(access))
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
