import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KB } from '@chairside/protocol'

/** What a start writes at least: the records' log and index. */
const least = 256 * KB

/**
 * What Chairside writes at the top of the folder. Other things may lie there, such as `lost+found` of a volume or the
 * snapshots of a file server, and are nobody's business.
 */
export const ownNames: readonly string[] = [
  'records.sqlite',
  'records.sqlite-journal',
  'records.sqlite-shm',
  'records.sqlite-wal',
  'owner.sqlite',
  'owner.sqlite-journal',
  'objects',
  'spool',
  'api-key.secret',
  'token.secret',
]

/**
 * Makes the data folder, and tries whether this process can write there. Throws one sentence with what is in the way and
 * what to do.
 */
export function prepareFolder(folder: string): void {
  try {
    make(folder)
    for (const name of ownNames) tryAccess(join(folder, name))
    const trial = join(folder, `trial-${process.pid}`)
    try {
      writeFileSync(trial, Buffer.alloc(least, 1), { mode: 0o600 })
    } finally {
      rmSync(trial, { force: true })
    }
  } catch (cause) {
    throw new Error(whyUnusable(folder, cause), { cause })
  }
}

/** Throws unless this process may read and write there, or nothing is there. */
function tryAccess(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

/** Step by step: Node's own `recursive` never ends where a folder exists in which none can be made, such as /proc. */
function make(folder: string): void {
  if (existsSync(folder)) return
  const above = dirname(folder)
  if (above !== folder) make(above)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it meanwhile.
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

function whyUnusable(folder: string, error: unknown): string {
  const named = `The data folder ${folder}`
  const other = 'set DATA_DIR to another folder'
  const code = codeOf(error)
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `${named} cannot be written by the user who runs the server (${usersOf(error)}). Give it to that user, or ${other}.`
    case 'EROFS':
      return `${named} is on a file system that can only be read. Mount it for writing, or ${other}.`
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return `${named} has no room left: a start needs ${least / KB} KiB at least. Make room on its disk, or ${other}.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${named} is no folder, or is under something that is none. Take that away, or ${other}.`
    default:
      return `${named} cannot be made or written (${code ?? 'unknown error'}). Make it by hand, or ${other}.`
  }
}

/** Whom the path of an error, or what is above it, belongs to, and who asks; by their numbers. */
function usersOf(error: unknown): string {
  const me = `user ${process.getuid?.() ?? 'unknown'}`
  let path = error instanceof Error && 'path' in error ? String(error.path) : ''
  while (path !== '' && path !== dirname(path) && !existsSync(path)) path = dirname(path)
  const owner = path === '' ? undefined : statSync(path, { throwIfNoEntry: false })?.uid
  return owner === undefined ? me : `${me}; ${path} belongs to user ${owner}`
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
