import type { S3Settings } from '../../config.ts'
import type { Bucket } from './bucket.ts'
import { isFull, isMissing, refusalIn } from './error.ts'
import { ownerName } from './layout.ts'

/** More than an identity's length. */
const range = { start: 0, end: 99 }

/**
 * Marks the bucket as owned by these records; throws a plain sentence when others own it. A sweep removes
 * objects unknown to its records: two that share a bucket would delete each other's files.
 *
 * @param records the identity of these records
 */
export async function claimBucket(bucket: Bucket, settings: S3Settings, records: string): Promise<void> {
  const owner = (await findOwner(bucket)) ?? (await makeOwner(bucket, records))
  if (owner !== records) throw new Error(ofOthers(settings))
}

/** What to tell people about a bucket that others own. */
export const ofOthers = (settings: S3Settings): string =>
  `The bucket "${settings.bucket}" of S3_BUCKET belongs to other records than those of DATA_DIR, or of DATABASE_URL where that is set, and files that these do not know would be deleted. Set S3_BUCKET to a bucket of its own, or DATA_DIR or DATABASE_URL to the records of this bucket. If those are gone for good, delete the object "${ownerName}" in it.`

/** The identity of the records that own the bucket; undefined for nobody's. */
export async function findOwner(bucket: Bucket): Promise<string | undefined> {
  try {
    let owner = ''
    for await (const chunk of await bucket.get(ownerName, range)) owner += chunk
    return owner
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function makeOwner(bucket: Bucket, records: string): Promise<string> {
  const mark = Buffer.from(records)
  await bucket.create(ownerName, { size: mark.length, chunks: [mark] }).catch((error) => {
    const status = refusalIn(error)?.status ?? 0
    // Another server was faster (412), or the bucket accepts nothing now, also from other servers.
    if (status !== 412 && status < 500 && !isFull(error)) throw error
  })
  return (await findOwner(bucket)) ?? records
}
