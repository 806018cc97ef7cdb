import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry, Ground } from './contender.ts'
import { nginxMissing, startNginx } from './nginx.ts'
import { each, startPeer, storeOf } from './peers.ts'
import type { Server } from './server.ts'
import { headOf, requireDownloads } from './wire.ts'
import { pdfOf } from './workload.ts'

/** A peer that serves the files of its folder. */
function giving(name: string, start: (ground: Ground) => Promise<Server>): Entry {
  return {
    name,
    start: async (ground) => {
      const server = await start(ground)
      const written = new Set<string>()
      return {
        name,
        server,
        prepare: async (workload) =>
          each(workload, (at) => {
            const file = `${at}-of-${workload.size}.pdf`
            if (!written.has(file)) writeFileSync(join(storeOf(ground), file), pdfOf(workload.size))
            written.add(file)
            return { head: headOf('GET', `/${file}`, server.port, {}) }
          }),
        settle: async ({ size }, answers) => requireDownloads(name, answers, size),
        stop: server.stop,
      }
    },
  }
}

export const stream = giving('pipeline(createReadStream)', (ground) => startPeer('stream.ts', ground))
export const fastifyStatic = giving('@fastify/static', (ground) => startPeer('static.ts', ground))
export const nginxGet: Entry = { ...giving('nginx GET', startNginx), ...nginxMissing() }
