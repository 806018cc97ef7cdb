import { type Policy, transferPolicy } from '@chairside/protocol'
import { expect } from 'vitest'
import { gate, type Sender } from '../../server/src/domain/gate/gate.ts'
import { createSource, type Source } from '../../server/src/domain/gate/source.ts'
import type { Verdict } from '../../server/src/domain/gate/verdict.ts'

export interface Terms {
  readonly policy?: Policy
  readonly from?: Sender
}

export interface Judged {
  readonly verdict: Verdict
  readonly reads: number
  readonly bytes: number
}

/** Makes `length` bytes of a content, from `position` on. */
export type Make = (position: number, length: number) => Promise<Uint8Array>

/** A content that is made as it is read. The gate gets copies, so that it cannot read a byte that it did not ask for. */
export const sourceOf = (size: number, make: Make, signal?: AbortSignal): Source =>
  createSource(
    size,
    async (position, target) => {
      const bytes = await make(position, target.length)
      target.set(bytes)
      return bytes.length
    },
    signal,
  )

/**
 * Asks the gate about a content that `make` makes as it is read. Fails if the gate reads more than its bounds allow.
 */
export async function judgeMade(
  size: number,
  make: Make,
  { policy = transferPolicy, from = 'practitioner' }: Terms = {},
): Promise<Judged> {
  const source = sourceOf(size, make)
  const verdict = await gate(source, policy, { from })
  const { reads, bytes } = source.spent
  expect(reads).toBeLessThanOrEqual(80)
  expect(bytes).toBeLessThanOrEqual(5 * 1024 * 1024)
  return { verdict, reads, bytes }
}

/** Asks the gate about `content`. */
export function judge(content: Buffer, terms?: Terms): Promise<Judged> {
  return judgeMade(content.length, async (at, length) => content.subarray(at, at + length), terms)
}

/** The gate's answer as one word: the type if it accepts the content, the code if it refuses it. */
export async function answer(content: Buffer, terms?: Terms): Promise<string> {
  const { verdict } = await judge(content, terms)
  return verdict.state === 'accepted' ? verdict.type : verdict.problem.code
}
