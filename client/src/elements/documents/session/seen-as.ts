import { ChairsideError, type PatientDocument, type Problem, type SeenAs as Seen } from '@chairside/protocol'
import { failure } from '../../../connection/failure.ts'
import type { SessionMaterial, SessionPatient } from '../../../documents/session.ts'

/** Asks what one client sees of a session now, and again after each change. */
export class SeenAs {
  readonly #changed: () => void
  #material: SessionMaterial | undefined
  #patient: string | undefined
  #seen: Seen | undefined
  #problem: Problem | undefined
  /** Counts the questions: only the newest answer is shown. */
  #asked = 0
  #stop: (() => void) | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get seen(): Seen | undefined {
    return this.#seen
  }

  get problem(): Problem | undefined {
    return this.#problem
  }

  /** The client whose view is shown: the chosen one, or the first. */
  get patient(): SessionPatient | undefined {
    const patients = this.#material?.patients ?? []
    return patients.find(({ id }) => id === this.#patient) ?? patients[0]
  }

  /** Begins to ask about a session; does nothing if it is asked about already. */
  begin(material: SessionMaterial): void {
    if (this.#material === material) return
    this.end()
    this.#material = material
    this.#stop = material.on('change', () => this.#ask())
    this.#ask()
  }

  choose(patient: string): void {
    this.#patient = patient
    this.#seen = undefined
    this.#ask()
    this.#changed()
  }

  end(): void {
    this.#stop?.()
    this.#stop = undefined
    this.#material = undefined
    this.#seen = undefined
    this.#problem = undefined
    this.#asked += 1
  }

  #ask(): void {
    const { patient } = this
    if (!this.#material || !patient) return
    this.#asked += 1
    const asked = this.#asked
    this.#material.seenAs(patient.id).then(
      (seen) => {
        if (asked !== this.#asked) return
        this.#seen = seen
        this.#problem = undefined
        this.#changed()
      },
      (cause: unknown) => {
        if (asked !== this.#asked) return
        this.#problem = (cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)).problem
        this.#changed()
      },
    )
  }
}

/** The documents that a client sees, by whether they open. */
export function sorted({ session, missing }: Seen): {
  readonly open: readonly PatientDocument[]
  readonly later: readonly Extract<PatientDocument, { state: 'later' }>[]
  readonly expired: readonly Extract<PatientDocument, { state: 'expired' }>[]
  /** What the client does not know of. */
  readonly unseen: Seen['missing']
} {
  const { documents } = session
  const shown = new Set(documents.map(({ id }) => id))
  return {
    open: documents.filter(({ state }) => state === 'open' || state === 'needs-code'),
    later: documents.flatMap((one) => (one.state === 'later' ? [one] : [])),
    expired: documents.flatMap((one) => (one.state === 'expired' ? [one] : [])),
    unseen: missing.filter(({ id }) => !shown.has(id)),
  }
}
