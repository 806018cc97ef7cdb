import { ChairsideError, callerIdPattern, mayBecome, normalizeId } from '@chairside/protocol'
import type { SentFile } from '../../records/file.ts'
import type { PartName } from '../bytes/part.ts'
import { offerOf } from './offer.ts'

const id = new RegExp(callerIdPattern)

/**
 * The file that a part of a form belongs to, in any state: by the id in its field name, else the only file
 * offered under its filename. The order of parts does not count: when a form is sent again, some files are
 * already ready. Throws PART_UNKNOWN for no match or several.
 */
export function fileOfPart({ field, filename }: PartName, files: readonly SentFile[]): SentFile {
  const found = id.test(field)
    ? files.filter((file) => file.id === normalizeId(field))
    : namedBy(filename ?? '', files)
  const [file] = found
  if (file === undefined || found.length > 1) throw new ChairsideError('PART_UNKNOWN')
  return file
}

/** Files offered under a filename, else files whose name it may have become: "letter (2).pdf". */
function namedBy(filename: string, files: readonly SentFile[]): readonly SentFile[] {
  const same = files.filter((file) => file.offer === offerOf({ name: filename, size: file.size }))
  return same.length > 0 ? same : files.filter((file) => mayBecome(filename, file.name))
}
