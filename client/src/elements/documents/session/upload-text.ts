import type { Doubt } from '@chairside/protocol'
import type { DocumentUpload } from '../../../documents/upload.ts'
import { type SessionKey, sayOfSession } from '../../../messages/session.ts'
import type { Words } from '../../../messages/words.ts'
import type { Bar } from '../../kit/bar.ts'
import type { IconName } from '../../kit/icon.ts'
import { whyRefused } from './why-refused.ts'

/** What can be done with a file on its way. */
export type UploadAction = 'pause' | 'resume' | 'retry' | 'choose' | 'reopen' | 'another' | 'accept'

/** What the row of a file on its way says. */
export interface UploadText {
  readonly text: string
  readonly icon?: IconName
  readonly tone?: 'wait' | 'stop'
  readonly note?: string | undefined
  readonly bar?: Bar
  readonly actions: readonly UploadAction[]
}

const doubts = {
  locked: 'undecidedLocked',
  'too-much': 'undecidedTooMuch',
  suspected: 'undecidedSuspected',
} as const satisfies Record<Doubt, SessionKey>

/** Puts the state of a file on its way into words. `connected`: whether the server can be reached. */
export function uploadText(upload: DocumentUpload, words: Words, connected: boolean): UploadText {
  const { name, size, state, document } = upload
  // 100% would say that the file has arrived.
  const share = Math.min(upload.bytes / Math.max(size, 1), 0.99)
  const percent = words.percent(share)
  const values = { percent, size: words.size(size) }
  const bar = (cause: Bar['cause'], heard: string): Bar => ({ cause, share, heard })
  const resting = () => bar('wait', sayOfSession(words, 'barUploading', values))
  switch (state) {
    case 'queued':
      if (upload.source === 'missing') return missing(words, percent)
      if (upload.holdup) return held(upload, words, values, connected)
      return { text: sayOfSession(words, 'waits', values), actions: [] }
    case 'paused':
      return {
        text: sayOfSession(words, 'paused', values),
        bar: bar('rest', words.say('barPaused', values)),
        actions: ['resume'],
      }
    case 'sending': {
      if (upload.problem?.code === 'FILE_DIFFERS') {
        const text = sayOfSession(words, 'another', { file: name, ...values })
        return { text, icon: 'warn', tone: 'stop', actions: ['choose'] }
      }
      if (upload.problem) {
        const { problem } = upload
        const note = problem.code === 'LINE_DOWN' ? words.say('gaveUp') : whyRefused(words, problem, name)
        const text = sayOfSession(words, 'stopped', values)
        return { text, icon: 'noline', tone: 'stop', note, actions: ['retry'] }
      }
      if (upload.source === 'missing') return { ...missing(words, percent), bar: resting() }
      if (upload.source === 'closed') {
        const text = sayOfSession(words, 'closed', values)
        return { text, icon: 'again', tone: 'wait', bar: resting(), actions: ['reopen'] }
      }
      if (upload.source === 'elsewhere') {
        const text = sayOfSession(words, 'elsewhere', values)
        return { text, bar: bar('moving', sayOfSession(words, 'barUploading', values)), actions: [] }
      }
      if (!connected || upload.holdup) return { ...held(upload, words, values, connected), bar: resting() }
      const moving = bar('moving', sayOfSession(words, 'barUploading', values))
      return { text: sayOfSession(words, 'uploading', values), bar: moving, actions: ['pause'] }
    }
    case 'checking': {
      if (document?.undecided) {
        const note = sayOfSession(words, doubts[document.undecided])
        const text = sayOfSession(words, 'undecided')
        return { text, icon: 'shield', tone: 'wait', note, actions: ['accept'] }
      }
      if (document?.status.state === 'checking' && document.status.waiting) {
        const note = words.say('waitingForCheckNote')
        return { text: words.say('waitingForCheck'), icon: 'shield', tone: 'wait', note, actions: [] }
      }
      const checking = { cause: 'checking', share: 1, heard: words.say('barChecking') } as const
      return { text: words.say('checking'), icon: 'shield', bar: checking, actions: [] }
    }
    case 'refused': {
      const { problem } = upload
      return {
        text: sayOfSession(words, 'refused'),
        icon: 'warn',
        tone: 'stop',
        note: problem && whyRefused(words, problem, name),
        actions: [upload.canRetry ? 'retry' : 'another'],
      }
    }
    case 'ready':
    case 'removed':
      return { text: words.size(size), actions: [] }
  }
}

function missing(words: Words, percent: string): UploadText {
  const text = sayOfSession(words, 'missing', { percent })
  return { text, icon: 'again', tone: 'wait', actions: ['choose'] }
}

function held(
  { holdup, name }: DocumentUpload,
  words: Words,
  values: { readonly percent: string; readonly size: string },
  connected: boolean,
): UploadText {
  if (!connected || !holdup || holdup.code === 'LINE_DOWN') {
    const text = sayOfSession(words, 'waitsForConnection', values)
    return { text, icon: 'noline', tone: 'wait', actions: [] }
  }
  const text = sayOfSession(words, 'waitsForServer', values)
  return { text, icon: 'clock', tone: 'wait', note: whyRefused(words, holdup, name), actions: [] }
}
