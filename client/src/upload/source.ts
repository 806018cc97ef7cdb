import {
  type BatchTotals,
  type FileOffer,
  type Intent,
  judgeBatch,
  judgeIntent,
  type Policy,
} from '@chairside/protocol'
import { failure, fileChanged } from '../connection/failure.ts'
import { newId } from '../connection/id.ts'
import { clearLocation, type PhotoLocation } from '../photo/photo.ts'
import type { FileHandle } from './after-reload/handle.ts'

/** A file that a person chose, or bytes with a name. With a handle, its upload can go on after a reload. */
export type FileSource =
  | File
  | {
      readonly name: string
      readonly blob: Blob
      /** The handle of the file in `blob`, from `showOpenFilePicker` or `DataTransferItem.getAsFileSystemHandle`. */
      readonly handle?: FileSystemFileHandle | undefined
    }

/** A `FileSource` in one shape. */
export interface Content {
  readonly name: string
  readonly blob: Blob
  readonly handle?: FileHandle | undefined
  /** Whether `blob` has the location that the handle's file has; `keep` if absent. */
  readonly location?: PhotoLocation
}

export function contentOf(source: FileSource): Content {
  return 'blob' in source ? source : { name: source.name, blob: source }
}

/**
 * Gives the contents of chosen files, checked by the server's own policy before a byte moves.
 *
 * @throws ChairsideError for the first file that the policy refuses, or for all files together
 */
export function contentsOf(sources: Iterable<FileSource>, policy: Policy, sofar: BatchTotals): Content[] {
  const contents = [...sources].map(contentOf)
  const intents = contents.map(({ name, blob }): Intent => ({ name, size: blob.size }))
  const problem =
    intents.map((intent) => judgeIntent(policy, intent)).find((found) => found !== null) ??
    judgeBatch(policy, intents, sofar)
  if (problem) throw failure(problem)
  return contents
}

/**
 * Gives the contents as they are sent: photos with or without the location where they were taken.
 *
 * @throws ChairsideError FILE_CHANGED when the device does not give a file's bytes
 */
export async function asSent(
  contents: readonly Content[],
  location: PhotoLocation = 'keep',
): Promise<readonly Content[]> {
  switch (location) {
    case 'keep':
      return contents
    case 'remove':
      return Promise.all(
        contents.map(async ({ name, blob, handle }) => ({
          name,
          blob: await clearLocation(blob).catch((cause) => {
            throw fileChanged(cause)
          }),
          handle,
          location,
        })),
      )
  }
}

/** Whether the device still gives these bytes: not once the file was changed or moved, or the permission ended. */
export async function readable(blob: Blob, offset: number): Promise<boolean> {
  try {
    const start = Math.min(offset, Math.max(0, blob.size - 1))
    await blob.slice(start, start + 1).arrayBuffer()
    return true
  } catch {
    return false
  }
}

/**
 * Gives each content a new file id, or the one that it had `before`, and keeps it in `known` under that id until `forget`
 * is called or the file has arrived.
 */
export function announce(
  known: Map<string, Content>,
  contents: readonly Content[],
  before: readonly FileOffer[] = [],
) {
  const offers = contents.map((content, at): FileOffer => {
    const { id, name } = before[at] ?? { id: newId(), name: content.name }
    known.set(id, content)
    return { id, name, size: content.blob.size }
  })
  const forget = () => {
    for (const { id } of offers) known.delete(id)
  }
  return { offers, forget }
}
