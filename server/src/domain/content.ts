import { ReadableStream } from 'node:stream/web'
import { type FileFlag, type FileType, fileTypes, type Problem } from '@chairside/protocol'
import { fileTypeFromStream } from 'file-type'
import type { ObjectStore } from '../seams.ts'

/** What the gate says of a sealed object. */
export type ContentVerdict =
  | { readonly state: 'accepted'; readonly type: FileType; readonly flags: readonly FileFlag[] }
  | { readonly state: 'refused'; readonly problem: Problem }

/** Sealed bytes to judge, and what their sender called them. */
export interface Candidate {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** The cleaned name; only tells the two old Office formats apart, which share one container. */
  readonly name: string
}

const types: ReadonlyMap<string, FileType> = new Map([
  ...fileTypes.map((type) => [type, type] as const),
  ['jpg', 'jpeg'],
  ['apng', 'png'],
])

/**
 * Decides by content whether an object may be exchanged, and as what. Throws what the store throws.
 * Containers of old Office files (Compound File Binary, MS-CFB) are told apart by their name alone.
 */
export async function check(
  store: ObjectStore,
  { key, size, name }: Candidate,
  signal?: AbortSignal,
): Promise<ContentVerdict> {
  const found = await fileTypeFromStream(streamOf(store, key, size, signal))
  const type = found?.ext === 'cfb' ? oldOfficeType(name) : types.get(found?.ext ?? '')
  if (type !== undefined) return { state: 'accepted', type, flags: [] }
  return {
    state: 'refused',
    problem: { code: 'TYPE_NOT_ALLOWED', ...(found ? { seen: `.${found.ext}` } : {}) },
  }
}

function oldOfficeType(name: string): FileType | undefined {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return ending === 'doc' || ending === 'ppt' ? ending : undefined
}

function streamOf(
  store: ObjectStore,
  key: string,
  size: number,
  signal?: AbortSignal,
): ReadableStream<Uint8Array> {
  return ReadableStream.from(store.read(key, { start: 0, end: size - 1 }, signal))
}
