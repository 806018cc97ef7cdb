import { randomUUID } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { S3Settings } from '../config.ts'
import { isFull, refusalIn } from './s3error.ts'
import { encryptedWith, objectName } from './s3layout.ts'

/** Whether a server heeds `If-None-Match: *` (RFC 9110, section 13.1.2) in the two requests that make an object. */
export interface Heeds {
  readonly put: boolean
  readonly complete: boolean
}

/**
 * Does to an object of its own whatever will be done to files, and finds out what the server heeds: some pass over a
 * condition, some know it in one request only. Throws a plain sentence where the bucket cannot be used. One that is
 * full can: what lies in it is still read.
 */
export async function proveBucket(client: S3Client, settings: S3Settings): Promise<Heeds> {
  const { bucket, endpoint, kmsKey } = settings
  const name = `The bucket "${bucket}" of S3_BUCKET`
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }))
  } catch (cause) {
    throw new Error(whatIsWrong(cause, name, endpoint), { cause })
  }
  try {
    return await tryOut(client, settings)
  } catch (cause) {
    if (isFull(cause)) return { put: false, complete: false }
    if (cause instanceof OtherBytes)
      throw new Error(`${name} does not give back what was put into it. Correct S3_ENDPOINT.`)
    // Servers answer the one or the other where it is the key.
    if (kmsKey !== undefined && [400, 403].includes(refusalIn(cause)?.status ?? 0))
      throw new Error(
        `${name} cannot be used with these credentials and the key of S3_KMS_KEY. Correct them, or the rights of their user.`,
        { cause },
      )
    throw new Error(whatIsWrong(cause, name, endpoint), { cause })
  }
}

class OtherBytes extends Error {
  override readonly name = 'OtherBytes'
}

async function tryOut(client: S3Client, { bucket, kmsKey }: S3Settings): Promise<Heeds> {
  const object = { Bucket: bucket, Key: objectName(randomUUID()) }
  const encrypted = encryptedWith(kmsKey)
  const bytes = randomUUID()
  await client.send(new PutObjectCommand({ ...object, ...encrypted, Body: bytes }))
  try {
    const { Body } = await client.send(new GetObjectCommand(object))
    if ((await Body?.transformToString()) !== bytes) throw new OtherBytes()
    const again = new PutObjectCommand({ ...object, ...encrypted, Body: bytes, IfNoneMatch: '*' })
    const put = await isRefused(client.send(again))
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...object, ...encrypted }))
    const upload = { ...object, UploadId }
    const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: bytes }))
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] }
    const whole = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload, IfNoneMatch: '*' })
    const complete = await isRefused(client.send(whole))
    // Where it was completed there is nothing to end any more.
    await client.send(new AbortMultipartUploadCommand(upload)).catch((error) => {
      if (refusalIn(error)?.status !== 404) throw error
    })
    return { put, complete }
  } finally {
    await client.send(new DeleteObjectCommand(object))
  }
}

/** Whether a request is refused for its condition. A server that knows none at all answers 501. */
async function isRefused(request: Promise<unknown>): Promise<boolean> {
  try {
    await request
    return false
  } catch (error) {
    const status = refusalIn(error)?.status
    if (status !== 412 && status !== 501) throw error
    return status === 412
  }
}

function whatIsWrong(error: unknown, bucket: string, endpoint: string | undefined): string {
  const where = endpoint === undefined ? '' : ` at ${endpoint}`
  switch (refusalIn(error)?.status) {
    case 404:
      return `${bucket} is not there${where}. Create it, or correct the name.`
    case 401:
    case 403:
      return `${bucket} cannot be used with these credentials. Correct them, or the rights of their user.`
    case 301:
    case 307:
      return `${bucket} is in another region. Set S3_REGION to the one it is in.`
    case 400:
      return `${bucket} is refused${where}. Correct S3_REGION, or S3_ENDPOINT: http:// or https://.`
  }
  const name = error instanceof Error ? error.name : ''
  const text = error instanceof Error ? error.message : ''
  if (name === 'CredentialsProviderError')
    return `${bucket} needs credentials, and there are none. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another way of the AWS SDK.`
  if (/^Region is missing/.test(text)) return `${bucket} needs a region. Set S3_REGION.`
  return endpoint === undefined
    ? `${bucket} cannot be reached at AWS. Correct S3_REGION, or look at the network.`
    : `${bucket} cannot be reached${where}. Correct S3_ENDPOINT, or wait until the server answers.`
}
