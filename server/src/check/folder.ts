import { existsSync, rmdirSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GB, MB } from '@chairside/protocol'
import { roomBelow } from '../adapters/disk/room.ts'
import { claimFolder } from '../adapters/sql/claim.ts'
import type { Config } from '../config.ts'
import { prepareFolder } from '../data-folder.ts'
import { networkOf, requireLocal } from '../network-folder.ts'
import { type Finding, sentences, works } from './finding.ts'

/** With less free room than this, an operator should know it. */
const little = GB

/** Tries to write in the data folder as a start does, and leaves it as it was. */
export async function tryFolder({ dataDir, networkDataDir }: Config): Promise<Finding> {
  const missing = missingBelow(dataDir)
  prepareFolder(dataDir)
  try {
    if (!networkDataDir) requireLocal(dataDir)
    // Without this file nobody has ever claimed it; opening it would make one.
    if (existsSync(join(dataDir, 'owner.sqlite'))) claimFolder(dataDir).close()
    const network = networkOf(statfsSync(dataDir).type)
    const room = await roomBelow(dataDir)
    return works(
      'data folder',
      sentences(
        `${dataDir} can be written, no other server uses it, and ${sizeOf(room)} are free${room < little ? ', which is little' : ''}.`,
        missing.length > 0 && 'The first start makes it.',
        network !== undefined &&
          `It lies on ${network}, which NETWORK_DATA_DIR allows: two servers there may lose records.`,
      ),
    )
  } finally {
    for (const folder of missing) rmdirSync(folder)
  }
}

const sizeOf = (bytes: number): string =>
  bytes < GB ? `${Math.floor(bytes / MB)} MB` : `${(bytes / GB).toFixed(1)} GB`

/** The folders on the way to this one that are not there, the innermost first. */
function missingBelow(folder: string): string[] {
  if (existsSync(folder) || dirname(folder) === folder) return []
  return [folder, ...missingBelow(dirname(folder))]
}
