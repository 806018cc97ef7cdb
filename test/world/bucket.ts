import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListMultipartUploadsCommand, ListObjectsV2Command, ListPartsCommand } from '@aws-sdk/client-s3'
import { ChairsideError, MB } from '@chairside/protocol'
import { openS3 } from '../../server/src/adapters/s3/store.ts'
import { createBudget } from '../../server/src/budget.ts'
import type { S3Settings } from '../../server/src/config.ts'
import { defaultLimits, type Limits } from '../../server/src/limits.ts'
import type { ObjectStore } from '../../server/src/seams.ts'
import type { S3 } from '../services/s3.ts'
import { createManualClock } from './clock.ts'
import { atEnd } from './until.ts'

/** Opens the store of one node on a bucket. `spooled` counts the files in the node's spool folder. */
export async function openNode(
  settings: S3Settings,
  {
    limits = {},
    buffer = 128 * MB,
    records = 'the same',
  }: { limits?: Partial<Limits>; buffer?: number; records?: string } = {},
) {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const budget = createBudget(buffer)
  const clock = createManualClock()
  const { store } = await openS3({
    settings,
    records,
    dataDir,
    budget,
    clock,
    limits: { ...defaultLimits, ...limits },
  })
  atEnd(() => store.close())
  const spooled = (): number => {
    const folder = join(dataDir, 'spool')
    return existsSync(folder) ? readdirSync(folder).length : 0
  }
  return { store, budget, clock, spooled, dataDir }
}

/** The names of the objects and of the multipart uploads in a bucket, without the object that marks its owner. */
export async function lying({ client }: S3, { bucket: Bucket }: S3Settings) {
  const listed = await client.send(new ListObjectsV2Command({ Bucket }))
  const begun = await client.send(new ListMultipartUploadsCommand({ Bucket }))
  return {
    objects: (listed.Contents ?? [])
      .map(({ Key = '' }) => Key)
      .filter((name) => name !== 'owner')
      .sort(),
    uploads: (begun.Uploads ?? []).map(({ Key = '' }) => Key).sort(),
  }
}

/** How many parts the only multipart upload of a bucket has stored. */
export async function partsOf(
  { client }: S3,
  { bucket: Bucket }: Pick<S3Settings, 'bucket'>,
): Promise<number> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
  const [{ Key, UploadId } = {}] = Uploads
  if (UploadId === undefined) return 0
  const { Parts = [] } = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }))
  return Parts.length
}

/** Bytes of a chunk, chosen so that no number of chunks fills a part exactly. */
const chunkSize = 30_011

/** Appends `bytes` from `at` up to `end`, in batches of about 1 MiB, as an upload does. */
export async function send(
  store: ObjectStore,
  key: string,
  bytes: Buffer,
  { epoch = 1, at = 0, end = bytes.length }: { epoch?: number; at?: number; end?: number } = {},
): Promise<void> {
  for (let next = at; next < end; ) {
    const chunks: Buffer[] = []
    const begun = next
    for (; next < end && chunks.length < 33; next += chunks.at(-1)?.length ?? 0) {
      // Each chunk has memory of its own, because the store may release it.
      const chunk = Buffer.allocUnsafeSlow(Math.min(chunkSize, end - next))
      bytes.copy(chunk, 0, next)
      chunks.push(chunk)
    }
    await store.append(key, { epoch, at: begun, chunks })
  }
}

export async function readAll(store: ObjectStore, key: string, size: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of store.read(key, { start: 0, end: size - 1 })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The code of the ChairsideError that `work` rejects with, or any other error itself. */
export function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing was refused',
    (error) => (error instanceof ChairsideError ? error.code : error),
  )
}
