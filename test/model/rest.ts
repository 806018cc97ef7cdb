import { setTimeout as pause } from 'node:timers/promises'
import type { TransferFile } from '@chairside/client'
import type { Seat } from './seat.ts'
import type { Stage } from './stage.ts'
import type { Who } from './step.ts'

/** Everything counts as at rest once nothing has moved for this time, in ms. */
const still = 1200

/** Limits in ms, no promises of the product. `rest`: how long everything may move after the last trouble. */
export interface Patience {
  readonly rest: number
  /** How long all views may take to agree. */
  readonly agree: number
}

const whos: readonly Who[] = ['practitioner', 'patient', 'second']

/** Ends all troubles, and waits until nothing moves. Reports a fault for all that does not come to rest. */
export async function bringToRest(
  stage: Stage,
  acts: ReadonlySet<Promise<void>>,
  patience: Patience,
): Promise<void> {
  const { ledger, world } = stage
  const mend = (): void => {
    for (const who of whos) stage.people[who].mend()
    stage.stranger.mend()
    world.downloads.mend()
  }
  mend()
  await world.process.settled()
  for (const { seat } of open(stage)) if (seat.state === 'signed-out') seat.reconnect()
  const begun = performance.now()
  ledger.mendedAt = begun
  let quietSince = performance.now()
  let seen = ''
  let retried = 0
  for (;;) {
    const since = performance.now() - begun
    const unfinished = whatIsLeft(stage)
    if (acts.size > 0) unfinished.push({ broken: 'every step ends', facts: `${acts.size} steps run` })
    const now = stateOf(stage)
    if (now !== seen || unfinished.length > 0) {
      seen = now
      quietSince = performance.now()
    }
    if (performance.now() - quietSince > still) return
    // A person who sees that a file has stopped with a problem tries again.
    if (since > retried + 3000) {
      retried = since
      for (const file of filesHere(stage)) if (file.problem !== undefined) file.retry()
      // A removed patient without a token leaves. Otherwise the commands of that page would wait for five minutes.
      for (const { who, seat } of open(stage))
        if (who !== 'practitioner' && !stage.registered.includes(stage.people[who].id) && seat.state !== 'up')
          seat.close()
    }
    if (since > patience.rest) {
      for (const { broken, facts } of unfinished) ledger.fault(broken, facts)
      if (unfinished.length === 0) ledger.fault('everything comes to rest', 'something moves on and on')
      return
    }
    await pause(100)
  }
}

function open(stage: Stage): { readonly who: Who; readonly seat: Seat }[] {
  return whos.flatMap((who) =>
    stage.people[who].seats.filter(({ closed }) => !closed).map((seat) => ({ who, seat })),
  )
}

/** Whether a connection is as it should be after all troubles. */
export function isFine(stage: Stage, who: Who, seat: Seat): boolean {
  const { id } = stage.people[who]
  if (seat.state === 'up') return true
  // The server closes the page of a removed person, and gives that person no token.
  if (stage.everRemoved.has(id) && seat.state === 'closed') return true
  return who !== 'practitioner' && !stage.registered.includes(id)
}

/** Files on their way whose bytes a connected page has and whose sender has not paused them. */
function filesHere(stage: Stage): TransferFile[] {
  return open(stage).flatMap(({ seat }) => {
    if (seat.state !== 'up') return []
    const files =
      seat.appointment?.transfers.flatMap((transfer) => (transfer.mine ? transfer.files : [])) ?? []
    return files.filter(
      ({ source, state, paused }) =>
        source === 'here' && paused !== 'sender' && (state === 'offered' || state === 'receiving'),
    )
  })
}

function whatIsLeft(stage: Stage): { broken: string; facts: string }[] {
  const promises = stage.ledger.given
    .filter(({ settled }) => !settled)
    .map(({ step, what }) => ({ broken: 'every promise of the SDK settles', facts: `step ${step}, ${what}` }))
  const lines = open(stage)
    .filter(({ who, seat }) => !isFine(stage, who, seat))
    .map(({ who, seat }) => ({
      broken: 'every connection comes back or says why not',
      facts: `${seat.name} of the ${who} is ${seat.state}${seat.reason === undefined ? '' : ` for ${seat.reason}`}`,
    }))
  const files = filesHere(stage).map(({ id, state, bytes, size, problem }) => ({
    broken: 'a file whose bytes are here arrives',
    facts: `${id} is ${state} at ${bytes} of ${size}${problem === undefined ? '' : ` with ${problem.code}`}`,
  }))
  return [...lines, ...files, ...promises]
}

/** All that the open pages show, as one text. It changes while something moves. */
function stateOf(stage: Stage): string {
  return JSON.stringify(
    open(stage).map(({ seat }) => [
      seat.state,
      seat.appointment?.transfers.map(({ id, state, files }) => [
        id,
        state,
        files.map((file) => [file.state, file.bytes]),
      ]),
      seat.appointment?.requests.map(({ id, state }) => [id, state]),
      seat.appointment?.participants.map(({ id, presence }) => [id, presence?.place]),
    ]),
  )
}
