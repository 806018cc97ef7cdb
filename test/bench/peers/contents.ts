import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A stored file, and its name in the archive. */
export interface Content {
  readonly path: string
  readonly name: string
}

/** The contents of the archive at an address, from the list that the bench has left in the folder; none for another. */
export async function contentsOf(folder: string, url = ''): Promise<Content[]> {
  const text = await readFile(join(folder, `${url.slice(1)}.json`), 'utf8').catch(() => '[]')
  const list: { readonly key: string; readonly name: string }[] = JSON.parse(text)
  return list.map(({ key, name }) => ({ path: join(folder, 'objects', 'sealed', key), name }))
}
