import { GB } from '@chairside/protocol'
import type { Words } from '../../../messages/words.ts'

/** A number of bytes as `words.size` writes it; from 1 GB on in GB: "12.4 GB". */
export function largeSize(words: Words, bytes: number): string {
  return bytes < GB ? words.size(bytes) : `${words.number(Math.round((bytes / GB) * 10) / 10)}\u00A0GB`
}
