import { ChairsideError, callerIdPattern, mayBecome, normalizeId } from '@chairside/protocol'
import type { FileRow } from '../../records/tables.ts'
import { offerOf } from './offer.ts'

/** What a part of a form says of itself. */
export interface PartName {
  /** The field's name: the id of a file, or anything. */
  readonly field: string
  readonly filename: string | undefined
}

/** The files of a transfer as a form of their bytes sees them. */
export interface Parts {
  /** The id of the file that a part belongs to. Throws PART_UNKNOWN. */
  fileOf(part: PartName): string
  /** The files of which bytes may still come. */
  readonly wanted: readonly string[]
}

const id = new RegExp(callerIdPattern)

/**
 * The file of a transfer that a part of a form belongs to: the one whose id it is named by, else the only one that was
 * offered under its filename, whatever has become of that file since. The order of parts says nothing: of a form that is
 * sent again some files are ready already. Throws PART_UNKNOWN where that is none, or could be several.
 */
export function fileOfPart({ field, filename }: PartName, files: readonly FileRow[]): FileRow {
  const found = id.test(field)
    ? files.filter((file) => file.id === normalizeId(field))
    : namedBy(filename ?? '', files)
  const [file] = found
  if (file === undefined || found.length > 1) throw new ChairsideError('PART_UNKNOWN')
  return file
}

/** A name as it was offered is the better sign: "letter.pdf" may also have become "letter (2).pdf". */
function namedBy(filename: string, files: readonly FileRow[]): readonly FileRow[] {
  const same = files.filter((file) => file.offer === offerOf({ name: filename, size: file.size }))
  return same.length > 0 ? same : files.filter((file) => mayBecome(filename, file.name))
}
