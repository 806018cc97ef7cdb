import type { PatientDocuments } from '@chairside/client'
import type { Sensitivity } from '@chairside/protocol'
import { type DocumentPages, documentPages } from '../world/documents.ts'
import { anna, eva } from '../world/people.ts'
import { allowed, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import type { World } from '../world/world.ts'
import { openApp } from './app.ts'
import type { Person, WindowOptions } from './browser.ts'
import { openRealWorld } from './visits.ts'

/** An app with the documents of Eva's patient Anna in a page of its own, at a real server. */
export interface PatientDocumentsApp {
  readonly world: World
  /** Their appointment. */
  readonly id: string
  readonly pages: DocumentPages
  /** The same list by the SDK. */
  readonly list: PatientDocuments
  /** Opens the page. `attributes`: further ones of the element. */
  open(options?: WindowOptions, attributes?: string): Promise<Person>
  /** Puts PDFs with these names on Anna's profile. */
  put(names: readonly string[], sensitivity?: Sensitivity): Promise<void>
}

export async function openPatientDocumentsApp(
  settings: Parameters<typeof openRealWorld>[0] = {},
): Promise<PatientDocumentsApp> {
  const app = await openApp()
  const world = await openRealWorld({ ...settings, env: { ALLOWED_ORIGINS: app.origin } })
  const id = await world.appointment({ title: 'Consultation' })
  const pages = documentPages(world)
  const list = await pages.patient()
  return {
    ...{ world, id, pages, list },
    open: async (options, attributes = '') =>
      app.open(world.url, await world.deskToken(eva.id), options, (page) =>
        page
          .replace('/chairside.js', '/patient-documents.js')
          .replace('<h1>A page of another app</h1>', '')
          .replace('<body>', '<body style="margin: 0 auto; max-inline-size: 1060px; padding: 0 16px">')
          .replace(
            /<chairside-transfer (.*)><\/chairside-transfer>/,
            (_, given) =>
              `<chairside-patient-documents heading-level="1" patient="${anna.id}" ${given} ${attributes}></chairside-patient-documents>`,
          ),
      ),
    put: async (names, sensitivity = 'normal') => {
      const known = list.documents.length
      list.upload(
        names.map((name) => pick(allowed.pdf, name)),
        { sensitivity },
      )
      await until('all are ready', () => list.documents.length === known + names.length, 2_000)
    },
  }
}

/** The row of a document. */
export const paper = ({ page }: Person, name: string) =>
  page
    .locator('chairside-patient-documents .document')
    .filter({ has: page.getByTitle(name, { exact: true }) })
