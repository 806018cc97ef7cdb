import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll } from 'vitest'
import type { S3Settings } from '../../server/src/config.ts'
import { atEnd } from '../world/until.ts'
import { type Ceph, kmsKey, startCeph } from './ceph.ts'
import { install } from './install.ts'

/** A real S3 server for one test file. Tests may break and mend it. */
export interface S3 {
  readonly endpoint: string
  /** A client for the S3 server itself, without Chairside. */
  readonly client: S3Client
  /** Makes a bucket. Gives the settings by which a Chairside server reaches it. */
  bucket(change?: Partial<S3Settings>): Promise<S3Settings>
  /** Makes a bucket. Gives its settings as environment variables. */
  env(change?: Record<string, string>): Promise<Record<string, string>>
  /** Limits a bucket to `bytes` bytes. */
  limit(settings: S3Settings, bytes: number): Promise<void>
  /** Ends the gateway as a crash does, until `start`. The objects stay. */
  kill(): Promise<void>
  start(): Promise<void>
  /** Suspends the gateway until `thaw` or the end of the test. It accepts connections and does not answer. */
  freeze(): void
  thaw(): void
}

export { kmsKey }

/** The environment variables from which the AWS SDK takes its credentials. */
export const s3Keys = {
  AWS_ACCESS_KEY_ID: 'chairside-test',
  AWS_SECRET_ACCESS_KEY: 'chairside-test-secret-of-s3',
}

export const s3User = { accessKey: s3Keys.AWS_ACCESS_KEY_ID, secretKey: s3Keys.AWS_SECRET_ACCESS_KEY }

/** A client for an S3 server itself. */
export function s3Client(endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: s3User.accessKey, secretAccessKey: s3User.secretKey },
  })
}

/** Starts an S3 server before the tests of the calling file and stops it after them. */
export function useS3(): S3 {
  let ceph: Ceph | undefined
  let client: S3Client | undefined
  const there = (): Ceph => {
    if (ceph === undefined) throw new Error('the S3 server runs from beforeAll on')
    return ceph
  }
  const speak = (): S3Client => {
    client ??= s3Client(there().endpoint)
    return client
  }

  beforeAll(async () => {
    await install('ceph')
    ceph = await startCeph(s3User)
    Object.assign(process.env, s3Keys)
  }, 300_000)
  afterAll(async () => {
    client?.destroy()
    await ceph?.stop()
  })

  const bucket: S3['bucket'] = async (change = {}) => {
    const name = `chairside-${randomUUID()}`
    await speak().send(new CreateBucketCommand({ Bucket: name }))
    return {
      bucket: name,
      endpoint: there().endpoint,
      region: 'us-east-1',
      kmsKey: undefined,
      redirect: false,
      ...change,
    }
  }
  return {
    get endpoint() {
      return there().endpoint
    },
    get client() {
      return speak()
    },
    bucket,
    env: async (change = {}) => ({
      ...s3Keys,
      S3_ENDPOINT: there().endpoint,
      S3_BUCKET: (await bucket()).bucket,
      ...change,
    }),
    limit: (settings, bytes) => there().limit(settings.bucket, bytes),
    kill: () => there().kill(),
    start: () => there().start(),
    freeze: () => {
      there().signal('SIGSTOP')
      atEnd(() => there().signal('SIGCONT'))
    },
    thaw: () => there().signal('SIGCONT'),
  }
}
