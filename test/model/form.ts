import { setTimeout as pause } from 'node:timers/promises'
import type { ReceivedFiles } from '@chairside/protocol'
import { type Answer, jsonOf } from './http.ts'
import { say } from './plain.ts'
import { oneOf, type Stage } from './stage.ts'
import type { Naming, Part, Step } from './step.ts'
import { goOn } from './upload.ts'

interface Field {
  readonly file: { readonly id: string; readonly name: string }
  readonly kind: Part
  readonly name: string
  readonly bytes: Buffer
}

/** Sends the files of a bare offer as one form (RFC 7578). The step says whether the form is cut, and what follows. */
export async function sendForm(stage: Stage, step: Extract<Step, { do: 'form' }>): Promise<void> {
  const bare = oneOf(
    stage.offers.filter(({ by }) => by === step.who),
    step.pick,
  )
  if (bare === undefined) return
  const { offer } = bare
  const person = stage.people[step.who]
  stage.ledger.operations += 1
  // Only a part with an id carries another content. Without an id the server matches parts by their filenames.
  const isNamed = step.naming === 'id' || step.naming === 'capitals'
  const fields = offer.files.map((file, at): Field => {
    const drawn = step.parts[at % step.parts.length] ?? 'whole'
    const kind = isNamed || drawn === 'short' ? drawn : 'whole'
    const name = step.naming === 'id' ? file.id : step.naming === 'capitals' ? file.id.toUpperCase() : 'file'
    return { file, kind, name, bytes: bytesOf(stage, file, kind) }
  })
  const inOrder = step.naming === 'in another order' ? fields.toReversed() : fields
  await post(stage, step, offer.id, inOrder, step.cut)
  if (step.next === undefined) return
  await pause(step.next.ms)
  stage.ledger.operations += 1
  if (step.next.by === 'patch') {
    for (const file of offer.files) await goOn(stage, person, file)
    return
  }
  const whole = inOrder.map(
    (field): Field => ({ ...field, kind: 'whole', bytes: bytesOf(stage, field.file, 'whole') }),
  )
  await post(stage, step, offer.id, whole, undefined)
}

function bytesOf(stage: Stage, { name }: Field['file'], kind: Part): Buffer {
  const right = stage.variant(name, 0)?.bytes ?? Buffer.alloc(1)
  switch (kind) {
    case 'whole':
      return right
    case 'short':
      return right.subarray(0, Math.ceil(right.length * 0.6))
    case 'short and other':
      return stage.variant(name, 2, Math.ceil(right.length * 0.6))?.bytes ?? right
    case 'long and other':
      return stage.variant(name, 3, right.length + 500)?.bytes ?? right
  }
}

async function post(
  stage: Stage,
  { who, naming }: { readonly who: Extract<Step, { do: 'form' }>['who']; readonly naming: Naming },
  transfer: string,
  fields: readonly Field[],
  cut: { readonly part: number; readonly share: number } | undefined,
): Promise<void> {
  const { ledger } = stage
  // Unless the server says that it refused the other content, later bytes may continue it. The sender itself has then
  // mixed the file.
  const other = fields.filter(({ kind }) => kind === 'short and other' || kind === 'long and other')
  const spoiled = other.filter(({ file }) => !ledger.spoiled.has(file.name))
  for (const { file } of spoiled) ledger.spoiled.add(file.name)
  for (const { file, kind } of fields) {
    stage.formed.add(file.id)
    if (kind !== 'whole' || naming === 'in another order') ledger.odd.add(file.name)
  }
  const boundary = '----chairside-model-7d1f'
  const pieces: Buffer[] = []
  let cutAt: number | undefined
  let length = 0
  for (const [at, { name, file, bytes }] of fields.entries()) {
    const head = Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${encodeURIComponent(file.name)}"\r\nContent-Type: application/pdf\r\n\r\n`,
    )
    if (cut !== undefined && at === cut.part % fields.length)
      cutAt = length + head.length + Math.max(1, Math.floor((cut.share / 1000) * bytes.length))
    pieces.push(head, bytes, Buffer.from('\r\n'))
    length += head.length + bytes.length + 2
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`))
  const answer = await say(stage.people[who], 'POST', `/transfers/${transfer}/files`, {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    pieces,
    ...(cutAt === undefined ? {} : { cutAt }),
  })
  learn(stage, fields, spoiled, naming, answer)
}

function learn(
  { ledger }: Stage,
  fields: readonly Field[],
  spoiled: readonly Field[],
  naming: Naming,
  answer: Answer | undefined,
): void {
  const received = jsonOf<ReceivedFiles>(answer)?.files ?? []
  for (const { file } of spoiled)
    if (received.some(({ id, error }) => id === file.id && error !== undefined))
      ledger.spoiled.delete(file.name)
  if (naming !== 'id') return
  for (const { file, kind } of fields) {
    const outcome = received.find(({ id }) => id === file.id)
    if (kind === 'whole' && outcome !== undefined && outcome.error === undefined)
      ledger.answer({ what: 'file arrived', id: file.id, told: `form, ${outcome.state}, ${Date.now()}` })
  }
}
