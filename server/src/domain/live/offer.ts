import { createHash } from 'node:crypto'
import type { FileOffer } from '@chairside/protocol'

/** A digest of a value, to tell a retried offer from another one without keeping it. */
export const fingerprint = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** The digest of a file's offered name and size, so that the name is not kept. */
export const offerOf = ({ name, size }: Pick<FileOffer, 'name' | 'size'>): string => fingerprint([name, size])
