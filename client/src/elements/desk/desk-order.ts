import type { Participant } from '@chairside/protocol'
import type { Appointment } from '../../appointment/appointment.ts'
import type { Alarm } from '../kit/alarm.ts'

/** How long, in ms, a person who left stays in the list: most come back at once. */
const keptMs = 30_000

export type Section = 'waiting-room' | 'call'

/** One row of the desk. */
export interface Row {
  readonly appointment: Appointment
  /** The patient; if there are several, the first to come. */
  readonly patient: Participant
  /** Where the person was last. */
  readonly section: Section
  readonly left: boolean
}

interface Place {
  section: Section
  since: number
  leftAt: number | undefined
}

/** The rows of the desk, the longest present first. Rows keep their places while the list is hovered or focused. */
export class DeskOrder {
  readonly #alarm: Alarm
  readonly #places = new Map<string, Place>()
  #order: readonly string[] = []

  constructor(alarm: Alarm) {
    this.#alarm = alarm
  }

  rows(appointments: readonly Appointment[], busy: boolean): Row[] {
    const here = new Map(
      appointments.flatMap((one) => (isShown(one, this.#places.has(one.id)) ? [[one.id, one]] : [])),
    )
    for (const [id, appointment] of here) this.#place(id, appointment, busy)
    for (const [id, { leftAt }] of this.#places) {
      const gone = !here.has(id) || (leftAt !== undefined && !this.#alarm.before(leftAt + keptMs))
      if (gone && !busy) this.#places.delete(id)
    }
    this.#order = this.#sorted(busy)
    return this.#order.flatMap((id) => {
      const [appointment, place] = [here.get(id), this.#places.get(id)]
      const patient = appointment && patientOf(appointment)
      if (!appointment || !place || !patient) return []
      return [{ appointment, patient, section: place.section, left: place.leftAt !== undefined }]
    })
  }

  #place(id: string, appointment: Appointment, busy: boolean): void {
    const presence = patientOf(appointment)?.presence
    const known = this.#places.get(id)
    if (!presence) {
      if (known) known.leftAt ??= Date.now()
      return
    }
    const since = Date.parse(presence.since)
    if (!known) this.#places.set(id, { section: presence.place, since, leftAt: undefined })
    else {
      known.leftAt = undefined
      if (busy) return
      known.section = presence.place
      known.since = since
    }
  }

  #sorted(busy: boolean): readonly string[] {
    const ids = [...this.#places.keys()]
    const since = (id: string) => this.#places.get(id)?.since ?? 0
    if (!busy) return ids.sort((one, other) => since(one) - since(other))
    // While the list is in use, no row moves and new rows come last.
    const kept = this.#order.filter((id) => this.#places.has(id))
    return [...kept, ...ids.filter((id) => !kept.includes(id))]
  }
}

function isShown(appointment: Appointment, known: boolean): boolean {
  const patient = patientOf(appointment)
  return patient !== undefined && (known || patient.presence !== undefined)
}

function patientOf({ participants }: Appointment): Participant | undefined {
  const patients = participants.filter(({ role }) => role === 'patient')
  const here = patients.filter(({ presence }) => presence !== undefined)
  return here.sort((one, other) => arrival(one) - arrival(other))[0] ?? patients[0]
}

const arrival = ({ presence }: Participant): number => (presence ? Date.parse(presence.since) : 0)
