import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from './world.ts'

/** The keys of the objects in the data folder now, unsealed and sealed. */
export function objectsOf({ dataDir }: Pick<World, 'dataDir'>): { unsealed: string[]; sealed: string[] } {
  const list = (folder: string): string[] => readdirSync(join(dataDir, 'objects', folder))
  return { unsealed: list('unsealed'), sealed: list('sealed') }
}
