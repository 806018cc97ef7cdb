import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEnd } from './until.ts'

/** A new empty folder, which is removed when the test ends. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(made, { recursive: true, force: true }))
  return made
}
