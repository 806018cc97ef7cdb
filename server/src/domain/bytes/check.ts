import type { FileFlag, Policy, Problem } from '@chairside/protocol'
import type { ContentType } from '../../records/tables.ts'
import type { ObjectStore } from '../../seams.ts'
import { gate, gateHead, type Sender, withExtension } from '../gate/gate.ts'
import { createSource } from '../gate/source.ts'
import type { Flag } from '../gate/verdict.ts'

/** The gate's verdict on a sealed object. */
export type ContentVerdict =
  | {
      readonly state: 'accepted'
      readonly type: ContentType
      /** The media type of a content of type `other`, else null. */
      readonly mime: string | null
      readonly flags: readonly FileFlag[]
    }
  | { readonly state: 'refused'; readonly problem: Problem }

/** A sealed object to judge, and its sender's role. */
export interface Candidate {
  readonly key: string
  /** Bytes. */
  readonly size: number
  readonly from: Sender
}

/** Decides by content alone whether a policy admits a sealed object, and its type. Throws store errors. */
export async function check(
  store: ObjectStore,
  { key, size, from }: Candidate,
  policy: Policy,
  signal?: AbortSignal,
): Promise<ContentVerdict> {
  const source = createSource(
    size,
    async (position, length) => {
      const parts: Uint8Array[] = []
      const range = { start: position, end: position + length - 1 }
      for await (const part of store.read(key, range, signal ? { signal } : {})) parts.push(part)
      const [first] = parts
      return parts.length === 1 && first ? first : Buffer.concat(parts)
    },
    signal,
  )
  const verdict = await gate(source, policy, { from })
  if (verdict.state === 'refused') return { state: 'refused', problem: verdict.problem }
  const { type, mime, flags } = verdict
  return { state: 'accepted', type, mime: type === 'other' ? mime : null, flags: flags.filter(isTold) }
}

/** Why a policy refuses a content by its beginning, with what it looks like; null when it may pass. */
export async function judgeHead(head: Buffer, policy: Policy): Promise<Problem | null> {
  const problem = gateHead(head, policy)
  if (problem === null) return null
  const source = createSource(head.length, async (position, length) =>
    head.subarray(position, position + length),
  )
  await source.read(0, head.length)
  return withExtension(source, problem)
}

// Clients are not told the other flags.
function isTold(flag: Flag): flag is FileFlag {
  return flag !== 'template' && flag !== 'active'
}
