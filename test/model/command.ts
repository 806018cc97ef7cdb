import type { Request, Snapshot, Transfer } from '@chairside/protocol'
import { isOpen } from '../world/moves.ts'
import { checkAgain, checkOther, type Outcome } from './again.ts'
import type { Person } from './person.ts'
import { snapshotOf } from './plain.ts'
import { oneOf, type Stage } from './stage.ts'
import type { BareCommand, Step } from './step.ts'
import { askingOf, inCapitals, isAddressed } from './wire.ts'

/** Sends a command on the bare socket of a person, and sends it again if the step says so. */
export async function command(
  stage: Stage,
  step: Extract<Step, { do: 'bare command' }>,
  index: number,
): Promise<void> {
  const { ledger, people } = stage
  const person = people[step.who]
  const snapshot = await snapshotOf(stage, person)
  if (snapshot === undefined) return
  const wish = wishOf(stage, step.name, step.pick, index, person, snapshot)
  if (wish === undefined) return
  const give = async (payload: object): Promise<Outcome> => {
    const reply = await person.witness.say(wish.name, payload)
    return reply?.ok ? { value: { id: idIn(reply.value) } } : reply && { error: reply.error }
  }
  const first = await give(wish.payload)
  if (first !== undefined && 'value' in first) {
    if (wish.done !== undefined) ledger.answer({ what: wish.done, id: wish.id })
    if (step.name === 'ask' && isAddressed)
      ledger.mean({ step: index, to: wish.to ?? '', mark: first.value.id })
  }
  if (wish.done === undefined && step.name !== 'ask') return
  switch (step.again) {
    case 'no':
      return
    case 'same':
      return checkAgain(stage, wish.name, wish.id, first, await give(wish.payload))
    case 'capitals':
      return checkAgain(
        stage,
        `${wish.name} in capitals`,
        wish.id,
        first,
        await give(inCapitals(wish.payload)),
      )
    case 'other':
      if (step.name !== 'ask') return
      return checkOther(
        stage,
        'a request',
        wish.id,
        first,
        await give({ ...wish.payload, note: 'Ein anderer Text' }),
      )
  }
}

const idIn = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : ''

interface Wish {
  readonly name: string
  readonly id: string
  readonly payload: object
  readonly to?: string
  /** What a successful answer says has been done for good. */
  readonly done?: 'request declined' | 'request withdrawn' | 'transfer withdrawn' | 'file withdrawn'
}

function wishOf(
  { appointment, people, registered, world }: Stage,
  name: BareCommand,
  pick: number,
  index: number,
  { id: me }: Person,
  { transfers, requests }: Snapshot,
): Wish | undefined {
  const sent = transfers.toReversed().filter(({ from }) => from === me)
  const got = transfers.toReversed().filter(({ to }) => to === me)
  const about = (
    wire: string,
    found: { readonly id: string } | undefined,
    done?: Wish['done'],
  ): Wish | undefined =>
    found && { name: wire, id: found.id, payload: { id: found.id }, ...(done && { done }) }
  const filesOf = (some: readonly Transfer[]) => some.flatMap(({ files }) => files)
  const open = requests.find(({ state }: Request) => isOpen(state))
  switch (name) {
    case 'ask': {
      const note = `Bitte um Aufnahmen ${index}`
      world.keep(note)
      const to = registered[0] ?? people.patient.id
      const payload = askingOf(appointment, to, note)
      return { name: 'request:ask', id: payload.id, payload, to }
    }
    case 'decline':
      return about('request:decline', open, 'request declined')
    case 'note': {
      const note = `Bitte beide Seiten ${index}`
      world.keep(note)
      return open && { name: 'request:note', id: open.id, payload: { id: open.id, note } }
    }
    case 'withdraw request':
      return about('request:withdraw', open, 'request withdrawn')
    case 'withdraw transfer':
      return about('transfer:withdraw', oneOf(sent, pick), 'transfer withdrawn')
    case 'withdraw file':
      return about('file:withdraw', oneOf(filesOf(sent), pick), 'file withdrawn')
    case 'pause':
      return about('file:pause', oneOf(filesOf(sent), pick))
    case 'resume':
      return about('file:resume', oneOf(filesOf(sent), pick))
    case 'prompted':
      return about('file:prompted', oneOf(filesOf(got), pick))
    case 'dismiss':
      return about('file:dismiss', oneOf(filesOf(got), pick))
    case 'snapshot':
      return { name: 'snapshot', id: appointment, payload: { appointment } }
  }
}
