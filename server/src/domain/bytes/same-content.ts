import { ChairsideError } from '@chairside/protocol'
import type { Body } from '../bytes/body.ts'
import { createDigest } from './digest.ts'
import { type Intake, takeIn } from './intake.ts'

/**
 * Reads a whole body for a file that is already complete. Throws CONFLICT when the content differs: otherwise
 * the sender would believe that the new content was delivered.
 *
 * @param sha256 of the stored content, in hex
 */
export async function requireSameContent(
  { source, own }: Body,
  { size, sha256 }: { readonly size: number; readonly sha256: string },
  intake: Omit<Intake, 'see'>,
): Promise<void> {
  const digest = createDigest()
  const read = async (chunks: readonly Buffer[]): Promise<void> => {
    for (const chunk of chunks) digest.update(chunk)
    if (digest.bytes > size) throw new ChairsideError({ code: 'CONFLICT', found: 'other-content' })
  }
  await takeIn(source, read, own === undefined ? intake : { ...intake, see: own })
  if (digest.soFar() !== sha256) throw new ChairsideError({ code: 'CONFLICT', found: 'other-content' })
}
