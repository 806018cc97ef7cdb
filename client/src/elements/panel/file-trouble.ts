import type { Problem } from '@chairside/protocol'
import type { TransferFile } from '../../live/file.ts'
import { inFull } from '../../messages/problem.ts'
import type { Reader } from '../file/row-text.ts'

/** What became of an act on one file, as far as its row says it beside the file's state. */
export type FileTrouble = Problem | 'not-the-same' | 'find-it' | 'not-begun'

/** The sentence for it. */
export function troubleText(trouble: FileTrouble, file: TransferFile, { words, otherName }: Reader): string {
  switch (trouble) {
    case 'not-the-same':
      return words.say('notTheSame', { file: file.name, size: words.size(file.size) })
    case 'find-it':
      return words.say('findOnIphone')
    case 'not-begun':
      return words.say('downloadNotBegun')
    default:
      return inFull(words, trouble, { file: file.name, otherName })
  }
}
