import type { Problem } from './error.ts'
import { type FileKind, type FileType, fileKinds, fileTypes, typeOfExtension } from './filetype.ts'
import { extensionOf } from './name.ts'
import { MB } from './size.ts'

/** Which types, how many and how large. The page checks files by it before it sends; the server checks them again. */
export interface Policy {
  readonly types: readonly FileType[]
  /** Files of one batch. */
  readonly files: number
  /** Bytes of one batch, over its files. */
  readonly bytes: number
  /** Whether files of other types are accepted too, to be saved and never shown. Programs never are. */
  readonly others: 'refused' | 'kept'
}

/** A live transfer: at most five live files, 100 MB together. */
export const transferPolicy: Policy = { types: fileTypes, files: 5, bytes: 100 * MB, others: 'refused' }

/** A document that is shared with clients. */
export const documentPolicy: Policy = { types: ['pdf'], files: 1, bytes: 10 * MB, others: 'refused' }

/** Material for a session. */
export const materialPolicy: Policy = { types: fileTypes, files: 1, bytes: 500 * MB, others: 'kept' }

export const policies = { transfer: transferPolicy, document: documentPolicy, material: materialPolicy }

export type PolicyName = keyof typeof policies

/** Endings that systems run when they are opened; no policy takes them. */
const programEndings: ReadonlySet<string> = new Set(
  (
    'apk app appimage bat chm class cmd com command cpl deb desktop dll dmg exe hta inf iso jar js jse lnk mjs msc msi ' +
    'msix msp mst pif pkg ps1 psm1 reg rpm run scf scr sh sys url vb vbe vbs ws wsf wsh xll'
  ).split(' '),
)

/** A file that a person means to send. */
export interface Intent {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

/** The live files of a batch, and their bytes. */
export interface BatchTotals {
  readonly files: number
  readonly bytes: number
}

/** What is wrong with one file by its name and size alone; null when nothing is. */
export function judgeIntent(policy: Policy, intent: Intent): Problem | null {
  if (intent.name.trim() === '') return { code: 'FILENAME_INVALID' }
  const extension = extensionOf(intent.name)
  if (extension !== '' && !takesEnding(policy, extension)) {
    return { code: 'EXTENSION_NOT_ALLOWED', extension }
  }
  if (intent.size === 0) return { code: 'EMPTY' }
  if (intent.size > policy.bytes) return { code: 'FILE_TOO_LARGE', limit: policy.bytes, actual: intent.size }
  return null
}

function takesEnding(policy: Policy, extension: string): boolean {
  if (policy.others === 'kept') return !programEndings.has(extension)
  const type = typeOfExtension(extension)
  return type !== undefined && policy.types.includes(type)
}

/** What is wrong with adding these files to a batch that holds some already; null when nothing is. */
export function judgeBatch(policy: Policy, intents: readonly Intent[], held: BatchTotals): Problem | null {
  const files = held.files + intents.length
  if (files > policy.files) return { code: 'FILE_COUNT_LIMIT', limit: policy.files, actual: files }
  const bytes = intents.reduce((sum, intent) => sum + intent.size, held.bytes)
  if (bytes > policy.bytes) return { code: 'TRANSFER_TOO_LARGE', limit: policy.bytes, actual: bytes }
  return null
}

/**
 * The `accept` of a file input: endings and media types, so that an iPhone hands over JPEG. Empty when the policy keeps
 * files of other types.
 */
export function acceptOf(policy: Policy): string {
  if (policy.others === 'kept') return ''
  const kinds: FileKind[] = policy.types.map((type) => fileKinds[type])
  return kinds.flatMap((kind) => [...kind.extensions.map((ending) => `.${ending}`), kind.mime]).join(',')
}
