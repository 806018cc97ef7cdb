import type { FileState } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { changeFile } from '../../records/file.ts'
import type { FileRow } from '../../records/tables.ts'

/*
 *   offered → receiving → checking → ready → downloaded
 *                 │           │
 *                 └─ rejected ┘
 *   checking is one of three: the check is made, or tried again later (`waiting`), or it could not decide (the upload's
 *   `doubt`). From the last one only a decision of the practitioner leads on: to ready or to rejected.
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

/** Whether the table above allows a move. */
export function canMove(from: FileState, to: FileState): boolean {
  return moves[from].includes(to)
}

/** Moves a file to its next state, with that state's fields. Throws on an illegal move, which is a bug. */
export async function moveFile<Row extends FileRow>(
  tx: Db,
  file: Row,
  to: FileState,
  fields: Partial<Omit<FileRow, 'id' | 'state'>> = {},
): Promise<Row> {
  if (!canMove(file.state, to)) throw new Error(`a file cannot go from ${file.state} to ${to}`)
  await changeFile(tx, file.id, { ...fields, state: to })
  return { ...file, ...fields, state: to }
}
