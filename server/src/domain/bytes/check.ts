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
  const source = createSource(size, (position, target) => fill(store, key, position, target, signal), signal)
  const verdict = await gate(source, policy, { from }).finally(source.close)
  if (verdict.state === 'refused') return { state: 'refused', problem: verdict.problem }
  const { type, mime, flags } = verdict
  return { state: 'accepted', type, mime: type === 'other' ? mime : null, flags: flags.filter(isTold) }
}

/** Fills `target` with the bytes of an object from `position` on, and gives their number. */
async function fill(
  store: ObjectStore,
  key: string,
  position: number,
  target: Buffer,
  signal?: AbortSignal,
): Promise<number> {
  const range = { start: position, end: position + target.length - 1 }
  let filled = 0
  for await (const chunk of store.read(key, range, { lend: true, ...(signal ? { signal } : {}) })) {
    target.set(chunk, filled)
    filled += chunk.length
  }
  return filled
}

/** Why a policy refuses a content by its beginning, with what it looks like; null when it may pass. */
export async function judgeHead(head: Buffer, policy: Policy): Promise<Problem | null> {
  const problem = gateHead(head, policy)
  if (problem === null) return null
  const source = createSource(head.length, async (position, target) => head.copy(target, 0, position))
  await source.read(0, head.length)
  return withExtension(source, problem)
}

// Clients are not told the other flags.
function isTold(flag: Flag): flag is FileFlag {
  return flag !== 'template' && flag !== 'active'
}
