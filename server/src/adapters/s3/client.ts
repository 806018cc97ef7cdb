import { S3Client } from '@aws-sdk/client-s3'
import type { Limits, S3Settings } from '../../config.ts'

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
