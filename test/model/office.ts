import { isDeepStrictEqual } from 'node:util'
import { type Registration, toInstant } from '@chairside/protocol'
import type { Stage } from './stage.ts'
import type { Step } from './step.ts'

/** The steps of the embedding backend. */
export type OfficeStep = Extract<
  Step,
  { do: 'replace' | 'beside' | 'bring back' | 'end' | 'audit' | 'plan' | 'move the end' | 'paid' }
>

export async function actInOffice(stage: Stage, step: OfficeStep): Promise<void> {
  const { appointment, ledger, world, people } = stage
  const { clinic } = world
  const [patient, second] = [people.patient, people.second].map(({ id, name }) => ({ id, name })) as [
    Named,
    Named,
  ]
  ledger.operations += 1
  switch (step.do) {
    case 'replace':
      return register(stage, { patients: [second] })
    case 'beside':
      return register(stage, { patients: [patient, second] })
    case 'bring back':
      return register(stage, { patients: [patient] })
    case 'plan':
      return register(stage, { plan: step.plan })
    case 'move the end':
      return register(stage, { endsAt: toInstant(world.now() + step.minutes * 60_000) })
    case 'paid':
      await clinic.setPaid(appointment, stage.registered[0] ?? patient.id, step.paid)
      return
    case 'end':
      ledger.endedByBackend = true
      await clinic.end(appointment)
      return
    case 'audit':
      await readAudit(stage)
      return
  }
}

interface Named {
  readonly id: string
  readonly name: string
}

async function register(stage: Stage, change: Registration): Promise<void> {
  const before = stage.registered
  stage.registering += 1
  const next = change.patients?.map(({ id }) => id)
  for (const id of next === undefined ? [] : before) if (!next?.includes(id)) stage.everRemoved.add(id)
  const registered = await stage.world.clinic.register(stage.appointment, change)
  if (registered !== undefined) stage.registered = registered.patients.map(({ id }) => id)
  stage.registering -= 1
}

/** Reads the audit. Checks that it has only grown. */
export async function readAudit(stage: Stage): Promise<void> {
  const before = stage.audit
  const audit = await stage.world.clinic.audit(stage.appointment)
  // Of two readings at once, the older one may end last.
  if (audit.length < before.length && stage.audit !== before) return
  if (!isDeepStrictEqual(audit.slice(0, before.length), before))
    stage.ledger.fault('the audit only grows', `${before.length} lines are not the first of ${audit.length}`)
  stage.audit = audit
}
