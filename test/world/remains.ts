import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Those of the words that stand anywhere in a folder, in UTF-8: in the records, their log, objects, whatever lies there. */
export function remains(folder: string, words: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const contents = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)))
  return words.filter((word) => contents.some((content) => content.includes(word)))
}
