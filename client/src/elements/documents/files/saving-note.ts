import type { Words } from '../../../messages/words.ts'
import type { SavingNote } from './shown-files.ts'

/** How a file goes on whose saving is not simply done, beside the text that says so. */
export function savingNote(
  trouble: unknown,
  { file, text }: { readonly file: string; readonly text: string },
  words: Words,
  act: (action: 'download' | 'copy-address') => void,
): SavingNote {
  if (trouble === 'ready-to-share')
    return { text, act: { words: words.say('shareFile', { file }), press: () => act('download') } }
  if (trouble !== 'open-elsewhere') return { text }
  return { text, act: { words: words.say('copyAddress'), press: () => act('copy-address') } }
}
