import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { busy, codeOf } from './sqlite-error.ts'

/**
 * Locks the data folder for this process: two servers would destroy each other's files in it. The operating system releases
 * the lock however the process ends. Throws a sentence that names the folder.
 */
export function claimFolder(dataDir: string): DatabaseSync {
  const claim = new DatabaseSync(join(dataDir, 'owner.sqlite'))
  try {
    claim.exec('pragma locking_mode=exclusive; begin exclusive')
    return claim
  } catch (cause) {
    claim.close()
    if (codeOf(cause) !== busy) throw cause
    throw new Error(
      `The data folder ${dataDir} is in use by another Chairside server. Stop that one, or set DATA_DIR to another folder.`,
      { cause },
    )
  }
}
