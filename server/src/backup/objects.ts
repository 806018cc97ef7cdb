import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What was put into a backup. */
export interface Taken {
  readonly files: number
  readonly bytes: number
}

const folders = ['objects', 'sealed'] as const

/**
 * Puts every complete object of a data folder into a backup, by its key, and gives what was new. Such a file never changes: so
 * it is a second name of the same bytes where both folders are on one file system, and else a copy. One that the server removes
 * meanwhile is left out, or stays whole.
 */
export async function takeObjects(dataDir: string, into: string): Promise<Taken> {
  const [from, to] = [join(dataDir, ...folders), join(into, ...folders)]
  await mkdir(to, { recursive: true, mode: 0o700 })
  let [files, bytes] = [0, 0]
  for (const key of await readdir(from).catch(orNothing([]))) {
    if (!(await take(join(from, key), join(to, key)))) continue
    files += 1
    bytes += (await stat(join(to, key))).size
  }
  return { files, bytes }
}

/** False where the backup has it already, or the data folder does not have it any more. */
async function take(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch(async (error) => {
      if (!unlinkable.has(codeOf(error) ?? '')) throw error
      await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
      await sync(to)
    })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** Another file system, or one that has no second names or not so many. */
const unlinkable: ReadonlySet<string> = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'])

/** Forces a file or folder onto stable storage. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const orNothing =
  <Nothing>(nothing: Nothing) =>
  (error: unknown): Nothing => {
    if (codeOf(error) === 'ENOENT') return nothing
    throw error
  }

/** The system's code of an error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
