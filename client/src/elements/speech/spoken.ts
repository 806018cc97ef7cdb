import { explain } from '../../messages/problem.ts'
import type { Words } from '../../messages/words.ts'
import { againText } from '../kit/again-text.ts'
import type { News } from './news.ts'

type Outcome = Extract<News, { kind: 'outcome' }>

/** Messages of one kind that waited together, as one text for the status region. */
export function spoken(items: readonly [News, ...News[]], words: Words, name: string, role: string): string {
  const last = items.at(-1) ?? items[0]
  switch (last.kind) {
    case 'connection':
    case 'tray':
      return last.text
    case 'again': {
      const text = againText(last.again, words)
      return text ? `${text.title} ${text.text}` : ''
    }
    case 'paused': {
      const files = items.filter((item) => item.kind === 'paused').map(({ file }) => file)
      return words.say('saidChoosesAgain', { name, files: words.list(files) })
    }
    case 'request':
      return last.note === undefined
        ? words.say('saidAsked', { name })
        : words.say('saidAskedNote', { name, note: last.note })
    case 'doubt':
      return items
        .flatMap((item) => (item.kind === 'doubt' ? [item.file] : []))
        .map((file) =>
          role === 'practitioner'
            ? words.say('saidYouDecide', { file })
            : words.say('saidTheyDecide', { file, name }),
        )
        .join(' ')
    case 'outcome':
      return outcomes(
        items.filter((item) => item.kind === 'outcome'),
        words,
      )
    case 'arrival':
      return items.length === 1
        ? words.say('saidNewFile', { name, file: last.file })
        : words.say('saidNewFiles', { name, count: items.length })
    case 'receipt': {
      if (role !== 'practitioner') return ''
      const files = items.filter((item) => item.kind === 'receipt').map(({ file }) => file)
      return words.say('saidDownloaded', { name, files: words.list(files) })
    }
    case 'decline':
      return words.say(role === 'patient' ? 'toldNo' : 'saidDeclined', { name })
    case 'progress':
      return progress(last, words)
  }
}

function outcomes(items: readonly Outcome[], words: Words): string {
  const refused = items.filter((item) => item.refused !== undefined).length
  const count = items.length - refused
  if (items.length < 3) return items.map((item) => outcome(item, words)).join(' ')
  if (refused === 0) return words.say('saidDeliveredCount', { count })
  if (count === 0) return words.say('saidRefusedCount', { count: refused })
  return words.say('saidDeliveredRefused', { count, refused })
}

function outcome({ file, refused }: Outcome, words: Words): string {
  if (!refused) return words.say('saidDelivered', { file })
  return words.say('saidRefused', { file, reason: explain(words, refused, { file }) })
}

function progress({ quarter, files: count }: Extract<News, { kind: 'progress' }>, words: Words): string {
  switch (quarter) {
    case 0:
      return words.say('saidSending', { count })
    case 1:
      return words.say('saidQuarter')
    case 2:
      return words.say('saidHalf')
    case 3:
      return words.say('saidThreeQuarters')
  }
}
