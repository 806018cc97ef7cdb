import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { ChairsideError, MB } from '@chairside/protocol'
import { openS3 } from '../server/src/adapters/s3.ts'
import { createBudget } from '../server/src/budget.ts'
import { defaultLimits, type Limits, type S3Settings } from '../server/src/config.ts'
import type { ObjectStore } from '../server/src/seams.ts'
import { createManualClock } from './clock.ts'
import type { S3 } from './services/s3.ts'
import { atEnd } from './until.ts'

/** A node's store on a bucket, with what a test wants to see of the node. */
export async function openNode(
  settings: S3Settings,
  { limits = {}, buffer = 128 * MB }: { limits?: Partial<Limits>; buffer?: number } = {},
) {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const budget = createBudget(buffer)
  const clock = createManualClock()
  const { store } = await openS3({
    settings,
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

/** What lies in a bucket: the names of its objects, and of its multipart uploads. */
export async function lying({ client }: S3, { bucket: Bucket }: S3Settings) {
  const listed = await client.send(new ListObjectsV2Command({ Bucket }))
  const begun = await client.send(new ListMultipartUploadsCommand({ Bucket }))
  return {
    objects: (listed.Contents ?? []).map(({ Key = '' }) => Key).sort(),
    uploads: (begun.Uploads ?? []).map(({ Key = '' }) => Key).sort(),
  }
}

/** Appends bytes from `at` up to `end` in batches of a MiB, as an upload does. */
export async function send(
  store: ObjectStore,
  key: string,
  bytes: Buffer,
  { epoch = 1, at = 0, end = bytes.length }: { epoch?: number; at?: number; end?: number } = {},
): Promise<void> {
  for (let next = at; next < end; next += MB) {
    const chunk = Buffer.from(bytes.subarray(next, Math.min(next + MB, end)))
    await store.append(key, { epoch, at: next, chunks: [chunk] })
  }
}

export async function readAll(store: ObjectStore, key: string, size: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of store.read(key, { start: 0, end: size - 1 })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** What a work is refused with. */
export function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing was refused',
    (error) => (error instanceof ChairsideError ? error.code : error),
  )
}
