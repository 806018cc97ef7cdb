import {
  cleanName,
  type FileState,
  isArriving,
  isFetchable,
  isLive,
  type Problem,
  uniqueName,
} from '@chairside/protocol'
import { lockAppointmentOfFile, lockAppointmentsOfFiles } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import { changeFile, findFile, listFiles, listParties, type SentFile } from '../../records/file.ts'
import type { TransferRow } from '../../records/tables.ts'
import { findTransferOf } from '../../records/transfer.ts'
import type { Announcer } from '../../seams.ts'
import type { Findings, Found, Locked, Owner, Stream } from '../bytes/owner.ts'
import { type Change, harmless } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import type { TellProgress } from '../events/progress.ts'
import { appointmentOf, isApp, roleOf } from '../people/identity.ts'
import type { Admission } from '../people/participant.ts'
import { may, type Action as Permission } from '../people/permission.ts'
import { expiryOf } from './expiry.ts'
import { moveFile } from './file.ts'
import { findFileFor, findFileOfAny } from './find.ts'
import type { Receipts } from './receipt.ts'
import { settleTransfer } from './settle.ts'
import { stageOf } from './stage.ts'

/** The kind under which the uploads of live files are kept. */
export const fileKind = 'file'

const permissionOf = { send: 'upload a file', fetch: 'fetch a file' } as const satisfies Record<
  string,
  Permission
>

interface Parts {
  readonly retentionHours: number
  /** Is told that a participant has a new file in an appointment. */
  readonly arrived: (change: Change, appointment: string, receiver: string) => void
  /** Is called when a file has become ready. */
  readonly ready: (id: string) => void
}

/** The files of live transfers, as the owner of their bytes. */
export function createFileOwner(
  { clock, limits }: Ground,
  {
    announcer,
    receipts,
    ...parts
  }: {
    announcer: Announcer
    receipts: Receipts
  } & Parts,
): Owner {
  return {
    find: async (db, who, id, action): Promise<Found> => {
      // The app's backend keeps the records of its patients, so it may fetch every file, also of people who have left.
      const { file, transfer, appointment } =
        isApp(who) && action === 'fetch'
          ? await findFileOfAny(db, id)
          : await findFileFor(db, who, id, permissionOf[action])
      return {
        stage: stageOf(file, action, parts.retentionHours),
        name: file.name,
        expiresAt: isArriving(file) ? expiryOf(appointment, clock.now(), limits) : undefined,
        tell: createTeller(announcer, appointment, transfer, id),
      }
    },

    lock: async (tx, change, id) => {
      await lockAppointmentOfFile(tx, id)
      const transfer = await findTransferOf(tx, id)
      const file = transfer === undefined ? undefined : await findFile(tx, id)
      return file && transfer && lockFile(tx, change, file, transfer, parts)
    },

    lockAll: lockAppointmentsOfFiles,

    allowed: async (db, streams) => {
      const parties = Map.groupBy(
        await listParties(db, [...new Set(streams.map(({ id }) => id))]),
        ({ file }) => file,
      )
      return new Set(
        streams.filter((stream) => parties.get(stream.id)?.some((party) => allows(party, stream))),
      )
    },

    issued: receipts.issued,
    fetched: receipts.fetched,
  }
}

/** Whether `party`, a participant of the file's appointment, is `who` and may go on. */
function allows(party: Awaited<ReturnType<typeof listParties>>[number], { who, action }: Stream): boolean {
  if (isApp(who)) return action === 'fetch' && isFetchable(party)
  const isHere = (appointmentOf(who) ?? party.appointment) === party.appointment
  if (!isHere || party.id !== who.id || party.role !== roleOf(who)) return false
  if (!may(party, permissionOf[action], { transfer: party })) return false
  return action === 'send' ? isArriving(party) : isFetchable(party)
}

function createTeller(
  announcer: Announcer,
  { id: appointment, practitioner }: Admission['appointment'],
  { sender, receiver }: TransferRow,
  file: string,
): TellProgress {
  return ({ bytes, paused, missing }) => {
    const event = {
      name: 'progress',
      payload: { appointment, file, bytes, ...(paused && { paused }), ...(missing && { missing }) },
    } as const
    announcer.toParticipant(appointment, sender, event)
    announcer.toParticipant(appointment, receiver, event)
    announcer.toDesk(practitioner, event)
  }
}

/** The moves of a file that its bytes cause, inside one transaction. */
function lockFile(
  tx: Db,
  change: Change,
  found: SentFile,
  transfer: TransferRow,
  { retentionHours, arrived, ready }: Parts,
): Locked {
  let file = found
  const move = async (...[to, fields]: [Parameters<typeof moveFile>[2], Parameters<typeof moveFile>[3]?]) => {
    file = await moveFile(tx, file, to, fields)
  }
  const requireState = (...states: readonly FileState[]): void => {
    if (!states.includes(file.state)) throw new Error(`this cannot happen to a file that is ${file.state}`)
  }
  const tell = (): void => change.tell('transfer', file.appointment, transfer.id)
  const about = { transfer: transfer.id, file: file.id }
  return {
    get stage() {
      return stageOf(file, 'send', retentionHours)
    },
    begun: async () => {
      requireState('offered', 'receiving')
      if (file.state !== 'offered') return
      await move('receiving')
      tell()
    },
    dropped: async () => {
      requireState('receiving')
      tell()
    },
    received: async () => {
      await move('checking')
      change.fact(file.appointment, {
        kind: 'file-received',
        by: transfer.sender,
        file: file.id,
        size: file.size,
      })
      tell()
    },
    postponed: async () => {
      requireState('checking')
      if (file.waiting) return
      await changeFile(tx, file.id, { waiting: true })
      tell()
    },
    doubted: async () => {
      requireState('checking')
      await changeFile(tx, file.id, { waiting: false })
      change.fact(file.appointment, { kind: 'file-undecided', ...about })
      tell()
    },
    ready: async ({ type, sha256 }: Pick<Findings, 'type' | 'sha256'>) => {
      if (type === 'other') throw new Error('a transfer takes no content of an unknown type')
      const siblings = (await listFiles(tx, transfer.id)).filter(
        (other) => other.id !== file.id && isLive(other),
      )
      const names = siblings.map((other) => other.name)
      const name = uniqueName(cleanName(file.name, file.position, type), names)
      await move('ready', { name, ready_at: change.now, waiting: false })
      change.fact(file.appointment, { kind: 'file-ready', ...about, size: file.size, type, sha256 })
      arrived(change, file.appointment, transfer.receiver)
      change.after(() => ready(file.id), harmless)
      await settleTransfer(tx, change, transfer)
    },
    rejected: async ({ code, ...details }: Problem) => {
      await move('rejected', { code, details, ended_at: change.now })
      change.fact(file.appointment, { kind: 'file-rejected', ...about, code })
      await settleTransfer(tx, change, transfer)
    },
  }
}
