import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from './world.ts'

/** The objects that lie in the data folder now, by the folder they lie in. */
export function objectsOf({ dataDir }: Pick<World, 'dataDir'>): { unsealed: string[]; sealed: string[] } {
  const list = (folder: string): string[] => readdirSync(join(dataDir, 'objects', folder))
  return { unsealed: list('unsealed'), sealed: list('sealed') }
}
