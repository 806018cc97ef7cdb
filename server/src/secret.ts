import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A secret of one's own that outlives a restart, for a server that was given none. Never used in production. */
export function madeUpSecret(dataDir: string, name: string): string {
  const path = join(dataDir, `${name}.secret`)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    return readFileSync(path, 'utf8')
  } catch {
    const secret = randomBytes(32).toString('base64url')
    writeFileSync(path, secret, { mode: 0o600, flag: 'wx' })
    return secret
  }
}
