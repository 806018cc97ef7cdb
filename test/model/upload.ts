import type { Answer } from './http.ts'
import type { Person } from './person.ts'
import { say } from './plain.ts'
import { oneOf, type Stage } from './stage.ts'
import type { Step, Who } from './step.ts'
import { isSame, tus } from './wire.ts'

/** The files that a person has offered: those of bare offers, then those of pages, each newest first. */
export function filesToSend(stage: Stage, who: Who): { readonly id: string; readonly name: string }[] {
  const bare = stage.offers.filter(({ by }) => by === who).flatMap(({ offer }) => offer.files)
  const page = stage.people[who].seats.find((seat) => !seat.closed)?.appointment
  const sent = page?.transfers.toReversed().flatMap(({ mine, files }) => (mine ? files : [])) ?? []
  return [...bare, ...sent.filter(({ id }) => bare.every((file) => !isSame(file.id, id)))]
}

/** Asks for the offset of an upload; undefined if the answer has none. Reports a fault if acknowledged bytes are gone. */
export async function stands(
  stage: Stage,
  person: Person,
  id: string,
  capitals?: true,
): Promise<number | undefined> {
  const known = stage.acknowledged.get(id) ?? 0
  const asked = await say(person, 'HEAD', `/files/${capitals ? id.toUpperCase() : id}/upload`, {
    headers: tus(),
  })
  if (capitals && asked?.status === 404) {
    const plain = await say(person, 'HEAD', `/files/${id}/upload`, { headers: tus() })
    if (plain?.status === 200)
      stage.ledger.fault('an id in capitals is the same id', `HEAD of file ${id} answers 404`)
  }
  const offset = offsetIn(asked)
  if (offset === undefined) return undefined
  if (offset < known && !stage.formed.has(id))
    stage.ledger.fault('no acknowledged byte is lost', `file ${id} stood at ${known} and stands at ${offset}`)
  acknowledge(stage, id, offset)
  return offset
}

function offsetIn(answer: Answer | undefined): number | undefined {
  const said = answer?.headers['upload-offset']
  return answer !== undefined && answer.status < 300 && said !== undefined ? Number(said) : undefined
}

/**
 * The size that was offered. It is not that of the content where the answer to an offer was lost, and the server then took
 * the retry with another size.
 */
function lengthIn(answer: Answer | undefined): number {
  return Number(answer?.headers['upload-length'])
}

function acknowledge({ acknowledged }: Stage, id: string, offset: number): void {
  acknowledged.set(id, Math.max(acknowledged.get(id) ?? 0, offset))
}

export async function patch(stage: Stage, step: Extract<Step, { do: 'patch' }>): Promise<void> {
  const file = oneOf(filesToSend(stage, step.who), step.pick)
  if (file === undefined || stage.ledger.contentsOf(file.name).length !== 1) return
  const person = stage.people[step.who]
  const told = await stands(stage, person, file.id)
  const content = stage.ledger.contentsOf(file.name)[0]
  if (told === undefined || content === undefined || told >= content.bytes.length) return
  const offset = step.from === 'told' ? told : told + 7
  const left = content.bytes.subarray(offset)
  const carried =
    step.carries === 'too much'
      ? Buffer.concat([left, Buffer.alloc(100, 'x')])
      : left.subarray(0, step.carries === 'rest' ? left.length : Math.ceil(left.length / 2))
  const answer = await say(
    person,
    'PATCH',
    `/files/${step.capitals ? file.id.toUpperCase() : file.id}/upload`,
    {
      headers: tus(offset),
      pieces: inPieces(carried, step.pieces),
    },
  )
  const reached = offsetIn(answer)
  if (reached === undefined) return
  acknowledge(stage, file.id, reached)
  if (reached === lengthIn(answer))
    stage.ledger.answer({ what: 'file arrived', id: file.id, told: `PATCH from ${offset}, ${Date.now()}` })
}

/** Sends the rest of a file, from the offset that the server names. */
export async function goOn(
  stage: Stage,
  person: Person,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  const told = await stands(stage, person, id)
  const [content, other] = stage.ledger.contentsOf(name)
  if (told === undefined || content === undefined || other !== undefined || told >= content.bytes.length)
    return
  const answer = await say(person, 'PATCH', `/files/${id}/upload`, {
    headers: tus(told),
    pieces: [content.bytes.subarray(told)],
  })
  const reached = offsetIn(answer)
  if (reached === lengthIn(answer))
    stage.ledger.answer({ what: 'file arrived', id, told: `PATCH that goes on from ${told}, ${Date.now()}` })
}

function inPieces(bytes: Buffer, pieces: number): Buffer[] {
  const size = Math.max(1, Math.ceil(bytes.length / pieces))
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  )
}
