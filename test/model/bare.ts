import { randomUUID } from 'node:crypto'
import type { FileOffer, Takes, Ticket, Transfer, TransferOffer } from '@chairside/protocol'
import { isHere, isOpen } from '../world/moves.ts'
import { checkAgain, checkOther, type Outcome } from './again.ts'
import { command } from './command.ts'
import type { Content } from './content.ts'
import { ask, jsonOf } from './http.ts'
import { say, snapshotOf } from './plain.ts'
import { oneOf, type Stage } from './stage.ts'
import type { Step } from './step.ts'
import { filesToSend, patch, stands } from './upload.ts'
import { inCapitals, isAddressed, offerOf, tus } from './wire.ts'

/** The steps of clients that speak HTTP and Socket.IO without the SDK. */
export type BareStep = Extract<
  Step,
  { do: 'bare offer' | 'patch' | 'head' | 'delete' | 'ticket' | 'bare command' | 'look' }
>

/** Does a step. Does nothing if the step finds no target. */
export async function actBare(stage: Stage, step: BareStep, index: number): Promise<void> {
  stage.ledger.operations += 1
  const person = stage.people[step.who]
  switch (step.do) {
    case 'bare offer':
      return offerBare(stage, step, index)
    case 'patch':
      return patch(stage, step)
    case 'head': {
      const file = oneOf(filesToSend(stage, step.who), step.pick)
      if (file !== undefined) await stands(stage, person, file.id, step.capitals)
      return
    }
    case 'delete': {
      const file = oneOf(filesToSend(stage, step.who), step.pick)
      if (file === undefined) return
      const id = step.capitals ? file.id.toUpperCase() : file.id
      const answer = await say(person, 'DELETE', `/files/${id}/upload`, { headers: tus() })
      if (answer?.status === 204) stage.ledger.answer({ what: 'file withdrawn', id: file.id })
      return
    }
    case 'ticket':
      return fetchRange(stage, step)
    case 'bare command':
      return command(stage, step, index)
    case 'look': {
      const transfer = oneOf((await snapshotOf(stage, person))?.transfers.toReversed() ?? [], step.pick)
      if (transfer === undefined) return
      const answer = await say(person, 'GET', `/transfers/${transfer.id}`)
      if (!step.capitals || answer?.status !== 200) return
      const capitals = await say(person, 'GET', `/transfers/${transfer.id.toUpperCase()}`)
      const again = await say(person, 'GET', `/transfers/${transfer.id}`)
      if (capitals?.status === 404 && again?.status === 200)
        stage.ledger.fault('an id in capitals is the same id', `GET of transfer ${transfer.id} answers 404`)
      return
    }
  }
}

async function offerBare(
  stage: Stage,
  step: Extract<Step, { do: 'bare offer' }>,
  index: number,
): Promise<void> {
  const { ledger, people, registered } = stage
  const person = people[step.who]
  const request =
    step.who === 'practitioner'
      ? undefined
      : (await snapshotOf(stage, person))?.requests.find(({ state }) => isOpen(state))
  const to = step.who === 'practitioner' ? (registered[0] ?? people.patient.id) : people.practitioner.id
  const files = step.files.map((drawn, at): FileOffer => {
    const { name } = stage.content(index, at, drawn)
    if (isAddressed) ledger.mean({ step: index, to, mark: name })
    return { id: randomUUID(), name, size: drawn.size }
  })
  const offer = offerOf(files, to, request?.id)
  stage.offers.unshift({ by: step.who, offer })
  const give = async (given: TransferOffer): Promise<Outcome> => {
    if (step.by === 'http') {
      const answer = await say(person, 'POST', `/appointments/${stage.appointment}/transfers`, {
        json: given,
      })
      const value = jsonOf<Transfer>(answer)
      return value ? { value } : answer?.error && { error: answer.error }
    }
    const reply = await person.witness.command('transfer:offer', {
      appointment: stage.appointment,
      ...given,
    } as Takes<'transfer:offer'>)
    return reply?.ok ? { value: reply.value } : reply && { error: reply.error }
  }
  const first = await give(offer)
  if (first !== undefined && 'value' in first) ledger.answer({ what: 'transfer there', id: offer.id })
  switch (step.again) {
    case 'no':
      return
    case 'same':
      return checkAgain(stage, 'an offer', offer.id, first, await give(offer))
    case 'capitals':
      return checkAgain(stage, 'an offer in capitals', offer.id, first, await give(inCapitals(offer)))
    case 'other': {
      const other = offer.files.map((file) => ({ ...file, size: file.size + 1 }))
      return checkOther(stage, 'an offer', offer.id, first, await give({ ...offer, files: other }))
    }
  }
}

async function fetchRange(stage: Stage, step: Extract<Step, { do: 'ticket' }>): Promise<void> {
  const person = stage.people[step.who]
  const transfers = (await snapshotOf(stage, person))?.transfers.toReversed() ?? []
  const file = oneOf(
    transfers.flatMap(({ files }) => files).filter(({ state }) => isHere(state)),
    step.pick,
  )
  if (file === undefined) return
  const ticket = jsonOf<Ticket>(
    await say(person, 'POST', `/files/${file.id}/ticket`, { json: { use: 'download' } }),
  )
  if (ticket === undefined) return
  const [one, other] = step.range.map((share) => Math.floor((share / 1000) * file.size)) as [number, number]
  const [start, end] = [Math.min(one, other), Math.max(one, other)]
  const answer = await ask(ticket.url, 'GET', { headers: { range: `bytes=${start}-${end}` } })
  if (answer?.status !== 206 || stage.ledger.spoiled.has(file.name)) return
  const holds = ({ bytes }: Content): boolean => bytes.subarray(start, end + 1).equals(answer.body)
  if (!stage.ledger.contentsOf(file.name).some(holds))
    stage.ledger.fault(
      'what is received is whole what was given for that file',
      `bytes ${start} to ${end} of file ${file.id} are others`,
    )
}
