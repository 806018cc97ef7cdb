/** A store of records in this browser (IndexedDB), each under the id of its file. */
export interface HandleStore<Kept extends { readonly file: string }> {
  put(record: Kept): Promise<void>
  get(file: string): Promise<Kept | undefined>
  /** Removes one record, or all for which the function gives true. */
  remove(file: string | ((record: Kept) => boolean)): Promise<void>
}

const database = 'chairside'
const store = 'files'
/** To be raised whenever a record's fields change: opening a newer version removes older records. */
const version = 2

/** Opens the store; undefined in Node, and in a page without TLS, where there are no handles to keep. */
export function openHandleStore<Kept extends { readonly file: string }>(): HandleStore<Kept> | undefined {
  if (typeof indexedDB === 'undefined' || globalThis.isSecureContext !== true) return undefined
  return {
    put: (record) => within('readwrite', async (files) => void (await answerOf(files.put(record)))),
    get: (file) => within('readonly', (files) => answerOf<Kept | undefined>(files.get(file))),
    remove: (wanted) =>
      within('readwrite', async (files) => {
        if (typeof wanted === 'string') return answerOf(files.delete(wanted))
        const all = await answerOf<Kept[]>(files.getAll())
        await Promise.all(all.filter(wanted).map(({ file }) => answerOf(files.delete(file))))
      }),
  }
}

/** Opens the database for each act: a page that keeps one open cannot enter the back/forward cache. */
async function within<Result>(
  mode: IDBTransactionMode,
  act: (files: IDBObjectStore) => Promise<Result>,
): Promise<Result> {
  const opening = indexedDB.open(database, version)
  opening.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion > 0) opening.result.deleteObjectStore(store)
    opening.result.createObjectStore(store, { keyPath: 'file' })
  }
  const db = await answerOf(opening)
  try {
    const change = db.transaction(store, mode)
    const kept = new Promise<void>((resolve, reject) => {
      change.oncomplete = () => resolve()
      change.onabort = () => reject(change.error)
    })
    const [result] = await Promise.all([act(change.objectStore(store)), kept])
    return result
  } finally {
    db.close()
  }
}

function answerOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
