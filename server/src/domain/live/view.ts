import {
  type Appointment,
  type Participant,
  type Request,
  type Transfer,
  type TransferFile,
  toInstant,
} from '@chairside/protocol'
import {
  type ConnectionRow,
  type FileRow,
  type ObjectRow,
  type ParticipantRow,
  parseFlags,
  type ReceiptRow,
  type RequestRow,
  type TransferRow,
} from '../../records/tables.ts'
import { hour } from '../../time.ts'
import { liveExchangeOf, type Standing } from '../people/participant.ts'
import { may } from '../people/permission.ts'

/** Where a participant is now: in the call if any of their connections is. */
export function presenceOf(connections: readonly ConnectionRow[], id: string): Participant['presence'] {
  const mine = connections.filter((connection) => connection.participant === id)
  const inCall = mine.filter((connection) => connection.place === 'call')
  const [place, there] = inCall.length > 0 ? (['call', inCall] as const) : (['waiting-room', mine] as const)
  if (there.length === 0) return undefined
  return { place, since: toInstant(Math.min(...there.map((connection) => connection.since))) }
}

/** An appointment as `me` may see it. */
export function viewAppointment(
  { appointment, participants, me }: Standing,
  connections: readonly ConnectionRow[],
  retentionHours: number,
): Appointment {
  const visible = (participant: ParticipantRow): boolean => may(me, 'see a participant', { participant })
  const ended = appointment.ended_at
  return {
    id: appointment.id,
    me: me.id,
    participants: participants.filter(visible).map(({ id, name, role }) => {
      const presence = presenceOf(connections, id)
      return presence === undefined ? { id, name, role } : { id, name, role, presence }
    }),
    startsAt: toInstant(appointment.starts_at),
    endsAt: toInstant(appointment.ends_at),
    ...(ended === null
      ? {}
      : { endedAt: toInstant(ended), filesUntil: toInstant(ended + retentionHours * hour) }),
    retentionHours,
    liveExchange: liveExchangeOf({ appointment, participants }),
  }
}

/** How far a file on its way is, where that is known better than from its record. */
export interface Arriving {
  readonly bytes: number
  readonly paused: 'line' | undefined
}

/** Everything around the rows of some transfers that their views need. */
export interface Surroundings {
  readonly objects: readonly ObjectRow[]
  readonly receipts: readonly ReceiptRow[]
  readonly arriving: (file: string) => Arriving | undefined
}

export function viewTransfer(
  me: string,
  row: TransferRow,
  files: readonly FileRow[],
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
    files: files.filter((file) => file.transfer === row.id).map((file) => viewFile(me, row, file, around)),
  }
}

function viewFile(me: string, transfer: TransferRow, file: FileRow, around: Surroundings): TransferFile {
  const about = { id: file.id, name: file.name, size: file.size }
  const endedAt = toInstant(file.ended_at ?? 0)
  switch (file.state) {
    case 'offered':
      return { ...about, state: 'offered' }
    case 'receiving': {
      const arriving = around.arriving(file.id)
      const paused = file.held === 1 ? 'sender' : arriving === undefined ? 'line' : arriving.paused
      const bytes = arriving?.bytes ?? file.bytes
      return { ...about, state: 'receiving', bytes, ...(paused === undefined ? {} : { paused }) }
    }
    case 'checking':
      return { ...about, state: 'checking', ...(file.waiting === 1 ? { waiting: true as const } : {}) }
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
        details: file.details === null ? {} : JSON.parse(file.details),
        rejectedAt: endedAt,
      }
    case 'withdrawn':
      return { ...about, state: 'withdrawn', withdrawnAt: endedAt }
    case 'expired':
      return { ...about, state: 'expired', expiredAt: endedAt }
  }
}

function contentOf(me: string, transfer: TransferRow, file: FileRow, { objects, receipts }: Surroundings) {
  const object = objects.find((candidate) => candidate.key === file.object)
  if (object === undefined || object.type === null)
    throw new Error('a ready file points at no checked object')
  const mine = receipts.filter(
    (receipt) => receipt.file === file.id && receipt.participant === transfer.receiver,
  )
  const prompted = mine.find((receipt) => receipt.kind === 'prompted')
  const dismissed = me === transfer.receiver && mine.some((receipt) => receipt.kind === 'dismissed')
  return {
    type: object.type,
    flags: parseFlags(object.flags),
    readyAt: toInstant(file.ready_at ?? 0),
    ...(prompted === undefined ? {} : { promptedAt: toInstant(prompted.at) }),
    ...(dismissed ? { dismissed: true as const } : {}),
  }
}

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
