import type { Participant } from '@chairside/protocol'
import type { TemplateResult } from 'lit'
import type { Words } from '../../messages/words.ts'
import { presenceLine } from './presence.ts'
import { shownPerson } from './shown-name.ts'

const minuteMs = 60_000

/**
 * Says where a person on the desk is, and since when. For a waiting person it also says when the appointment starts, if
 * `startsAt` is given.
 */
export function personPresence(
  words: Words,
  person: Participant,
  now: number,
  startsAt?: Date,
): TemplateResult {
  const { presence } = person
  if (!presence) return presenceLine('away', words.say('presenceAway', { name: shownPerson(person, words) }))
  switch (presence.place) {
    case 'call':
      return presenceLine('', words.say('inCallSince', { time: words.time(presence.since) }))
    case 'waiting-room':
      return presenceLine('waiting', waiting(words, minutesSince(presence.since, now), startsAt))
  }
}

function waiting(words: Words, count: number, startsAt: Date | undefined): string {
  if (!startsAt) return count < 1 ? words.say('justCameIn') : words.say('waitingFor', { count })
  const time = words.time(startsAt)
  return count < 1
    ? words.say('justCameInAppointment', { time })
    : words.say('waitingForAppointment', { count, time })
}

export function minutesSince(instant: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / minuteMs))
}
