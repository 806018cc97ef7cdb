import type { PatientSession } from '../../../documents/patient-session.ts'
import { sayOfFiles } from '../../../messages/files.ts'
import type { Words } from '../../../messages/words.ts'
import type { IconName } from '../../kit/icon.ts'
import { shownPerson } from '../../kit/shown-name.ts'
import { type FileItem, isReceived, itemsOf } from './item.ts'
import { availableText, dateText } from './when.ts'

/** The second line of a file: from when, until when, or how it can be opened. */
export interface StateText {
  readonly icon?: IconName
  readonly text: string
}

/** `from`: the practitioner, as they are called; received files say it. */
export function stateText(
  item: FileItem,
  words: Words,
  { from, now }: { from: string; now: number },
): StateText {
  const size = words.size(item.size)
  if (isReceived(item)) {
    const { until } = item
    const ends = until && sayOfFiles(words, 'until', { when: words.moment(until, now) })
    return { text: [size, from, ...(ends ? [ends] : [])].join(' · ') }
  }
  switch (item.state) {
    case 'open': {
      const ends = item.until && sayOfFiles(words, 'until', { when: dateText(words, item.until, now) })
      return { text: [size, ...(ends ? [ends] : [])].join(' · ') }
    }
    case 'later':
      return { icon: 'clock', text: item.from ? availableText(words, item.from, now) : '' }
    case 'needs-code':
      return { icon: 'lock', text: sayOfFiles(words, 'opensWithCode') }
    case 'expired':
      return {
        icon: 'stop',
        text: item.expiredAt
          ? sayOfFiles(words, 'expiredOn', { date: dateText(words, item.expiredAt, now) })
          : words.say('erased'),
      }
  }
}

/** Who gave a file, and when: "Dr. Eva Horváthová, 18 November". Empty for a file of none of these appointments. */
export function sentBy(item: FileItem, sessions: readonly PatientSession[], words: Words): string {
  const session = sessions.find((one) => itemsOf(one).includes(item))
  if (!session) return ''
  const name = shownPerson(session.practitioner, words)
  const at = isReceived(item) ? item.readyAt : session.startsAt
  return sayOfFiles(words, 'fromOn', { name, date: dateText(words, at, Date.now()) })
}
