import { explain } from '../../messages/problem.ts'
import type { Words } from '../../messages/words.ts'
import { againText } from '../kit/again-text.ts'
import type { News } from './news.ts'

type Outcome = Extract<News, { kind: 'outcome' }>

/** So many files or more are counted and not named. */
export const few = 3

/** Joins messages of one kind that waited together into one text for the status region. */
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
        name,
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
      if (role === 'patient') return words.say('toldNo', { name })
      return last.reason === undefined
        ? words.say('saidDeclined', { name })
        : words.say('declinedReason', { name, reason: last.reason })
    case 'taken-back':
      return words.say('saidTakenBack', { name })
    case 'withdrawal': {
      const withdrawn = (mine: boolean) =>
        words.list(
          items.flatMap((item) => (item.kind === 'withdrawal' && item.mine === mine ? [item.file] : [])),
        )
      const [mine, theirs] = [withdrawn(true), withdrawn(false)]
      return [
        ...(mine ? [words.say('saidWithdrawn', { files: mine })] : []),
        ...(theirs ? [words.say('saidWithdrawnBy', { name, files: theirs })] : []),
      ].join(' ')
    }
    case 'stopped':
      return words.say('saidStopped', {
        file: last.file,
        reason:
          last.problem.code === 'LINE_DOWN'
            ? words.say('gaveUp')
            : explain(words, last.problem, { file: last.file }),
      })
    case 'end':
      return last.until
        ? words.say('overUntil', { until: words.moment(last.until, Date.now()) })
        : words.say('over')
    case 'progress':
      return progress(last, words)
  }
}

function outcomes(all: readonly Outcome[], words: Words, name: string): string {
  // Only the last outcome of a file counts: it may have come and been shown while the messages waited.
  const items = [...new Map(all.map((item) => [item.id, item])).values()]
  if (items.length < few) return items.map((item) => outcome(item, words, name)).join(' ')
  const refused = items.filter((item) => item.refused !== undefined).length
  const delivered = items.filter((item) => item.refused === undefined && item.delivered()).length
  const ready = items.length - refused - delivered
  return [
    ...(delivered > 0 ? [words.say('saidDeliveredCount', { count: delivered })] : []),
    ...(ready > 0 ? [words.say('saidReadyCount', { name, count: ready })] : []),
    ...(refused > 0 ? [words.say('saidRefusedCount', { count: refused })] : []),
  ].join(' ')
}

function outcome({ file, refused, delivered }: Outcome, words: Words, name: string): string {
  if (refused) return words.say('saidRefused', { file, reason: explain(words, refused, { file }) })
  return delivered() ? words.say('saidDelivered', { file }) : words.say('saidReady', { name, file })
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
