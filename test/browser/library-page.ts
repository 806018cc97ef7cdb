import { type Library, openFiles, openLibrary, type PatientFiles } from '@chairside/client'
import { pathOf, routes } from '@chairside/protocol'
import { anna, eva } from '../world/people.ts'
import { openServer, type Server } from '../world/process.ts'
import { keepSecret } from '../world/secrets.ts'
import { atEnd } from '../world/until.ts'
import { openApp } from './app.ts'
import type { Person, WindowOptions } from './browser.ts'

/** An app with Eva's library in a page of its own, at a real server. */
export interface LibraryApp {
  readonly server: Server
  /** Opens the page. `attributes`: further ones of the element. */
  open(options?: WindowOptions, attributes?: string): Promise<Person>
  /** Eva's library by the SDK. */
  library(): Promise<Library>
  /** Anna's files by the SDK. */
  files(): Promise<PatientFiles>
}

export async function openLibraryApp(settings: Readonly<Record<string, string>> = {}): Promise<LibraryApp> {
  const app = await openApp()
  const server = await openServer({ ALLOWED_ORIGINS: app.origin, ...settings })
  const { url } = server
  return {
    server,
    open: async (options, attributes = '') =>
      app.open(url, await server.backend.deskToken(eva.id), options, (page) =>
        page
          .replace('/chairside.js', '/documents.js')
          .replace('<h1>A page of another app</h1>', '')
          .replace('<body>', '<body style="margin: 0 auto; max-inline-size: 1060px; padding: 0 16px">')
          .replace(
            /<chairside-transfer (.*)><\/chairside-transfer>/,
            (_, given) => `<chairside-library heading-level="1" ${given} ${attributes}></chairside-library>`,
          ),
      ),
    library: async () => {
      const library = await openLibrary({ url, token: () => server.backend.deskToken(eva.id) })
      atEnd(() => library.close())
      return library
    },
    files: async () => {
      const answer = await server.backend.ask('POST', pathOf(routes.issueFilesToken, { id: anna.id }), {})
      const { token } = (await answer.json()) as { token: string }
      keepSecret(token)
      const files = await openFiles({ url, token })
      atEnd(() => files.close())
      return files
    },
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
