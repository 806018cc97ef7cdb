import { ChairsideError, fileKinds, isFetchable } from '@chairside/protocol'
import { lockAppointmentOfFile } from '../../records/appointment.ts'
import { changeFile, findFile, listUndrawnFiles } from '../../records/file.ts'
import { findTransferOf } from '../../records/transfer.ts'
import { findJudged } from '../../records/upload.ts'
import { day } from '../../time.ts'
import type { Drawing } from '../bytes/drawing.ts'
import type { Change } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import type { Identity } from '../people/identity.ts'
import { findFileFor } from './find.ts'
import { stageOf } from './stage.ts'

/** The thumbnails of pictures that patients have received: among their files they look like those of documents. */
export interface FileThumbnails {
  /** A file has become ready: draws it in the background if it is a picture for a patient. */
  soon(file: string): void
  /** Draws what a restart interrupted. */
  start(): Promise<void>
  /** The thumbnail (WebP), for who may fetch the file. Throws NOT_FOUND, WITHDRAWN or EXPIRED. It counts as no view. */
  read(who: Identity, file: string): Promise<Buffer>
}

export function createFileThumbnails(
  { records: { db }, clock }: Ground,
  {
    drawing,
    retentionHours,
    drawn,
  }: {
    drawing: Drawing
    retentionHours: number
    /** Is told that a patient's file in an appointment has a thumbnail. */
    drawn: (change: Change, appointment: string, patient: string) => void
  },
): FileThumbnails {
  const soon = (id: string): void =>
    drawing.soon(id, {
      picture: async () => {
        const [file, upload] = [await findFile(db, id), await findJudged(db, id)]
        if (file === undefined || !isFetchable(file) || file.thumbnail !== null) return undefined
        if (upload?.sender !== 'practitioner' || upload.object === null) return undefined
        const { object: key, type, size } = upload
        return type === 'jpeg' || type === 'png' ? { key, size, mime: fileKinds[type].mime } : undefined
      },
      keep: async (tx, change, thumbnail) => {
        await lockAppointmentOfFile(tx, id)
        const transfer = await findTransferOf(tx, id)
        const file = await findFile(tx, id)
        if (!transfer || !file || !isFetchable(file) || file.thumbnail !== null) return
        await changeFile(tx, id, { thumbnail })
        drawn(change, file.appointment, transfer.receiver)
      },
    })

  return {
    soon,
    start: async () => {
      for (const { id } of await listUndrawnFiles(db, clock.now() - day)) soon(id)
    },
    read: async (who, id) => {
      const { file } = await findFileFor(db, who, id, 'fetch a file')
      const stage = stageOf(file, 'fetch', retentionHours)
      if (stage.at === 'gone') throw stage.why
      if (stage.at !== 'ready' || file.thumbnail === null) throw new ChairsideError('NOT_FOUND')
      return drawing.read(file.thumbnail)
    },
  }
}
