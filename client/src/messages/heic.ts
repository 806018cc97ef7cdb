import { isHeic, type Problem } from '@chairside/protocol'
import { onIphone } from './device.ts'

export interface HeicSentences {
  readonly iphone: string
  readonly elsewhere: string
}

export const heicEn: HeicSentences = {
  iphone: 'This is a HEIC photo. Choose it from Photos, not from Files, and your phone makes a JPG of it.',
  elsewhere: 'This is a HEIC photo. Save it as JPG first and send that.',
}

/** The sentence for a HEIC photo, by its name or content, on this device; undefined for any other problem. */
export function heicSentence(table: HeicSentences, { code, extension = '' }: Problem): string | undefined {
  if (code !== 'EXTENSION_NOT_ALLOWED' && code !== 'TYPE_NOT_ALLOWED') return undefined
  if (!isHeic(extension)) return undefined
  // Only the page knows the device. An iPhone gives a JPG from Photos, and a HEIC from Files.
  return onIphone() ? table.iphone : table.elsewhere
}
