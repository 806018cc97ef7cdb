import type { Bucket } from './s3bucket.ts'
import { keyOf, objectName, objects, tails } from './s3layout.ts'

/** How many objects are asked about at once. */
const batch = 500

/** Something in the bucket that is old enough to be asked about. */
interface Old {
  readonly key: string
  /** Takes it away where its object is sealed, so that it is of no use any more. */
  readonly clear?: () => Promise<void>
}

/**
 * Looks through everything in the bucket that is older than `before`: removes what is not wanted, and of wanted
 * objects that are sealed the uploads and tails that were left lying. Answers how many objects it has removed.
 */
export async function sweepBucket({
  bucket,
  before,
  wanted,
  remove,
}: {
  bucket: Bucket
  /** In ms. */
  before: number
  wanted: (keys: readonly string[]) => Promise<ReadonlySet<string>>
  remove: (key: string) => Promise<void>
}): Promise<number> {
  const removed = new Set<string>()
  const decide = async (some: readonly Old[]): Promise<void> => {
    const keep = await wanted([...new Set(some.map(({ key }) => key))])
    const sealed = new Map<string, boolean>()
    for (const { key, clear } of some) {
      if (!keep.has(key)) {
        if (!removed.has(key)) await remove(key)
        removed.add(key)
      } else if (clear !== undefined) {
        const isSealed = sealed.get(key) ?? (await bucket.size(objectName(key))) !== undefined
        sealed.set(key, isSealed)
        if (isSealed) await clear()
      }
    }
  }
  for (const everything of [oldObjects, oldUploads, oldPieces]) {
    let some: Old[] = []
    for await (const old of everything(bucket, before)) {
      some.push(old)
      if (some.length < batch) continue
      await decide(some)
      some = []
    }
    if (some.length > 0) await decide(some)
  }
  return removed.size
}

async function* oldObjects(bucket: Bucket, before: number): AsyncIterable<Old> {
  for await (const { name, modified } of bucket.list(objects)) {
    const key = keyOf(name)
    if (key !== undefined && modified < before) yield { key }
  }
}

async function* oldUploads(bucket: Bucket, before: number): AsyncIterable<Old> {
  for await (const { name, id, begun } of bucket.uploads(objects)) {
    const key = keyOf(name)
    if (key !== undefined && begun < before) yield { key, clear: () => bucket.abort(name, id) }
  }
}

async function* oldPieces(bucket: Bucket, before: number): AsyncIterable<Old> {
  for await (const { name, modified } of bucket.list(tails)) {
    const key = keyOf(name)
    if (key !== undefined && modified < before) yield { key, clear: () => bucket.delete(name) }
  }
}
