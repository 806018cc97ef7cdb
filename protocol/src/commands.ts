import type { Static } from 'typebox'
import { Enter } from './appointment.ts'
import type { WireError } from './error.ts'
import { DecideFile, FileCommand } from './file.ts'
import { Nothing } from './id.ts'
import { AskForFiles, ChangeNote, DeclineRequest, Request, RequestCommand } from './request.ts'
import { EarlierPage, EarlierWish, Snapshot, SnapshotWish } from './snapshot.ts'
import { AddFiles, OfferTransfer, Transfer, TransferCommand } from './transfer.ts'

/** Every command that a client may send on the socket, with what it takes and what it answers. */
export const commands = {
  snapshot: { takes: SnapshotWish, answers: Snapshot },
  /** A page of transfers and requests that are over, older than the one that `before` names. */
  earlier: { takes: EarlierWish, answers: EarlierPage },
  'appointment:enter': { takes: Enter, answers: Nothing },
  'transfer:offer': { takes: OfferTransfer, answers: Transfer },
  'transfer:add': { takes: AddFiles, answers: Transfer },
  'transfer:withdraw': { takes: TransferCommand, answers: Transfer },
  /** The sender pauses a file, or lets it go on. */
  'file:pause': { takes: FileCommand, answers: Nothing },
  'file:resume': { takes: FileCommand, answers: Nothing },
  /** A page of the sender has lost the file's bytes, and no other page seems to have them. */
  'file:missing': { takes: FileCommand, answers: Nothing },
  'file:withdraw': { takes: FileCommand, answers: Nothing },
  /** The receiver's page has shown that the file is here. */
  'file:prompted': { takes: FileCommand, answers: Nothing },
  /** The receiver answered the prompt with "not now", so all of the receiver's pages take it away. */
  'file:dismiss': { takes: FileCommand, answers: Nothing },
  /** The practitioner decides about a file about which the check could not. */
  'file:decide': { takes: DecideFile, answers: Nothing },
  'request:ask': { takes: AskForFiles, answers: Request },
  'request:decline': { takes: DeclineRequest, answers: Request },
  /** The practitioner changes the note of an open request. */
  'request:note': { takes: ChangeNote, answers: Request },
  'request:withdraw': { takes: RequestCommand, answers: Request },
} as const

export type Commands = typeof commands
export type CommandName = keyof Commands
export type Takes<Name extends CommandName> = Static<Commands[Name]['takes']>
export type Answers<Name extends CommandName> = Static<Commands[Name]['answers']>

/** The acknowledgement of every command. */
export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: WireError }

/** The type of a client's events, as Socket.IO wants it. */
export type ClientEvents = {
  [Name in CommandName]: (payload: Takes<Name>, reply: (reply: Reply<Answers<Name>>) => void) => void
}
