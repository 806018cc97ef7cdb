import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** What a run leaves behind: server logs, the ledger of secrets, screenshots. */
export const output = join(import.meta.dirname, '..', 'output')

/** Once before all tests: the right Node, and a place for what they leave behind. */
export function setup(): void {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 24)
    throw new Error(
      `The tests need Node 24 (npm ci brings it, npm test uses it); this is ${process.version}.`,
    )
  mkdirSync(output, { recursive: true })
}
