import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import { viewDocuments } from '../../server/src/domain/documents/view.ts'
import { listAttachments } from '../../server/src/records/attachment.ts'
import { type Db, openRecords } from '../../server/src/records/database.ts'
import { type LibraryQuery, listDocuments, listLibrary } from '../../server/src/records/document.ts'
import { findLibrary } from '../../server/src/records/library.ts'
import { fillLibrary } from '../world/library-rows.ts'
import { explained } from '../world/plans.ts'
import type { Ground } from './contender.ts'
import { fsync } from './ours.ts'
import { openBrowser, type Shown, type Visit, visit } from './pages.ts'
import type { Figure, Probe } from './probe.ts'
import { practitioner, startProduct } from './product.ts'
import { spreadOf } from './ratio.ts'

const [inSession, inLibrary] = [200, 10_000]

/** Measures a session with many documents and a large library, in a browser, and prints how the records are read. */
export const documents: Probe = {
  name: 'documents',
  title: 'documents in a browser',
  take: async (ground, { rounds, isQuick }, say) => {
    const folder = join(ground.folder, 'documents')
    const dataDir = join(folder, 'data')
    mkdirSync(dataDir, { recursive: true })
    await fill(dataDir)
    const browser = await openBrowser()
    try {
      const { figures, appointment } = await look(browser, { ...ground, folder }, isQuick ? 1 : rounds, say)
      say('how SQLite reads a page of the library, what it holds, and the session:')
      const { db, plansOf } = explained(openSqlite(dataDir))
      for (const line of await plansOf(() => readAll(db, appointment))) say(`  ${line}`)
      await db.destroy()
      return figures
    } finally {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function fill(dataDir: string): Promise<void> {
  const records = await openRecords(openSqlite(dataDir))
  await fillLibrary(records, practitioner.id, inLibrary)
  await records.close()
}

async function look(
  browser: Browser,
  ground: Ground,
  rounds: number,
  say: (line: string) => void,
): Promise<{ figures: Figure[]; appointment: string }> {
  const product = await startProduct(ground, fsync(false))
  try {
    const by = await product.appointment()
    await product.attach(by, inSession, 1_000)
    const access = `url="${product.url}" token="${by.practitioner}"`
    const pages: readonly (Shown & { what: string })[] = [
      {
        what: `a session of ${inSession} documents`,
        element: `<chairside-session-documents appointment="${by.id}" ${access}></chairside-session-documents>`,
        rows: '[part="document"]',
      },
      {
        what: `a library of ${inLibrary.toLocaleString('en')} documents`,
        element: `<chairside-library ${access}></chairside-library>`,
        rows: '.document:not(.heads)',
      },
    ]
    const figures: Figure[] = []
    for (const page of pages) {
      const visits: Visit[] = []
      for (let round = 0; round < rounds; round += 1) visits.push(await visit(browser, product.url, page))
      const of = (what: string, unit: string, figure: (one: Visit) => number): Figure => ({
        ...{ what: `${page.what}: ${what}`, unit },
        spread: spreadOf(visits.map(figure)),
      })
      const found = [
        of('until its first rows', 'ms', ({ rows }) => rows),
        of('longest task of the page, CPU', 'ms', ({ task }) => task),
        of('frames of scrolling later than 50 ms', '%', ({ frames, late }) => (100 * late) / frames),
      ]
      for (const { what, spread, unit } of found) say(`${what}: ${spread.median.toFixed(1)} ${unit}`)
      figures.push(...found)
    }
    return { figures, appointment: by.id }
  } finally {
    await product.stop()
  }
}

/** Reads what the two pages show, as the server does. */
async function readAll(db: Db, appointment: string): Promise<void> {
  const { id } = practitioner
  const all: Omit<LibraryQuery, 'order'> = {
    ...{ practitioner: id, place: undefined, kind: undefined, search: undefined, after: undefined },
    ...{ limit: 50, now: Date.now() },
  }
  for (const order of ['newest', 'name', 'size'] as const)
    await viewDocuments(db, await listLibrary(db, { ...all, order }), () => undefined)
  await findLibrary(db, id)
  const ids = (await listAttachments(db, appointment)).map(({ document }) => document)
  await viewDocuments(db, await listDocuments(db, ids), () => undefined)
}
