import { isFetchable, type Request, type Transfer, type TransferFile, toInstant } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { listFiles, type SentFile } from '../../records/file.ts'
import { listObjects } from '../../records/object.ts'
import { listReceipts } from '../../records/receipt.ts'
import type { ObjectRow, ReceiptRow, RequestRow, TransferRow } from '../../records/tables.ts'
import type { Arriving } from '../events/progress.ts'

/** The facts that every view of live files needs. */
export interface Sight {
  readonly retentionHours: number
  readonly arriving: (file: Pick<SentFile, 'id' | 'epoch'>) => Arriving | undefined
}

/** The facts that the views of some transfers need besides the rows. */
export interface Surroundings {
  readonly objects: ReadonlyMap<string, ObjectRow>
  /** By the id of the file. */
  readonly receipts: ReadonlyMap<string, readonly ReceiptRow[]>
  readonly arriving: (file: Pick<SentFile, 'id' | 'epoch'>) => Arriving | undefined
}

/** A transfer and its files as participant `me` sees them. */
export function viewTransfer(
  me: string,
  row: TransferRow,
  files: readonly SentFile[],
  around: Surroundings,
): Transfer {
  return {
    id: row.id,
    appointment: row.appointment,
    from: row.sender,
    to: row.receiver,
    ...(row.request === null ? {} : { request: row.request }),
    state: row.state,
    at: toInstant(row.at),
    files: files.map((file) => viewFile(me, row, file, around)),
  }
}

function viewFile(me: string, transfer: TransferRow, file: SentFile, around: Surroundings): TransferFile {
  const about = { id: file.id, name: file.name, size: file.size }
  const endedAt = toInstant(file.ended_at ?? 0)
  switch (file.state) {
    case 'offered':
      return {
        ...about,
        state: 'offered',
        ...(file.paused ? { paused: 'sender' as const } : {}),
        ...missingIn(file),
      }
    case 'receiving': {
      const arriving = around.arriving(file)
      // While another node receives it, only the events tell a pause by the line.
      const silent = file.node === null ? 'line' : undefined
      const byLine = file.missing ? 'line' : arriving === undefined ? silent : arriving.paused
      const paused = file.paused ? 'sender' : byLine
      const bytes = arriving?.bytes ?? file.bytes
      return { ...about, state: 'receiving', bytes, ...(paused && { paused }), ...missingIn(file) }
    }
    case 'checking':
      return {
        ...about,
        state: 'checking',
        ...(file.waiting ? { waiting: true as const } : {}),
        ...(file.doubt === null ? {} : { undecided: file.doubt }),
      }
    case 'ready':
      return { ...about, state: 'ready', ...contentOf(me, transfer, file, around) }
    case 'downloaded':
      return {
        ...about,
        state: 'downloaded',
        ...contentOf(me, transfer, file, around),
        downloadedAt: toInstant(file.downloaded_at ?? 0),
      }
    case 'rejected':
      return {
        ...about,
        state: 'rejected',
        code: file.code ?? 'INTERNAL',
        details: file.details ?? {},
        rejectedAt: endedAt,
      }
    case 'withdrawn':
      return { ...about, state: 'withdrawn', withdrawnAt: endedAt }
    case 'expired':
      return { ...about, state: 'expired', expiredAt: endedAt }
  }
}

const missingIn = ({ missing }: Pick<SentFile, 'missing'>) => (missing ? { missing: true as const } : {})

function contentOf(me: string, transfer: TransferRow, file: SentFile, { objects, receipts }: Surroundings) {
  const object = objects.get(file.object ?? '')
  if (object === undefined || object.type === null || object.type === 'other')
    throw new Error('a ready file points at no checked object')
  const mine = (receipts.get(file.id) ?? []).filter(({ participant }) => participant === transfer.receiver)
  const prompted = mine.find((receipt) => receipt.kind === 'prompted')
  const dismissed = me === transfer.receiver && mine.some((receipt) => receipt.kind === 'dismissed')
  return {
    type: object.type,
    flags: [...object.flags],
    readyAt: toInstant(file.ready_at ?? 0),
    ...(prompted === undefined ? {} : { promptedAt: toInstant(prompted.at) }),
    ...(dismissed ? { dismissed: true as const } : {}),
  }
}

/** A request as both sides see it. */
export function viewRequest(row: RequestRow): Request {
  const about = {
    id: row.id,
    appointment: row.appointment,
    from: row.asker,
    to: row.asked,
    ...(row.note === null ? {} : { note: row.note }),
    at: toInstant(row.at),
  }
  const endedAt = toInstant(row.ended_at ?? 0)
  const transfer = row.transfer ?? ''
  switch (row.state) {
    case 'asked':
      return { ...about, state: 'asked' }
    case 'answering':
      return { ...about, state: 'answering', transfer }
    case 'answered':
      return { ...about, state: 'answered', transfer, answeredAt: endedAt }
    case 'declined':
      return {
        ...about,
        state: 'declined',
        ...(row.reason === null ? {} : { reason: row.reason }),
        declinedAt: endedAt,
      }
    case 'withdrawn':
      return { ...about, state: 'withdrawn', withdrawnAt: endedAt }
    case 'expired':
      return { ...about, state: 'expired', expiredAt: endedAt }
  }
}

/** Reads the facts that the views of these files need besides the rows. */
export async function surround(
  db: Db,
  files: readonly SentFile[],
  { arriving }: Sight,
): Promise<Surroundings> {
  // In other states views show neither content nor receipts.
  const whole = files.filter(isFetchable)
  const keys = whole.flatMap(({ object }) => (object === null ? [] : [object]))
  if (keys.length === 0) return { objects: new Map(), receipts: new Map(), arriving }
  const ids = whole.map(({ id }) => id)
  return {
    objects: new Map((await listObjects(db, keys)).map((object) => [object.key, object])),
    receipts: Map.groupBy(await listReceipts(db, ids), ({ file }) => file),
    arriving,
  }
}

/** Reads a transfer once. The function that it gives shows the transfer as `me` sees it. */
export async function seeTransfer(
  db: Db,
  transfer: TransferRow,
  sight: Sight,
): Promise<(me: string) => Transfer> {
  const files = await listFiles(db, transfer.id)
  const around = await surround(db, files, sight)
  return (me) => viewTransfer(me, transfer, files, around)
}
