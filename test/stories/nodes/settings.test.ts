import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startChairside } from '../../../server/src/chairside.ts'
import { readConfig } from '../../../server/src/config.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { createLog } from '../../../server/src/log.ts'
import { useNodes } from '../../world/nodes.ts'
import { atEnd } from '../../world/until.ts'
import { serverLog } from '../../world/world.ts'

const services = useNodes()

/** Starts a node in real time, with beats that come often. */
async function start(env: Readonly<Record<string, string>>, dataDir = folder()): Promise<void> {
  const limits = { ...defaultLimits, nodeBeat: 200 }
  const config = readConfig({ ...env, DATA_DIR: dataDir, PORT: '0' })
  const node = await startChairside({ ...config, limits }, { log: createLog('debug', serverLog()) })
  atEnd(() => node.stop())
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'chairside-node-'))
  atEnd(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test('a second node that lacks a setting of several nodes does not start, and names it', async () => {
  const { REDIS_URL = '', S3_BUCKET = '', ...records } = await services.env()
  await start({ ...records, S3_BUCKET })
  await expect(start({ ...records, REDIS_URL, S3_BUCKET })).resolves.toBeUndefined()
  await expect(start({ ...records, S3_BUCKET })).rejects.toThrow(
    'Another Chairside server uses these records. Several servers need REDIS_URL',
  )
  const { S3_ENDPOINT: _, ...alone } = records
  await expect(start({ ...alone, REDIS_URL })).rejects.toThrow('Several servers need S3_BUCKET')
})

test('two nodes never share a data folder, whatever they keep elsewhere', async () => {
  const env = await services.env()
  const shared = folder()
  await start(env, shared)
  await expect(start(env, shared)).rejects.toThrow(
    `The data folder ${shared} is in use by another Chairside server`,
  )
})

test('a node does not start while its Redis is away', async () => {
  const env = await services.env()
  await expect(start({ ...env, REDIS_URL: 'redis://127.0.0.1:1' })).rejects.toThrow(
    'The Redis of REDIS_URL cannot be reached',
  )
})
