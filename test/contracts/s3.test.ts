import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { MB } from '@chairside/protocol'
import { openS3 } from '../../server/src/adapters/s3/store.ts'
import { createBudget } from '../../server/src/budget.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import type { ObjectStore } from '../../server/src/seams.ts'
import { useS3 } from '../services/s3.ts'
import { createManualClock } from '../world/clock.ts'
import { atEnd } from '../world/until.ts'
import { storeContract } from './store.ts'

const s3 = useS3()

storeContract('in S3', async () => {
  const settings = await s3.bucket()
  const open = async (): Promise<ObjectStore> => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
    atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
    const budget = createBudget(128 * MB)
    const { store } = await openS3({
      settings,
      records: 'the same',
      dataDir,
      budget,
      clock: createManualClock(),
      limits: defaultLimits,
    })
    atEnd(() => store.close())
    return store
  }
  const lose = async (key: string): Promise<void> => {
    const wish = { Bucket: settings.bucket, Key: `objects/${key}` }
    const { Uploads = [] } = await s3.client.send(
      new ListMultipartUploadsCommand({ Bucket: settings.bucket, Prefix: wish.Key }),
    )
    for (const { UploadId } of Uploads)
      await s3.client.send(new AbortMultipartUploadCommand({ ...wish, UploadId }))
  }
  return { store: await open(), again: open, lose }
})
