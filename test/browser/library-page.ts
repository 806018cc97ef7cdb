import { type DocumentPages, documentPages } from '../world/documents.ts'
import { eva } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { openApp } from './app.ts'
import type { Person, WindowOptions } from './browser.ts'
import { openRealWorld } from './visits.ts'

/** An app with Eva's library in a page of its own, at a real server. */
export interface LibraryApp {
  readonly world: World
  /** The same documents by the SDK. */
  readonly pages: DocumentPages
  /** Opens the page. `attributes`: further ones of the element. `over`: the address to use instead of the server's. */
  open(options?: WindowOptions, attributes?: string, over?: string): Promise<Person>
}

export async function openLibraryApp(
  settings: Parameters<typeof openRealWorld>[0] = {},
): Promise<LibraryApp> {
  const app = await openApp()
  const world = await openRealWorld({ ...settings, env: { ALLOWED_ORIGINS: app.origin } })
  return {
    world,
    pages: documentPages(world),
    open: async (options, attributes = '', over = world.url) =>
      app.open(over, await world.deskToken(eva.id), options, (page) =>
        page
          .replace('/chairside.js', '/documents.js')
          .replace('<h1>A page of another app</h1>', '')
          .replace('<body>', '<body style="margin: 0 auto; max-inline-size: 1060px; padding: 0 16px">')
          .replace(
            /<chairside-transfer (.*)><\/chairside-transfer>/,
            (_, given) => `<chairside-library heading-level="1" ${given} ${attributes}></chairside-library>`,
          ),
      ),
  }
}

/** The rows of the documents that are shown, by their names from top to bottom. */
export const shown = ({ page }: Person): Promise<string[]> =>
  page
    .locator('chairside-library .document:not(.heads) .file-name')
    .evaluateAll((names) => names.map((name) => name.getAttribute('title') ?? ''))

/** The row of a document. */
export const rowOf = ({ page }: Person, name: string) =>
  page.locator('chairside-library .document').filter({ has: page.getByTitle(name, { exact: true }) })
