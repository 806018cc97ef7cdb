import type { FileState } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { changeFile } from '../../records/file.ts'
import type { FileRow } from '../../records/tables.ts'

/*
 *   offered → receiving → checking → ready → downloaded
 *                 │           │
 *                 └─ rejected ┘
 *   offered, receiving, checking, ready  → withdrawn
 *   any but rejected and withdrawn       → expired (the bytes are gone)
 */
const moves: Readonly<Record<FileState, readonly FileState[]>> = {
  offered: ['receiving', 'withdrawn', 'expired'],
  receiving: ['checking', 'rejected', 'withdrawn', 'expired'],
  checking: ['ready', 'rejected', 'withdrawn', 'expired'],
  ready: ['downloaded', 'withdrawn', 'expired'],
  downloaded: ['expired'],
  rejected: [],
  withdrawn: [],
  expired: [],
}

/** Whether a file may go from one state to another, by the table above. */
export function canMove(from: FileState, to: FileState): boolean {
  return moves[from].includes(to)
}

/** Moves a file to its next state with that state's fields. An illegal move is a mistake of ours and throws. */
export async function moveFile(
  tx: Db,
  file: FileRow,
  to: FileState,
  fields: Partial<Omit<FileRow, 'id' | 'state'>> = {},
): Promise<FileRow> {
  if (!canMove(file.state, to)) throw new Error(`a file cannot go from ${file.state} to ${to}`)
  await changeFile(tx, file.id, { ...fields, state: to })
  return { ...file, ...fields, state: to }
}

/** The states in which a file is still on its way, so that its transfer is open. */
export const onTheWay: readonly FileState[] = ['offered', 'receiving', 'checking']

/** Whether bytes of a file may still come. */
export function isWanted({ state }: Pick<FileRow, 'state'>): boolean {
  return state === 'offered' || state === 'receiving'
}

/** The states that count against the limits of a transfer. */
export function isLive({ state }: Pick<FileRow, 'state'>): boolean {
  return state !== 'rejected' && state !== 'withdrawn' && state !== 'expired'
}
