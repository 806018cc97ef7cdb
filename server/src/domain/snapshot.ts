import type { Snapshot } from '@chairside/protocol'
import { listAttended } from '../records/appointment.ts'
import { listConnections } from '../records/connection.ts'
import type { Db } from '../records/database.ts'
import { listFilesOfAppointment } from '../records/file.ts'
import { listRequests } from '../records/request.ts'
import { listTransfers } from '../records/transfer.ts'
import { type Sight, surround, viewRequest, viewTransfer } from './live/view.ts'
import { viewAppointment } from './people/appointment-view.ts'
import type { Identity } from './people/identity.ts'
import { type Admission, admit } from './people/participant.ts'
import { may } from './people/permission.ts'

/** Everything of one appointment that its `me` may see. */
export async function seeAppointment(db: Db, admission: Admission, sight: Sight): Promise<Snapshot> {
  const { appointment, me } = admission
  const connections = await listConnections(db, appointment.id)
  const transfers = (await listTransfers(db, appointment.id)).filter((transfer) =>
    may(me, 'see a transfer', { transfer }),
  )
  const requests = (await listRequests(db, appointment.id)).filter((request) =>
    may(me, 'see a request', { request }),
  )
  const files = await listFilesOfAppointment(db, appointment.id)
  const around = await surround(db, files, sight)
  const filesOf = Map.groupBy(files, ({ transfer }) => transfer)
  return {
    revision: me.revision,
    appointment: viewAppointment(admission, connections, sight.retentionHours),
    transfers: transfers.map((transfer) =>
      viewTransfer(me.id, transfer, filesOf.get(transfer.id) ?? [], around),
    ),
    requests: requests.map(viewRequest),
  }
}

/** The practitioner's appointments in which a patient is waiting or in the call. */
export async function seeDesk(db: Db, identity: Identity, sight: Sight): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = []
  for (const id of await listAttended(db, identity.id)) {
    snapshots.push(await seeAppointment(db, await admit(db, identity, id), sight))
  }
  return snapshots
}
