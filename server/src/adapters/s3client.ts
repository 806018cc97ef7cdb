import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { Limits, S3Settings } from '../config.ts'
import { refusalIn } from './s3error.ts'

/**
 * The SDK's client: the way of AWS without an endpoint; with one the bucket stands in the path, for few servers have
 * a name for each. Checksums only where S3 demands them: many servers know none of the newer ones.
 */
export function createS3Client({ endpoint, region }: S3Settings, limits: Limits): S3Client {
  // A running download holds its connection; nothing else waits for it.
  const agent = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY }
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(region === undefined ? {} : { region }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: limits.storeConnect,
      requestTimeout: limits.storeSilence,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  })
}

/** Asks the bucket whether it is there. Throws a plain sentence where it cannot be used. */
export async function proveBucket(client: S3Client, { bucket, endpoint }: S3Settings): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }))
  } catch (error) {
    throw new Error(whatIsWrong(error, `The bucket "${bucket}" of S3_BUCKET`, endpoint), { cause: error })
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
