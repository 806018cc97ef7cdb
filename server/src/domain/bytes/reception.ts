import type { ChairsideError } from '@chairside/protocol'
import type { UploadRow } from '../../records/tables.ts'
import type { Arriving } from '../events/progress.ts'
import type { Identity } from '../people/identity.ts'
import type { Body, Offset, Received } from './body.ts'

/** The owner's kind and the id under which an upload is addressed. */
export type Address = Pick<UploadRow, 'owner' | 'id'>

/** Takes in the uploads of one kind of owner. The newest connection of an upload ends the one before. */
export interface Reception {
  /** Ends the running connection of this upload, waits for its last write, and gives the offset. */
  where(who: Identity, id: string): Promise<Offset>
  /** Receives a body, after ending the running connection. Throws what refuses, ends or interrupts it. */
  receive(who: Identity, id: string, body: Body): Promise<Received>
  /** The sender has lost the bytes of this upload, and needs to choose them again; both sides are told. */
  missing(who: Identity, id: string): Promise<void>
}

/** The uploads of every owner. */
export interface Uploads {
  /** The uploads of one kind of owner. It answers NOT_FOUND for an upload of another kind. */
  of(owner: string): Reception
  /** Seals and checks an upload whose bytes have all come, unless a connection or a check of it runs. */
  complete(id: string): Promise<void>
  /** Reads from the store how far an upload came before a crash, and drops a cut whole body; not while a connection of it runs. */
  recount(upload: UploadRow): Promise<void>
  /** Drops what this node keeps of uploads that have gone on elsewhere, or have ended there. */
  tidy(): Promise<void>
  /** Ends the running connection of an upload that its sender pauses; its bytes are kept. */
  pause(id: string): void
  /** Ends the connection and the check of an upload with `why`; resolves after its last write. */
  stop(id: string, why: ChairsideError): Promise<void>
  close(): Promise<void>
}

/** Whether another node has been told something newer of an upload than this one, or the upload has ended. */
export function isMoved(upload: UploadRow | undefined, { epoch, missing }: Arriving): boolean {
  if (upload === undefined || upload.checked || upload.epoch > epoch) return true
  return upload.missing !== missing || (upload.object === null && !missing)
}

/** Whether bytes of this object are still to come or to be checked, on whichever node. */
export const isAwaited = (upload: UploadRow | undefined, key: string): boolean =>
  upload?.object === key && !upload.checked
