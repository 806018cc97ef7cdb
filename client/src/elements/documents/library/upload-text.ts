import type { Problem } from '@chairside/protocol'
import type { DocumentUpload } from '../../../documents/upload.ts'
import type { View } from '../../../documents/view.ts'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import { explain } from '../../../messages/problem.ts'
import type { Words } from '../../../messages/words.ts'
import type { Bar } from '../../kit/bar.ts'
import type { IconName } from '../../kit/icon.ts'

export interface UploadText {
  readonly text: string
  readonly tone?: 'wait' | 'stop' | undefined
  readonly icon?: IconName | undefined
  readonly bar?: Bar | undefined
  readonly note?: string | undefined
}

/** What a file on its way says of itself; `view` has the connection by which it goes. */
export function uploadText(upload: DocumentUpload, view: Pick<View, 'connection'>, words: Words): UploadText {
  const { name, size, state, bytes, problem, holdup, source } = upload
  const percent = words.percent(Math.min(bytes / size, 0.99))
  const share = bytes / size
  switch (state) {
    case 'refused':
      return { text: say(words, 'notUploaded'), tone: 'stop', icon: 'warn', note: why(problem, name, words) }
    case 'queued':
      return holdup
        ? { text: words.say('waitsForLine'), tone: 'wait', icon: 'noline', note: why(holdup, name, words) }
        : { text: say(words, 'uploadQueued', { size: words.size(size) }) }
    case 'paused':
      return {
        text: words.say('pausedMine', { percent }),
        icon: 'pause',
        bar: { cause: 'rest', share, heard: words.say('barPaused', { percent }) },
      }
    case 'checking':
      return upload.document?.undecided
        ? { text: words.say('youDecide'), tone: 'wait', icon: 'shield' }
        : {
            text: words.say('checking'),
            icon: 'shield',
            bar: { cause: 'checking', share: 1, heard: words.say('barChecking') },
          }
    case 'sending':
    case 'ready':
    case 'removed':
      break
  }
  if (source === 'elsewhere') return { text: say(words, 'arriving') }
  if (source === 'missing') return { text: words.say('missing', { percent }), tone: 'wait', icon: 'again' }
  if (source === 'closed') return { text: words.say('closed', { percent }), tone: 'wait', icon: 'again' }
  const waits = holdup !== undefined || view.connection.state === 'down'
  if (problem || waits)
    return {
      text: problem ? words.say('stoppedAt', { percent }) : words.say('waitingForLine', { percent }),
      ...{ tone: problem ? 'stop' : 'wait', icon: problem ? 'warn' : 'noline' },
      bar: { cause: 'wait', share, heard: words.say('barWaiting', { percent }) },
      note: why(problem ?? holdup, name, words),
    }
  return {
    text: say(words, 'uploading', { percent, size: words.size(size) }),
    bar: { cause: 'moving', share, heard: say(words, 'barUploading', { percent }) },
  }
}

const why = (error: { readonly problem: Problem } | undefined, file: string, words: Words) =>
  error && explain(words, error.problem, { file })
