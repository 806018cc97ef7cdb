import { randomUUID } from 'node:crypto'
import type { WireError } from '@chairside/protocol'
import type { Person } from './person.ts'
import { say, snapshotOf } from './plain.ts'
import { oneOf, type Stage } from './stage.ts'
import type { Step } from './step.ts'
import { offerOf, tus } from './wire.ts'

interface Said {
  readonly ok: boolean
  readonly error: WireError | undefined
}

type Say = (person: Person) => Promise<Said | undefined>

const byHttp =
  (method: string, path: string, wish: Parameters<typeof say>[3] = {}): Say =>
  async (person) => {
    const answer = await say(person, method, path, wish)
    return answer && { ok: answer.status < 300, error: answer.error }
  }

const bySocket =
  (name: string, payload: unknown): Say =>
  async ({ witness }) => {
    const reply = await witness.say(name, payload)
    return reply && (reply.ok ? { ok: true, error: undefined } : { ok: false, error: reply.error })
  }

/** Sends a malformed command. The server must refuse it, and what it names must never exist. */
export async function sayMalformed(
  stage: Stage,
  step: Extract<Step, { do: 'malformed' }>,
  index: number,
): Promise<void> {
  const { appointment, ledger, people } = stage
  const id = randomUUID()
  ledger.impossible.add(id)
  ledger.operations += 1
  const file = { id, name: 'Unlesbares Blatt.pdf', size: 1000 }
  const offer = offerOf([file], people.patient.id)
  ledger.impossible.add(offer.id)
  const transfers = `/appointments/${appointment}/transfers`
  const wishes: readonly Say[] = [
    bySocket('transfer:offer', { appointment, ...offer, files: [] }),
    bySocket('transfer:offer', { appointment, ...offer, files: [{ ...file, size: -1 }] }),
    bySocket('transfer:offer', { appointment, ...offer, files: [{ ...file, size: 0.5 }] }),
    bySocket('transfer:offer', { appointment, ...offer, further: true }),
    bySocket('transfer:offer', { appointment, ...offer, files: [file, file] }),
    bySocket('transfer:offer', 'nothing'),
    bySocket('request:ask', { appointment, id: `${id}0` }),
    bySocket('request:ask', { appointment, id, note: 'x'.repeat(501) }),
    bySocket('request:ask', { appointment, id, note: 7 }),
    bySocket('file:withdraw', { id: 'everything' }),
    bySocket('file:vanish', { id }),
    byHttp('POST', transfers, { json: { ...offer, files: 'all' } }),
    byHttp('POST', transfers, {
      pieces: [Buffer.from('{"id":')],
      headers: { 'content-type': 'application/json' },
    }),
    byHttp('POST', transfers, {
      json: { ...offer, files: Array.from({ length: 6 }, () => ({ ...file, id: randomUUID() })) },
    }),
    byHttp('PATCH', `/files/${id}/upload`, { headers: { 'upload-offset': 0 }, pieces: [Buffer.from('x')] }),
    byHttp('PATCH', `/files/${id}/upload`, {
      headers: { ...tus(0), 'upload-offset': '-1' },
      pieces: [Buffer.from('x')],
    }),
    byHttp('POST', `/files/${id}/ticket`, { json: { use: 'keep' } }),
    byHttp('POST', `/transfers/${id}/files`, {
      pieces: [Buffer.from('x')],
      headers: { 'content-type': 'text/plain' },
    }),
  ]
  const said = await oneOf(wishes, step.pick)?.(people[step.who])
  if (said?.ok)
    ledger.fault(
      'a command that cannot be read is refused',
      `step ${index} of kind ${step.pick % wishes.length}`,
    )
}

/** Tries commands on other people's things. For a stranger these must not exist. */
export async function actAsStranger(
  stage: Stage,
  step: Extract<Step, { do: 'stranger' }>,
  index: number,
): Promise<void> {
  const { appointment, ledger, people, registered } = stage
  const snapshot = await snapshotOf(stage, people.practitioner)
  if (snapshot === undefined) return
  const removed = [people.patient, people.second].filter(
    ({ id }) => stage.everRemoved.has(id) && !registered.includes(id),
  )
  const person = oneOf([stage.stranger, ...removed], step.target) ?? stage.stranger
  const transfer = oneOf(snapshot.transfers.toReversed(), step.target)
  const file = oneOf(transfer?.files ?? [], step.target)
  const request = snapshot.requests.at(-1)
  const wishes: Say[] = [
    bySocket('snapshot', { appointment }),
    bySocket('appointment:enter', { appointment, place: 'call' }),
  ]
  const offered = offerOf(
    [{ id: randomUUID(), name: 'Fremdes Blatt.pdf', size: 1000 }],
    people.practitioner.id,
    request?.id,
  )
  ledger.impossible.add(offered.id)
  wishes.push(byHttp('POST', `/appointments/${appointment}/transfers`, { json: offered }))
  if (request !== undefined)
    wishes.push(
      bySocket('request:decline', { id: request.id }),
      bySocket('request:note', { id: request.id }),
      bySocket('request:withdraw', { id: request.id }),
    )
  if (transfer !== undefined)
    wishes.push(
      bySocket('transfer:withdraw', { id: transfer.id }),
      byHttp('GET', `/transfers/${transfer.id}`),
      byHttp('POST', `/transfers/${transfer.id}/files`, {
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        pieces: [
          Buffer.from(
            `--b\r\nContent-Disposition: form-data; name="${file?.id}"; filename="a.pdf"\r\n\r\n%PDF-\r\n--b--\r\n`,
          ),
        ],
      }),
    )
  if (file !== undefined)
    wishes.push(
      ...['file:pause', 'file:resume', 'file:missing', 'file:withdraw', 'file:prompted', 'file:dismiss'].map(
        (name) => bySocket(name, { id: file.id }),
      ),
      byHttp('HEAD', `/files/${file.id}/upload`, { headers: tus() }),
      byHttp('PATCH', `/files/${file.id}/upload`, { headers: tus(0), pieces: [Buffer.from('%PDF-1.7')] }),
      byHttp('DELETE', `/files/${file.id}/upload`, { headers: tus() }),
      byHttp('POST', `/files/${file.id}/ticket`, { json: { use: 'download' } }),
    )
  ledger.operations += 1
  const said = await oneOf(wishes, step.pick)?.(person)
  // A removed person may be registered again meanwhile. Then a success is no fault.
  const isStranger =
    person === stage.stranger || (stage.registering === 0 && !stage.registered.includes(person.id))
  if (said?.ok && isStranger)
    ledger.fault(
      'what is not yours does not exist for you',
      `step ${index} of kind ${step.pick % wishes.length} was done`,
    )
  else if (said?.error !== undefined && isStranger && !expected.includes(said.error.code))
    ledger.fault('what is not yours does not exist for you', `step ${index} answers ${said.error.code}`)
}

/** The codes that a stranger may get: the thing does not exist, or the code says nothing about it. */
const expected = [
  'NOT_FOUND',
  'RATE_LIMITED',
  'SHUTTING_DOWN',
  'TOKEN_EXPIRED',
  'UNAUTHENTICATED',
  'TOKEN_INVALID',
  'INTERNAL',
]
