import { randomUUID } from 'node:crypto'
import { pathOf, type Registration, routes, toInstant } from '@chairside/protocol'
import { ask, jsonOf } from './ask.ts'
import type { Examination } from './examination.ts'

/** An appointment of nobody, in which uploads are tried. Its names and texts are blanked at the end, and its bytes removed. */
export interface Throwaway {
  readonly id: string
  /** The tokens of its practitioner, who sends, and of its patient. */
  readonly token: string
  readonly patientToken: string
  /** Offers a file of `size` bytes. Gives its transfer, its id and the path of its upload. */
  offer(size: number): Promise<{ readonly transfer: string; readonly file: string; readonly upload: string }>
}

/** An answer to the key that is no success. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly code: string | undefined

  constructor(status: number, code: string | undefined) {
    super(`refused with ${status} ${code ?? 'by something in between'}`)
    this.status = status
    this.code = code
  }
}

/** Registers the appointment. Throws Refused. */
export async function openThrowaway(exam: Examination, id: string): Promise<Throwaway> {
  const { key: bearer, clock } = exam
  const backend = async (method: string, path: string, json: unknown): Promise<{ token?: string }> => {
    const { status, code, text } = await ask(exam, method, path, { bearer, json })
    if (status !== 200) throw new Refused(status, code)
    return jsonOf<{ token: string }>(text) ?? {}
  }
  const people = { practitioner: `${id}-practitioner`, patient: `${id}-patient` }
  const registration: Registration = {
    practitioner: { id: people.practitioner, name: 'Chairside doctor' },
    patients: [{ id: people.patient, name: 'Chairside doctor' }],
    startsAt: toInstant(clock.now()),
    endsAt: toInstant(clock.now() + 30 * 60_000),
    plan: 'pro',
  }
  await backend('PUT', pathOf(routes.registerAppointment, { id }), registration)
  const tokenOf = async (participant: string): Promise<string> =>
    (await backend('POST', pathOf(routes.issueToken, { id }), { participant })).token ?? ''
  const [token, patientToken] = [await tokenOf(people.practitioner), await tokenOf(people.patient)]
  return {
    id,
    token,
    patientToken,
    offer: async (size) => {
      const [transfer, file] = [randomUUID(), randomUUID()]
      const json = {
        id: transfer,
        to: people.patient,
        files: [{ id: file, name: `doctor-${size}.pdf`, size }],
      }
      const { status, code } = await ask(exam, 'POST', pathOf(routes.offerTransfer, { id }), {
        bearer: token,
        json,
      })
      if (status !== 200) throw new Refused(status, code)
      return { transfer, file, upload: pathOf(routes.sendBytes, { id: file }) }
    },
  }
}

/** How long the removal may take, in ms; it is not ended by Ctrl-C. */
const removal = 20_000

/** Ends and erases the appointment, also where it was perhaps never registered. Gives whether it is gone. */
export async function removeThrowaway(exam: Examination, id: string): Promise<boolean> {
  const lasting = { ...exam, signal: new AbortController().signal }
  const path = `${pathOf(routes.endAppointment, { id })}?erase=true`
  try {
    const { status, code } = await ask(lasting, 'DELETE', path, { bearer: exam.key, limit: removal })
    // A 404 of something in between says nothing of the appointment.
    return status === 200 || code === 'NOT_FOUND'
  } catch {
    return false
  }
}
