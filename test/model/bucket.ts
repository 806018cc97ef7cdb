import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { type Ceph, startCeph } from '../services/ceph.ts'
import { install } from '../services/install.ts'

const keys = { accessKey: 'chairside-model', secretKey: 'chairside-model-secret-of-s3' }
let ceph: Promise<Ceph> | undefined

/**
 * Makes a bucket on a real S3 server. Gives the environment variables that name it. All worlds share the server, and
 * `opened` stops it.
 */
export async function openBucket(opened: AsyncDisposableStack): Promise<Readonly<Record<string, string>>> {
  ceph ??= begin(opened)
  const { endpoint } = await ceph
  const bucket = `chairside-${randomUUID()}`
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: keys.accessKey, secretAccessKey: keys.secretKey },
  })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  return {
    S3_BUCKET: bucket,
    S3_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: keys.accessKey,
    AWS_SECRET_ACCESS_KEY: keys.secretKey,
  }
}

async function begin(opened: AsyncDisposableStack): Promise<Ceph> {
  await install('ceph')
  const started = await startCeph(keys)
  opened.defer(() => started.stop())
  return started
}
