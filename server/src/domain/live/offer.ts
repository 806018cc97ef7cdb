import { createHash } from 'node:crypto'
import type { FileOffer } from '@chairside/protocol'

/** A digest that tells one offered content from another: equal values have the same one. */
export const fingerprint = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** What a file was offered as, its name and size, without keeping that name. */
export const offerOf = ({ name, size }: Pick<FileOffer, 'name' | 'size'>): string => fingerprint([name, size])
