import type { Entry } from './contender.ts'
import { fsync, ourName, uploading } from './ours.ts'
import { bare, each, prepareTus, startPeer } from './peers.ts'
import { startProduct } from './product.ts'
import type { Server } from './server.ts'
import { startSink } from './sinkside.ts'
import type { Message } from './wire.ts'
import { requireAnswers } from './wire.ts'
import type { Workload } from './workload.ts'

/** Chairside with its bytes in S3. */
export const ourS3: Entry = {
  name: ourName,
  start: async (ground) => {
    const sink = await startSink(ground)
    const product = await startProduct(ground, { ...fsync(false), ...sink.env, S3_BUCKET: 'bench' })
    const contender = uploading(ourName, 'raw', product, sink)
    return {
      ...contender,
      stop: async () => {
        await contender.stop()
        await sink.stop()
      },
    }
  },
}

function putting(
  name: string,
  file: string,
  prepare: (server: Server, workload: Workload) => readonly Message[] | Promise<readonly Message[]>,
): Entry {
  return {
    name,
    start: async (ground) => {
      const sink = await startSink(ground)
      // Its temporary files are on the same disk as everything else here.
      const server = await startPeer(file, ground, { ...sink.env, TMPDIR: ground.folder })
      return {
        name,
        server,
        prepare: async (workload) => prepare(server, workload),
        settle: async (workload, answers) => {
          requireAnswers(name, answers, 204)
          await sink.require(name, workload)
          await sink.clear()
        },
        stop: async () => {
          await server.stop()
          await sink.stop()
        },
      }
    },
  }
}

export const libStorage = putting('lib-storage defaults', 'libstorage.ts', ({ port }, workload) =>
  each(workload, () => bare('POST', '/', port, workload.size)),
)

export const tusS3 = putting('@tus/s3-store', 'tuss3.ts', prepareTus)
