import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Packed } from '../../server/src/domain/documents/archive.ts'
import type { Entry, Ground } from './contender.ts'
import { ourName } from './ours.ts'
import { each } from './peers.ts'
import { flagsOfStart } from './product.ts'
import { freePort, type Server, startServer } from './server.ts'
import { type Answer, headOf, requireAnswers } from './wire.ts'
import { bytesOf, pdfOf, type Workload } from './workload.ts'

/** What an archive may add to its contents: headers, names, and the frames of an answer whose length is not told. */
const most = { archive: 1000, content: 500, share: 0.001 }

/** A server that sends all files of a workload as one archive. All servers of a part read the same files. */
function zipping(name: string, start: (ground: Ground) => Promise<Server>): Entry {
  return {
    name,
    start: async (ground) => {
      const server = await start(ground)
      return {
        name,
        server,
        prepare: async (workload) => [
          { head: headOf('GET', `/${stored(dataOf(ground), workload)}`, server.port, {}) },
        ],
        settle: async (workload, answers) => requireArchive(name, workload, answers),
        stop: server.stop,
      }
    },
  }
}

export const ourZips = zipping(ourName, startZipping)
export const archiver = zipping('archiver, store', (ground) => startZipPeer('archiver.ts', ground))
export const yazl = zipping('yazl, no compression', (ground) => startZipPeer('yazl.ts', ground))
export const clientZip = zipping('client-zip', (ground) => startZipPeer('clientzip.ts', ground))

function startZipping(ground: Ground): Promise<Server> {
  return startOn(ground, [...flagsOfStart(), join(import.meta.dirname, 'zipping.ts')])
}

function startZipPeer(file: string, ground: Ground): Promise<Server> {
  return startOn(ground, [join(import.meta.dirname, 'peers', file)])
}

async function startOn(ground: Ground, args: readonly string[]): Promise<Server> {
  const port = await freePort()
  return startServer({
    command: process.execPath,
    args: [...args, String(port), dataOf(ground)],
    isNode: true,
    port,
    core: ground.cores?.server,
    log: join(ground.folder, 'server.log'),
  })
}

/** The data folder that all servers of a part share. */
function dataOf({ folder }: Ground): string {
  const data = join(dirname(folder), 'contents')
  mkdirSync(join(data, 'objects', 'sealed'), { recursive: true })
  return data
}

/**
 * Stores the files of a workload, unless they are there, and the list of the archive. The CRC-32 stands in the list, as
 * Chairside knows it from the upload. Gives the archive's name.
 */
function stored(data: string, workload: Workload): string {
  const { files, size } = workload
  const archive = `${files}-of-${size}`
  const list = join(data, `${archive}.json`)
  if (existsSync(list)) return archive
  const pdf = pdfOf(size)
  const about = { size, crc32: crc32(pdf), at: Date.UTC(2026, 10, 20) }
  const entries = each(workload, (at): Packed => ({ key: randomUUID(), name: `scan ${at}.pdf`, ...about }))
  for (const { key } of entries) writeFileSync(join(data, 'objects', 'sealed', key), pdf)
  writeFileSync(list, JSON.stringify(entries))
  return archive
}

/** Throws unless the answer is an archive of all bytes. */
function requireArchive(name: string, workload: Workload, answers: readonly Answer[]): void {
  requireAnswers(name, answers, 200)
  const [whole, received] = [bytesOf(workload), answers[0]?.bytes ?? 0]
  const limit = whole * (1 + most.share) + workload.files * most.content + most.archive
  if (received < whole || received > limit)
    throw new Error(`${name} sent ${received} bytes for an archive of ${whole}`)
}
