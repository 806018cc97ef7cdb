import { type AuditEntry, type Registration, type TransferOffer, toInstant } from '@chairside/protocol'
import { type Content, makeContent } from './content.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createPerson, type Person } from './person.ts'
import type { Seat } from './seat.ts'
import type { DrawnFile, Script, Who } from './step.ts'
import type { World } from './world.ts'

/** An offer that was made without the SDK. */
export interface BareOffer {
  readonly by: Who
  readonly offer: TransferOffer
}

/** Everything that the steps of an episode share. */
export interface Stage {
  readonly world: World
  readonly appointment: string
  readonly ledger: Ledger
  readonly people: Readonly<Record<Who, Person>>
  /** A patient of another appointment. */
  readonly stranger: Person
  /** Newest first. */
  readonly offers: BareOffer[]
  /** Ids of files that a form has carried. Each form starts at byte 0, so the offset of these files may fall. */
  readonly formed: Set<string>
  /** For each file, the highest offset that the server has acknowledged to bare clients. */
  readonly acknowledged: Map<string, number>
  /** Ids of the registered patients, by the last answer to the backend. */
  registered: readonly string[]
  /** How many registrations have no answer yet. */
  registering: number
  readonly everRemoved: Set<string>
  /** The audit when it was last read. */
  audit: readonly AuditEntry[]
  /** The moves of the server's clock: `from` is a real time, `offset` the server's offset from then on, both in ms. */
  readonly offsets: { readonly from: number; readonly offset: number }[]
  /** Real times at which the server was killed or told to stop, in ms. */
  readonly stops: number[]
  readonly ending: AbortSignal
  /** Makes a content with a new name, and notes it in the ledger. */
  content(step: number, index: number, drawn: DrawnFile): Content
  /** Whether the content of that name has the type that the name says. */
  isTrue(name: string): boolean
  /** Another variant of the content of that name; undefined for a name that `content` did not make. */
  variant(name: string, variant: number, size?: number): Content | undefined
}

let stages = 0

/** Registers the appointment and the stranger's, and opens the pages of the cast. */
export async function setStage(world: World, script: Script, opened: AsyncDisposableStack): Promise<Stage> {
  stages += 1
  const ending = new AbortController()
  opened.defer(() => ending.abort())
  const ledger = createLedger()
  const mark = `${script.seed.replace(/[^A-Za-z0-9-]/g, '-')}-${stages}`
  const { clinic, url } = world
  const base = { url, clinic, ledger, shared: script.cast.shared }
  const appointment = `model-${mark}`
  const elsewhere = `model-x-${mark}`
  const people = {
    practitioner: { id: `p-${mark}`, name: 'Dr. Ágota Szentgyörgyi-Wrzeszcz', role: 'practitioner' },
    patient: { id: `c1-${mark}`, name: 'Björn Żółkiewski-Ångström', role: 'patient' },
    second: { id: `c2-${mark}`, name: 'Čeněk Łopuszyński-Øverås', role: 'patient' },
    other: { id: `p2-${mark}`, name: 'Dr. Şükrü Vörösmarty-Đurić', role: 'practitioner' },
    stranger: { id: `c3-${mark}`, name: 'Ξένη Παπαδοπούλου-Ğündüz', role: 'patient' },
  } as const
  for (const { name } of Object.values(people)) world.keep(name)
  const registration = (practitioner: Named, patient: Named): Registration => ({
    practitioner: { id: practitioner.id, name: practitioner.name },
    patients: [{ id: patient.id, name: patient.name }],
    startsAt: toInstant(world.now()),
    endsAt: toInstant(world.now() + 1_800_000),
    plan: 'pro',
  })
  await clinic.register(appointment, registration(people.practitioner, people.patient))
  await clinic.register(elsewhere, registration(people.other, people.stranger))
  const person = async (who: (typeof people)[keyof typeof people], where: string): Promise<Person> => {
    const made = await createPerson(who, { ...base, appointment: where })
    opened.defer(() => made.close())
    return made
  }
  const cast = {
    practitioner: await person(people.practitioner, appointment),
    patient: await person(people.patient, appointment),
    second: await person(people.second, appointment),
  }
  const stranger = await person(people.stranger, elsewhere)
  const drawings = new Map<string, DrawnFile>()
  const stage: Stage = {
    world,
    appointment,
    ledger,
    people: cast,
    stranger,
    offers: [],
    formed: new Set(),
    acknowledged: new Map(),
    registered: [cast.patient.id],
    registering: 0,
    everRemoved: new Set(),
    audit: [],
    offsets: [{ from: 0, offset: world.process.offset }],
    stops: [],
    ending: ending.signal,
    content: (step, index, drawn) => {
      const name = `Übungsblatt Knöchel ${step}-${index}.pdf`
      world.keep(name)
      drawings.set(name, drawn)
      const content = makeContent(name, drawn, 0)
      ledger.give(content)
      return content
    },
    isTrue: (name) => drawings.get(name)?.sort === 'pdf',
    variant: (name, variant, size) => {
      const drawn = drawings.get(name)
      return drawn && makeContent(name, size === undefined ? drawn : { ...drawn, size }, variant)
    },
  }
  const sit = async (who: Person, kind: 'page' | 'desk'): Promise<Seat> => who.sit(kind, ending.signal)
  await Promise.all([
    ...Array.from({ length: script.cast.practitioners }, () => sit(cast.practitioner, 'page')),
    ...Array.from({ length: script.cast.patients }, () => sit(cast.patient, 'page')),
  ])
  if (script.cast.desk) await sit(cast.practitioner, 'desk')
  return stage
}

interface Named {
  readonly id: string
  readonly name: string
}

/** Seat number `at` (modulo their count) of a person's open seats that show the appointment. */
export function seatOf(stage: Stage, who: Who, at: number): Seat | undefined {
  const open = stage.people[who].seats.filter((seat) => !seat.closed && seat.appointment !== undefined)
  return open[at % Math.max(1, open.length)]
}

/** Item number `pick` modulo the count of items; undefined if there are none. */
export function oneOf<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items.length === 0 ? undefined : items[pick % items.length]
}
