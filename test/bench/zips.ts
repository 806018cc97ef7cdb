import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ArchiveTicket } from '@chairside/protocol'
import type { Entry, Ground } from './contender.ts'
import { fsync, ourName } from './ours.ts'
import { each } from './peers.ts'
import { type Appointment, ask, startProduct } from './product.ts'
import { freePort, type Server, startServer } from './server.ts'
import { type Answer, headOf, requireAnswers } from './wire.ts'
import { bytesOf, pdfOf, type Workload } from './workload.ts'

/** What an archive may add to its contents: headers, names, and the frames of an answer whose length is not told. */
const most = { archive: 1000, content: 500, share: 0.001 }

/** A peer that sends all files of a workload as one archive. All peers of a part read the same files. */
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

export const archiver = zipping('archiver, store', (ground) => startZipPeer('archiver.ts', ground))
export const yazl = zipping('yazl, no compression', (ground) => startZipPeer('yazl.ts', ground))
export const clientZip = zipping('client-zip', (ground) => startZipPeer('clientzip.ts', ground))

/**
 * Chairside's archives as people get them: everything in an appointment, by a ticket. An earlier process took the
 * documents, so that their uploads left nothing in memory.
 */
export const ourZips = (workloads: readonly Workload[]): Entry => ({
  name: ourName,
  start: async (ground) => {
    const product = await startProduct(ground, fsync(false))
    const filled = new Map<Workload, Appointment>()
    for (const workload of workloads) {
      const appointment = await product.appointment()
      await product.attach(appointment, workload.files, workload.size)
      filled.set(workload, appointment)
    }
    await product.restart()
    const { server, url } = product
    return {
      name: ourName,
      server,
      prepare: async (workload) => {
        const by = filled.get(workload)
        if (by === undefined) throw new Error(`nothing is stored for ${workload.name}`)
        const path = `/v1/appointments/${by.id}/zip`
        const ticket = await ask<ArchiveTicket>(url, by.patient, 'POST', path)
        return [{ head: headOf('GET', new URL(ticket.url).pathname, server.port, {}) }]
      },
      settle: async (workload, answers) => requireArchive(ourName, workload, answers),
      stop: product.stop,
    }
  },
})

async function startZipPeer(file: string, ground: Ground): Promise<Server> {
  const port = await freePort()
  return startServer({
    command: process.execPath,
    args: [join(import.meta.dirname, 'peers', file), String(port), dataOf(ground)],
    isNode: true,
    port,
    core: ground.cores?.server,
    log: join(ground.folder, 'server.log'),
  })
}

/** The data folder that all peers of a part share. */
function dataOf({ folder }: Ground): string {
  const data = join(dirname(folder), 'contents')
  mkdirSync(join(data, 'objects', 'sealed'), { recursive: true })
  return data
}

/** Stores the files of a workload, unless they are there, and the list of the archive. Gives the archive's name. */
function stored(data: string, workload: Workload): string {
  const { files, size } = workload
  const archive = `${files}-of-${size}`
  const list = join(data, `${archive}.json`)
  if (existsSync(list)) return archive
  const pdf = pdfOf(size)
  const entries = each(workload, (at) => ({ key: randomUUID(), name: `scan ${at}.pdf` }))
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
