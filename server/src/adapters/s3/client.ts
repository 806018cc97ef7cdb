import { S3Client } from '@aws-sdk/client-s3'
import type { S3Settings } from '../../config.ts'
import type { Limits } from '../../limits.ts'

/**
 * The SDK's client. With an `endpoint` the bucket is in the path: few servers have a host name for each bucket.
 * Sends checksums only when S3 requires them: many servers do not know the newer ones.
 */
export function createS3Client({ endpoint, region }: S3Settings, limits: Limits): S3Client {
  // Running downloads hold their connections; other calls must not wait for one.
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
