import type { S3Settings } from '../../config.ts'
import type { Limits } from '../../limits.ts'
import { createBucket } from './bucket.ts'
import { createS3Client } from './client.ts'
import { findOwner, ofOthers } from './owner.ts'
import { createSender } from './part.ts'
import { proveBucket, untested } from './prove.ts'

/** What a bucket is found to do. `full`: it takes nothing now, and can be read. */
export interface Trial {
  readonly takes: 'all' | 'nothing'
  /** Whether it refuses to replace an object that is there, where that is asked for. */
  readonly keepsFirst: boolean
  readonly owner: 'these records' | 'nobody' | 'somebody'
}

/**
 * Does to an object of its own what uploads do to files, and removes it. Throws a sentence for people when the bucket cannot be
 * used, or belongs to others.
 *
 * @param records the identity of the records, if they have one; undefined where they could not be read
 */
export async function tryBucket(
  settings: S3Settings,
  records: { readonly id: string | undefined } | undefined,
  { limits, signal }: { limits: Limits; signal: AbortSignal },
): Promise<Trial> {
  const client = createS3Client(settings, limits)
  const sender = createSender(client, settings.bucket, limits, signal)
  const bucket = createBucket(client, settings, sender, { put: true, complete: true }, signal)
  try {
    const heeds = await proveBucket(client, settings, bucket)
    const owner = await findOwner(bucket)
    if (owner !== undefined && records !== undefined && owner !== records.id)
      throw new Error(ofOthers(settings))
    return {
      takes: heeds === untested ? 'nothing' : 'all',
      keepsFirst: heeds.put && heeds.complete,
      owner: owner === undefined ? 'nobody' : records === undefined ? 'somebody' : 'these records',
    }
  } finally {
    sender.close()
    client.destroy()
  }
}
