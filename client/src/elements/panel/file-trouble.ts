import type { Problem } from '@chairside/protocol'
import type { TransferFile } from '../../live/file.ts'
import { inFull } from '../../messages/problem.ts'
import type { FileAction } from '../file/file-action.ts'
import type { Reader } from '../file/row-text.ts'
import { pageAddress } from './device.ts'

/** The result of an act on one file, if its row says it beside the file's state. */
export type FileTrouble = Problem | 'not-the-same' | 'find-it' | 'not-begun' | Unsaved

/** How far the saving of a file is that the browser itself does not save. */
type Unsaved = 'getting-ready' | 'ready-to-share' | 'open-elsewhere' | 'address-copied'

/** Gives a row's actions with those for its trouble: sharing in place of a download, or copying the page's address. */
export function withTrouble(
  actions: readonly FileAction[],
  trouble: FileTrouble | undefined,
): readonly FileAction[] {
  if (trouble === 'open-elsewhere') return [...actions, 'copy-address']
  if (trouble !== 'ready-to-share') return actions
  return actions.map((action) => (action === 'download' || action === 'save-again' ? 'share' : action))
}

/** The sentence of a file's row for its trouble. */
export function troubleText(
  trouble: FileTrouble,
  file: Pick<TransferFile, 'name' | 'size'>,
  { words, otherName }: Pick<Reader, 'words' | 'otherName'>,
): string {
  switch (trouble) {
    case 'not-the-same':
      return words.say('notTheSame', { file: file.name, size: words.size(file.size) })
    case 'find-it':
      return words.say('findOnIphone')
    case 'not-begun':
      return words.say('downloadNotBegun')
    case 'getting-ready':
      return words.say('gettingReady')
    case 'ready-to-share':
      return words.say('readyToShare')
    case 'open-elsewhere':
      return words.say('openElsewhere', { address: pageAddress() })
    case 'address-copied':
      return words.say('addressCopied')
    default:
      return inFull(words, trouble, { file: file.name, otherName })
  }
}
