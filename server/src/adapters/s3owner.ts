import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { S3Settings } from '../config.ts'
import { isFull, isMissing, refusalIn } from './s3error.ts'
import { encryptedWith, ownerName } from './s3layout.ts'

/**
 * Marks the bucket as that of these records; throws a plain sentence where it is that of others. A sweep removes what
 * its records do not know: two that share a bucket would delete each other's files.
 *
 * @param records their identity
 */
export async function claimBucket(client: S3Client, settings: S3Settings, records: string): Promise<void> {
  const { bucket, kmsKey } = settings
  const mark = { Bucket: bucket, Key: ownerName }
  const find = async (): Promise<string | undefined> => {
    try {
      return await (await client.send(new GetObjectCommand(mark))).Body?.transformToString()
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }
  const make = new PutObjectCommand({ ...mark, ...encryptedWith(kmsKey), Body: records, IfNoneMatch: '*' })
  let owner = await find()
  if (owner === undefined) {
    await client.send(make).catch((error) => {
      // Somebody else was faster, or there is no room: then nobody else can begin here either.
      if (refusalIn(error)?.status !== 412 && !isFull(error)) throw error
    })
    owner = (await find()) ?? records
  }
  if (owner === records) return
  throw new Error(
    `The bucket "${bucket}" of S3_BUCKET belongs to other records than those of DATA_DIR, and files that these do not know would be deleted. Set S3_BUCKET to a bucket of its own, or DATA_DIR to the folder with its records. If those are gone for good, delete the object "${ownerName}" in it.`,
  )
}
