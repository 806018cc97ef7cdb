import { createSemaphore } from '../../semaphore.ts'
import type { Bucket } from './bucket.ts'
import { keyOf, objectName, objects, tails } from './layout.ts'

/** How many keys are asked about at once, and how many removals run at once. */
const batch = 500
const lanes = 8

/** An object, upload or piece that is old enough to be asked about. */
interface Old {
  readonly key: string
  /** Whether it is useless once its object is sealed. */
  readonly isScaffold: boolean
  remove(): Promise<void>
}

/**
 * Removes objects, uploads and pieces that are older than `before` and not wanted, and left-over uploads and pieces of
 * wanted objects that are sealed. Gives the number of unwanted objects.
 */
export async function sweepBucket({
  bucket,
  before,
  wanted,
  forget,
}: {
  bucket: Bucket
  /** In ms since the epoch. */
  before: number
  wanted: (keys: readonly string[]) => Promise<ReadonlySet<string>>
  /** Discards what the store remembers of an object, so that it is not saved again. */
  forget: (key: string) => Promise<void>
}): Promise<number> {
  const unwanted = new Set<string>()
  const slots = createSemaphore(lanes)
  const decide = async (some: readonly Old[]): Promise<void> => {
    const keep = await wanted([...new Set(some.map(({ key }) => key))])
    const sealed = new Map<string, Promise<boolean>>()
    const isSealed = (key: string): Promise<boolean> => {
      const known = sealed.get(key) ?? bucket.size(objectName(key)).then((size) => size !== undefined)
      sealed.set(key, known)
      return known
    }
    const decideOne = async ({ key, isScaffold, remove }: Old): Promise<void> => {
      if (!keep.has(key)) {
        unwanted.add(key)
        await forget(key)
        await remove()
      } else if (isScaffold && (await isSealed(key))) await remove()
    }
    await Promise.all(some.map((old) => slots(() => decideOne(old))))
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
  return unwanted.size
}

async function* oldObjects(bucket: Bucket, before: number): AsyncIterable<Old> {
  for await (const { name, modified } of bucket.list(objects)) {
    const key = keyOf(name)
    if (key === undefined || modified >= before) continue
    yield { key, isScaffold: false, remove: () => bucket.delete(name) }
  }
}

async function* oldUploads(bucket: Bucket, before: number): AsyncIterable<Old> {
  for await (const { name, id, begun } of bucket.uploads(objects)) {
    const key = keyOf(name)
    if (key === undefined || begun >= before) continue
    yield { key, isScaffold: true, remove: () => bucket.abort(name, id) }
  }
}

async function* oldPieces(bucket: Bucket, before: number): AsyncIterable<Old> {
  for await (const { name, modified } of bucket.list(tails)) {
    const key = keyOf(name)
    if (key === undefined || modified >= before) continue
    yield { key, isScaffold: true, remove: () => bucket.delete(name) }
  }
}
