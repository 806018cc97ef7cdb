import { setTimeout as pause } from 'node:timers/promises'
import type { AuditEntry, IssuedToken, RegisteredAppointment, Registration } from '@chairside/protocol'
import { type Answer, ask, jsonOf } from './http.ts'
import { AppError } from './tokens.ts'

/** How long to go on asking a server that does not answer, in ms. */
const patience = 120_000

/**
 * The embedding backend. It reaches the server without a line between, and repeats each request until it is answered.
 */
export interface Clinic {
  register(appointment: string, registration: Registration): Promise<RegisteredAppointment | undefined>
  setPaid(appointment: string, patient: string, paid: boolean): Promise<void>
  end(appointment: string): Promise<boolean>
  /** Throws an AppError if the server gives no token. */
  token(appointment: string, participant: string): Promise<string>
  deskToken(practitioner: string): Promise<string>
  /** The appointment's audit, oldest line first. */
  audit(appointment: string): Promise<readonly AuditEntry[]>
}

export function createClinic(url: string, apiKey: string, keep: (secret: string) => void): Clinic {
  const say = async (method: string, path: string, json?: unknown): Promise<Answer> => {
    const begun = performance.now()
    for (;;) {
      const answer = await ask(`${url}/v1${path}`, method, {
        bearer: apiKey,
        ...(json === undefined ? {} : { json }),
      })
      if (answer !== undefined && answer.status < 500) return answer
      if (performance.now() - begun > patience) throw new Error('the server does not answer its backend')
      await pause(200)
    }
  }
  const issue = async (path: string, json: unknown): Promise<string> => {
    const answer = await say('POST', path, json)
    const issued = jsonOf<IssuedToken>(answer)
    if (issued === undefined) throw new AppError(`no token: ${answer.error?.code}`)
    keep(issued.token)
    return issued.token
  }
  return {
    register: async (appointment, registration) =>
      jsonOf<RegisteredAppointment>(await say('PUT', `/appointments/${appointment}`, registration)),
    setPaid: async (appointment, patient, paid) =>
      void (await say('PATCH', `/appointments/${appointment}/patients/${patient}`, { paid })),
    end: async (appointment) => (await say('DELETE', `/appointments/${appointment}`)).status === 200,
    token: (appointment, participant) => issue(`/appointments/${appointment}/tokens`, { participant }),
    deskToken: (practitioner) => issue(`/practitioners/${practitioner}/tokens?new`, {}),
    audit: async (appointment) => {
      const { body } = await say('GET', `/appointments/${appointment}/audit`)
      return body
        .toString()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as AuditEntry)
    },
  }
}
