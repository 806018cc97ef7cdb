import { ChairsideError, type Policy } from '@chairside/protocol'
import { decisiveBytes, headerBytes } from '../gate/sniff.ts'
import { judgeHead } from './check.ts'

/** Looks at the bytes of a file as they come. */
export type EarlyCheck = (chunks: readonly Uint8Array[]) => Promise<void>

/**
 * Refuses a content by its beginning, as soon as so many bytes of it have come as decide. Throws the reason.
 * It never accepts: what gets by is judged whole when it is sealed, as is a file whose beginning came in pieces that
 * went over two connections.
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
    const first = head
    decided = true
    head = Buffer.alloc(0)
    const problem = await judgeHead(first, policy)
    if (problem !== null) throw new ChairsideError(problem)
  }
}
