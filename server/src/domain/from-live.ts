import { ChairsideError } from '@chairside/protocol'
import { listReceived } from '../records/file.ts'
import type { FromLive } from './documents/documents.ts'
import { kindOf, mimeOf } from './documents/kind.ts'
import { findFileFor } from './live/find.ts'
import { fileKind } from './live/owner.ts'
import { readReceived } from './live/received.ts'
import { stageOf } from './live/stage.ts'

/** What documents need of the live exchange, so that neither room imports the other. */
export function createFromLive(retentionHours: number): FromLive {
  return {
    received: (db, patient, appointments) =>
      readReceived(db, patient, appointments, {
        retentionHours,
        describe: (type, mime, name) => ({ kind: kindOf(type, mime, name), mime: mimeOf(type, mime) }),
      }),
    receivedEntries: async (db, patient, { id }) =>
      (await listReceived(db, patient, [id])).flatMap(({ crc32, key, ready_at, ...file }) =>
        crc32 === null
          ? []
          : [
              {
                owner: fileKind,
                id: file.id,
                key,
                crc32,
                name: file.name,
                size: file.size,
                at: ready_at ?? 0,
              },
            ],
      ),
    keepable: async (db, who, id) => {
      const { file, transfer, appointment, me } = await findFileFor(db, who, id, 'fetch a file')
      if (transfer.receiver !== me.id) throw new ChairsideError('NOT_FOUND')
      const stage = stageOf(file, 'fetch', retentionHours)
      if (stage.at === 'gone') throw stage.why
      if (stage.at !== 'ready') throw new ChairsideError({ code: 'NOT_READY', retryAfter: 5 })
      return { name: file.name, practitioner: appointment.practitioner }
    },
  }
}
