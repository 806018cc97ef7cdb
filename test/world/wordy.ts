import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { ask } from './http.ts'
import { bring, fileIn, type Party } from './party.ts'
import { anna, eva, sam } from './people.ts'
import { allowed, bytesOf } from './samples.ts'
import { keepSecret } from './secrets.ts'
import type { World } from './world.ts'

/** An appointment with every kind of text that people can write, and files in many states. */
export interface Wordy {
  readonly id: string
  readonly practitioner: Party
  readonly patient: Party
  /** Its names of files, notes, reasons and contents. The names of people are not among them. */
  readonly words: readonly string[]
  /** `half`: a file of which a part has come. `ready`: a file that is ready for the patient. */
  readonly half: string
  readonly ready: string
}

/** Whose appointment it is. Each of its words contains `mark`. */
interface Told {
  readonly mark: string
  readonly practitioner?: typeof eva
  readonly patient?: typeof eva
  /** The size of each content, in bytes; at least that of the sample. */
  readonly size?: number
}

const program = Buffer.concat([
  Buffer.from('7f454c4602010100000000000000000002003e0001000000', 'hex'),
  Buffer.alloc(4000),
])

/** A PDF that contains `text`, padded to `size` bytes. */
const content = (text: string, size = 0): Buffer<ArrayBuffer> => {
  const pdf = Buffer.concat([bytesOf(allowed.pdf), Buffer.from(text)])
  return Buffer.concat([pdf, Buffer.alloc(Math.max(0, size - pdf.length))])
}

/** Makes an appointment with words of every kind, by default of Eva and Anna. */
export async function writeWords(
  world: World,
  { mark, practitioner: doctor = eva, patient: other = anna, size }: Told,
): Promise<Wordy> {
  const id = await world.appointment({ practitioner: doctor, patients: [other], staff: [sam] })
  const practitioner = await bring(world, id, doctor.id)
  const patient = await bring(world, id, other.id)
  const written: string[] = []
  const word = (text: string): string => {
    keepSecret(text)
    written.push(text)
    return text
  }
  const named = (kind: string): string => word(`${kind}-${mark}.pdf`)

  const pdf = content(word(`Content-${mark}`), size)
  const names = ['Ready', 'Fetched', 'Withdrawn', 'Half', 'Offered'].map(named)
  const offers = names.map((name) => ({ name, size: pdf.length }))
  const sent = await practitioner.offer(offers, undefined, other.id)
  const [ready, fetched, withdrawn, half] = [0, 1, 2, 3].map((at) => fileIn(sent, at).id) as [
    string,
    string,
    string,
    string,
  ]
  for (const file of [ready, fetched, withdrawn]) await practitioner.patch(file, pdf)
  await practitioner.withdraw(withdrawn)
  await practitioner.patch(half, pdf.subarray(0, pdf.length - 1000))
  await ask(await patient.ticket(fetched), 'GET')
  const refused = await practitioner.offer(
    [{ name: named('Refused'), size: program.length }],
    undefined,
    other.id,
  )
  expect((await practitioner.patch(fileIn(refused).id, program)).status).toBe(415)

  const [socket, answers] = [await practitioner.connect(), await patient.connect()]
  const wish = async (note: string): Promise<string> => {
    const said = { appointment: id, id: randomUUID(), to: other.id, note: word(note) }
    const reply = await socket.command<{ id: string }>('request:ask', said)
    if (!reply.ok) throw new Error(`not asked: ${reply.error.code}`)
    return reply.value.id
  }
  const first = await wish(`Note ${mark}`)
  expect(await wish(`Note again ${mark}`)).toBe(first)
  const declined = await answers.command('request:decline', { id: first, reason: word(`Reason ${mark}`) })
  expect(declined.ok).toBe(true)
  const second = await wish(`Second note ${mark}`)
  const answer = await patient.offer([{ name: named('Answer'), size: pdf.length }], second, doctor.id)
  await patient.patch(fileIn(answer).id, pdf)
  for (const one of [socket, answers]) one.close()
  return { id, practitioner, patient, words: written, half, ready }
}
