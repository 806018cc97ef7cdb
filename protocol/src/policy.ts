import type { Problem } from './error.ts'
import { type FileKind, type FileType, fileKinds, fileTypes, typeOfExtension } from './filetype.ts'
import { extensionOf } from './name.ts'
import { MB } from './size.ts'

/** Which types, how many, how large. The page checks with it before a byte moves, the server again. */
export interface Policy {
  readonly types: readonly FileType[]
  /** Files of one batch. */
  readonly files: number
  /** Bytes of one batch, over its files. */
  readonly bytes: number
}

/** A live transfer: five files and 100 MB over those that are not rejected or withdrawn. */
export const transferPolicy: Policy = { types: fileTypes, files: 5, bytes: 100 * MB }

/** A file as somebody means to send it. */
export interface Intent {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

/** What already stands in a batch: its live files, and their bytes. */
export interface Held {
  readonly files: number
  readonly bytes: number
}

/** What is wrong with one file by its name and size alone; null when nothing is. */
export function judgeIntent(policy: Policy, intent: Intent): Problem | null {
  if (intent.name.trim() === '') return { code: 'FILENAME_INVALID' }
  const extension = extensionOf(intent.name)
  const type = typeOfExtension(extension)
  if (extension !== '' && (type === undefined || !policy.types.includes(type))) {
    return { code: 'EXTENSION_NOT_ALLOWED', seen: extension }
  }
  if (intent.size === 0) return { code: 'EMPTY' }
  if (intent.size > policy.bytes) return { code: 'FILE_TOO_LARGE', limit: policy.bytes, actual: intent.size }
  return null
}

/** What is wrong with adding these files to a batch that holds some already; null when nothing is. */
export function judgeBatch(policy: Policy, intents: readonly Intent[], held: Held): Problem | null {
  const files = held.files + intents.length
  if (files > policy.files) return { code: 'FILE_COUNT_LIMIT', limit: policy.files, actual: files }
  const bytes = intents.reduce((sum, intent) => sum + intent.size, held.bytes)
  if (bytes > policy.bytes) return { code: 'TRANSFER_TOO_LARGE', limit: policy.bytes, actual: bytes }
  return null
}

/** The `accept` of a file input: endings and media types, so that an iPhone hands over JPEG. */
export function acceptOf(policy: Policy): string {
  const kinds: FileKind[] = policy.types.map((type) => fileKinds[type])
  return kinds.flatMap((kind) => [...kind.extensions.map((ending) => `.${ending}`), kind.mime]).join(',')
}
