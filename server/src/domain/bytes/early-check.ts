import { ChairsideError, type Policy } from '@chairside/protocol'
import { decisiveBytes, headerBytes } from '../gate/sniff.ts'
import { judgeHead } from './check.ts'

/** Checks the bytes of a file while they arrive. Rejects with the ChairsideError that refuses it. */
export type EarlyCheck = (chunks: readonly Uint8Array[]) => Promise<void>

/**
 * Refuses a content by its beginning, as soon as 24 bytes have arrived on one connection, or 1,029 of a plain
 * text. It never accepts: every file that passes is judged whole after `seal`.
 */
export function createEarlyCheck(policy: Policy): EarlyCheck {
  let head = Buffer.alloc(0)
  let decided = false
  return async (chunks) => {
    if (decided) return
    for (const chunk of chunks) {
      if (head.length < headerBytes)
        head = Buffer.concat([head, chunk.subarray(0, headerBytes - head.length)])
    }
    if (head.length < decisiveBytes) return
    const problem = await judgeHead(head, policy)
    decided = problem !== null || head.length >= headerBytes
    if (decided) head = Buffer.alloc(0)
    if (problem !== null) throw new ChairsideError(problem)
  }
}
