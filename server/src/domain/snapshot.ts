import type { Snapshot, Transfer } from '@chairside/protocol'
import { listAttended } from '../records/appointment.ts'
import { listConnections } from '../records/connection.ts'
import type { Db } from '../records/database.ts'
import { listFiles, listFilesOfAppointment } from '../records/file.ts'
import { listObjects } from '../records/object.ts'
import { listReceipts } from '../records/receipt.ts'
import { listRequests } from '../records/request.ts'
import type { FileRow, TransferRow } from '../records/tables.ts'
import { listTransfers } from '../records/transfer.ts'
import { type Arriving, type Surroundings, viewAppointment, viewRequest, viewTransfer } from './live/view.ts'
import { type Standing, stand } from './people/participant.ts'
import { may } from './people/permission.ts'
import type { Identity } from './people/token.ts'

export interface Sight {
  readonly retentionHours: number
  readonly arriving: (file: string) => Arriving | undefined
}

/** What the views of these files need beside their rows. */
export async function surround(
  db: Db,
  files: readonly FileRow[],
  { arriving }: Sight,
): Promise<Surroundings> {
  // The others show nothing of a content, nor of who fetched it.
  const whole = files.filter(({ state }) => state === 'ready' || state === 'downloaded')
  const keys = whole.flatMap(({ object }) => (object === null ? [] : [object]))
  if (keys.length === 0) return { objects: [], receipts: [], arriving }
  const ids = whole.map(({ id }) => id)
  return { objects: await listObjects(db, keys), receipts: await listReceipts(db, ids), arriving }
}

/** One transfer as each of those who may see it sees it. */
export async function seeTransfer(
  db: Db,
  transfer: TransferRow,
  sight: Sight,
): Promise<(me: string) => Transfer> {
  const files = await listFiles(db, transfer.id)
  const around = await surround(db, files, sight)
  return (me) => viewTransfer(me, transfer, files, around)
}

/** Everything of one appointment that this standing may see. */
export async function seeAppointment(db: Db, standing: Standing, sight: Sight): Promise<Snapshot> {
  const { appointment, me } = standing
  const connections = await listConnections(db, appointment.id)
  const transfers = (await listTransfers(db, appointment.id)).filter((transfer) =>
    may(me, 'see a transfer', { transfer }),
  )
  const requests = (await listRequests(db, appointment.id)).filter((request) =>
    may(me, 'see a request', { request }),
  )
  const files = await listFilesOfAppointment(db, appointment.id)
  const around = await surround(db, files, sight)
  return {
    revision: me.revision,
    appointment: viewAppointment(standing, connections, sight.retentionHours),
    transfers: transfers.map((transfer) => viewTransfer(me.id, transfer, files, around)),
    requests: requests.map(viewRequest),
  }
}

/** The appointments of a practitioner's desk: the own ones in which a patient waits or is in the call. */
export async function seeDesk(db: Db, identity: Identity, sight: Sight): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = []
  for (const id of await listAttended(db, identity.id)) {
    snapshots.push(await seeAppointment(db, await stand(db, identity, id), sight))
  }
  return snapshots
}
