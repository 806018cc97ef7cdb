import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The `words` that any file of a folder holds, in UTF-8. The files of a data folder are the database, its log and the
 * objects.
 */
export function remains(folder: string, words: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const contents = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)))
  return words.filter((word) => contents.some((content) => content.includes(word)))
}
