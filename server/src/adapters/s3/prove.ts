import { randomUUID } from 'node:crypto'
import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import type { S3Settings } from '../../config.ts'
import type { Bucket, Heeds } from './bucket.ts'
import { isFull, refusalIn } from './error.ts'
import { objectName, pieceName, tailsOf } from './layout.ts'

/** The assumption about a bucket that is full, or accepts nothing now, so that it could not be tested. */
export const untested: Heeds = { put: false, complete: false }

/**
 * Tests the bucket with an object of its own and the calls of uploads; gives the conditions that the server
 * heeds: some ignore all, some heed one request only. Throws a plain sentence when the bucket cannot be used.
 * A bucket that is full or accepts nothing now can be used, because its objects can still be read.
 *
 * @param bucket with `heeds` all true
 */
export async function proveBucket(client: S3Client, settings: S3Settings, bucket: Bucket): Promise<Heeds> {
  const { endpoint, kmsKey } = settings
  const name = `The bucket "${settings.bucket}" of S3_BUCKET`
  try {
    await client.send(new HeadBucketCommand({ Bucket: settings.bucket }))
  } catch (cause) {
    throw new Error(whatIsWrong(cause, name, endpoint), { cause })
  }
  try {
    return await tryOut(bucket)
  } catch (cause) {
    const refusal = refusalIn(cause)
    if (isFull(cause) || (refusal?.status ?? 0) >= 500) return untested
    if (cause instanceof OtherBytes)
      throw new Error(`${name} does not give back what was put into it. Correct S3_ENDPOINT.`)
    if (refusal === undefined) throw new Error(whatIsWrong(cause, name, endpoint), { cause })
    const key = kmsKey === undefined ? '' : ' and the key of S3_KMS_KEY'
    throw new Error(
      `${name} cannot be used with these credentials${key}: it answers ${refusal.status} ${refusal.code}. Correct them, or the rights of their user.`,
      { cause },
    )
  }
}

/** The bytes read are not those stored. */
class OtherBytes extends Error {
  override readonly name = 'OtherBytes'
}

async function tryOut(bucket: Bucket): Promise<Heeds> {
  const [key, bytes] = [randomUUID(), Buffer.from(randomUUID())]
  const [name, body] = [objectName(key), { size: bytes.length, chunks: [bytes] }]
  // The name is new, so the condition holds; the credentials may forbid requests without one.
  const isKnown = (await outcome(bucket.create(name, body))) !== 'unknown'
  if (!isKnown) await bucket.put(name, body)
  const heeds = await cleaning(
    async () => {
      const back: Uint8Array[] = []
      for await (const chunk of await bucket.get(name, { start: 0, end: bytes.length - 1 })) back.push(chunk)
      if (!Buffer.concat(back).equals(bytes)) throw new OtherBytes()
      const put = isKnown && (await outcome(bucket.create(name, body))) === 'refused'
      const id = await bucket.begin(name)
      const complete = await cleaning(
        async () => {
          const part = await bucket.part(name, id, 1, body)
          await bucket.parts(name, id)
          await listed(bucket.uploads(name))
          return outcome(bucket.complete(name, id, [part]))
        },
        () => bucket.abort(name, id),
      )
      return { put, complete: complete === 'refused' }
    },
    () => bucket.delete(name),
  )
  const piece = pieceName(key, { start: 0, epoch: 1, attempt: 1 })
  await bucket.put(piece, body)
  await cleaning(
    () => listed(bucket.list(tailsOf(key))),
    () => bucket.delete(piece),
  )
  return heeds
}

/** How a conditional request ended: 412 gives `refused`; 501, where the server knows no conditions, `unknown`. */
async function outcome(request: Promise<unknown>): Promise<'done' | 'refused' | 'unknown'> {
  try {
    await request
    return 'done'
  } catch (error) {
    const status = refusalIn(error)?.status
    if (status === 412) return 'refused'
    if (status === 501) return 'unknown'
    throw error
  }
}

/** Reads a list's first entry, to see whether listing is permitted. */
async function listed(list: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of list) break
}

/** Cleans up after the work, also when it throws; then the work's error is thrown. */
async function cleaning<Result>(work: () => Promise<Result>, clean: () => Promise<void>): Promise<Result> {
  const result = await work().catch(async (error) => {
    await clean().catch(() => undefined)
    throw error
  })
  await clean()
  return result
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
