import { statfs } from 'node:fs/promises'

/** The bytes that this process can still write below a folder (statvfs(3), `f_bavail`). */
export async function roomBelow(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
