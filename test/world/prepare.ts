import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of what a run leaves behind: server logs, the list of secrets, screenshots. */
export const output = join(import.meta.dirname, '..', 'output')

/** Runs once before all tests. Checks the version of Node and makes the output folder. */
export function setup(): void {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 24)
    throw new Error(
      `The tests need Node 24 (npm ci brings it, npm test uses it); this is ${process.version}.`,
    )
  mkdirSync(output, { recursive: true })
}
