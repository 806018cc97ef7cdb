import { statfsSync } from 'node:fs'

/** File systems of other machines and programs, by the type that statfs(2) gives (linux/magic.h). */
const networks: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x65735546, 'FUSE'],
])

/** The network file system of that type; undefined for another one. */
export const networkOf = (type: number): string | undefined => networks.get(type >>> 0)

/**
 * Refuses a data folder on a network file system: SQLite's locks do not hold on many of them, so that two servers would
 * write at once and lose records (sqlite.org/faq.html#q5). Throws a sentence that says what to do.
 */
export function requireLocal(folder: string, type = statfsSync(folder).type): void {
  const network = networkOf(type)
  if (network === undefined) return
  throw new Error(
    `The data folder ${folder} lies on ${network}, where locks may not hold: two servers could write there at once and lose records. Set DATA_DIR to a folder of this machine's own disk. NETWORK_DATA_DIR=allow starts all the same, at that risk.`,
  )
}
