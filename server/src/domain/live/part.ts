import { ChairsideError, callerIdPattern, mayHaveBeen, normalizeId, sentAs } from '@chairside/protocol'
import type { SentFile } from '../../records/file.ts'
import type { PartName } from '../bytes/part.ts'
import { offerOf } from './offer.ts'

type Named = Pick<SentFile, 'id' | 'name' | 'size' | 'offer'>

const id = new RegExp(callerIdPattern)

/**
 * The file that a part of a form belongs to, in any state: by the id in its field name, else the only file
 * offered under its filename. The order of parts does not count: when a form is sent again, some files are
 * already ready. Throws PART_UNKNOWN for no match or several.
 */
export function fileOfPart<File extends Named>({ field, filename }: PartName, files: readonly File[]): File {
  const found = id.test(field)
    ? files.filter((file) => file.id === normalizeId(field))
    : namedBy(filename ?? '', files)
  const [file] = found
  if (file === undefined || found.length > 1) throw new ChairsideError('PART_UNKNOWN')
  return file
}

/** In UTF-16 units: an offered name has at most 1,024 characters, of up to two units. */
const longestName = 2048

/** Files offered under a filename, else files whose name it may have become: "letter (2).pdf". */
function namedBy<File extends Named>(filename: string, files: readonly File[]): readonly File[] {
  // The head of a part may have a much longer one.
  if (filename.length > longestName) return []
  const same = files.filter((file) => file.offer === offerOf({ name: filename, size: file.size }))
  if (same.length > 0) return same
  const sent = sentAs(filename)
  return files.filter((file) => mayHaveBeen(file.name).includes(sent))
}
