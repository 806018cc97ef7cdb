import { ChairsideError } from '@chairside/protocol'
import type { Body } from '../bytes/body.ts'
import { createDigest } from './digest.ts'
import { type Intake, takeIn } from './intake.ts'

/**
 * Reads a whole body for a file that is already complete. Throws CONFLICT when the content differs: otherwise
 * the sender would believe that the new content was delivered.
 *
 * @param stored the stored content; while the gate has not judged it, there is nothing to compare with
 */
export async function requireSameContent(
  { source, own }: Body,
  stored: { readonly size: number; readonly sha256: string | null } | undefined,
  intake: Omit<Intake, 'see'>,
): Promise<void> {
  if (stored === undefined || stored.sha256 === null) return
  const { size, sha256 } = stored
  const digest = createDigest()
  const read = async (chunks: readonly Buffer[]): Promise<void> => {
    for (const chunk of chunks) digest.update(chunk)
    if (digest.bytes > size) throw new ChairsideError({ code: 'CONFLICT', found: 'other-content' })
  }
  await takeIn(source, read, own === undefined ? intake : { ...intake, see: own })
  if (digest.soFar() !== sha256) throw new ChairsideError({ code: 'CONFLICT', found: 'other-content' })
}
