import type { EarlierPage, Snapshot } from '@chairside/protocol'
import type { Db } from '../records/database.ts'
import { listFilesOf, listLiveTransfers } from '../records/file.ts'
import { listRequests } from '../records/request.ts'
import { listTransfers } from '../records/transfer.ts'
import { type History, newestPage, type Page, pageBefore } from './live/page.ts'
import { type Sight, surround, viewRequest, viewTransfer } from './live/view.ts'
import { findConnected, viewAppointment } from './people/appointment-view.ts'
import type { Admission } from './people/participant.ts'
import { may } from './people/permission.ts'

/** What snapshots and pages need besides the records. */
export interface Look extends Sight {
  /** How many transfers and requests that are over a snapshot or page holds. */
  readonly toldOver: number
}

/** What `me` may see of an appointment: everything live, and the newest of what is over. */
export async function seeAppointment(db: Db, admission: Admission, look: Look): Promise<Snapshot> {
  const { appointment, me } = admission
  const connected = await findConnected(db, appointment)
  const page = newestPage(await historyOf(db, admission), look.toldOver)
  return {
    revision: me.revision,
    appointment: viewAppointment(admission, connected, look.retentionHours),
    ...(await viewPage(db, me.id, page, look)),
  }
}

/** What is over and older than the transfer or request `before`. Throws NOT_FOUND if `me` may not see that one. */
export async function seeEarlier(
  db: Db,
  admission: Admission,
  before: string,
  look: Look,
): Promise<EarlierPage> {
  const page = pageBefore(await historyOf(db, admission), before, look.toldOver)
  return viewPage(db, admission.me.id, page, look)
}

async function historyOf(db: Db, { appointment: { id }, me }: Admission): Promise<History> {
  const transfers = await listTransfers(db, id)
  const requests = await listRequests(db, id)
  const live = await listLiveTransfers(db, id)
  return {
    transfers: transfers.filter((transfer) => may(me, 'see a transfer', { transfer })),
    requests: requests.filter((request) => may(me, 'see a request', { request })),
    live: new Set(live.map((transfer) => transfer.id)),
  }
}

async function viewPage(
  db: Db,
  me: string,
  { transfers, requests, ...rest }: Page,
  look: Look,
): Promise<EarlierPage> {
  const files = await listFilesOf(
    db,
    transfers.map(({ id }) => id),
  )
  const around = await surround(db, files, look)
  const filesOf = Map.groupBy(files, ({ transfer }) => transfer)
  return {
    transfers: transfers.map((transfer) =>
      viewTransfer(me, transfer, filesOf.get(transfer.id) ?? [], around),
    ),
    requests: requests.map(viewRequest),
    ...rest,
  }
}
