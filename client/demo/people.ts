// The people and times of the meeting. Until the appointment is joined, the demo's own names are shown.
import { languageNow } from './words.ts'

export type Meeting = { practitioner: string; patient: string; startsAt?: Date; endsAt?: Date }

export const demoMeeting: Meeting = { practitioner: 'Dr. Eva Horváthová', patient: 'Anna Nováková' }

/** How the call names the other person: "Dr. Horváthová", "Anna". */
export const shortName = (name: string) => {
  const parts = name.split(' ')
  const titles = parts.filter((part) => part.endsWith('.'))
  return titles.length ? [...titles, parts.at(-1)].join(' ') : (parts[0] ?? name)
}

/** "14:00–14:30", in the reader's own zone. */
export const plannedTime = ({ startsAt, endsAt }: Meeting) => {
  if (!startsAt || !endsAt) return ''
  const format = new Intl.DateTimeFormat(languageNow(), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return format.formatRange(startsAt, endsAt).replaceAll(/\s*[–-]\s*/g, '–')
}

/** "06:12" since the call began; from an hour on "1:06:12". */
export const elapsedTime = (sinceMs: number) => {
  const all = Math.max(0, Math.floor((Date.now() - sinceMs) / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const rest = `${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`
  return all < 3600 ? rest : `${Math.floor(all / 3600)}:${rest}`
}
