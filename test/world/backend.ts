import { randomUUID } from 'node:crypto'
import { pathOf, type RegisteredAppointment, type Registration, routes, toInstant } from '@chairside/protocol'
import { anna, eva } from './people.ts'
import { keepSecret } from './secrets.ts'

/** The backend of an embedding app. It registers appointments and gets tokens. */
export interface Backend {
  /** Asks the server with the API key. */
  ask(method: string, path: string, body?: unknown): Promise<Response>
  /** Registers an appointment of Eva and Anna for half an hour, unless `change` differs. Gives its id. */
  appointment(change?: Registration): Promise<string>
  /** Ends an appointment. Gives the answer, whatever it is. */
  end(appointment: string): Promise<Response>
  token(appointment: string, participant: string): Promise<string>
  /** For a practitioner who may be new. */
  deskToken(practitioner: string): Promise<string>
}

/** Makes a function that asks a server, with a key or a token as its bearer. */
export function asking(url: string, bearer: string): Backend['ask'] {
  return (method, path, body) =>
    fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

/** @param begin when appointments start, in ms since the epoch */
export function createBackend(url: string, apiKey: string, begin: number): Backend {
  keepSecret(apiKey)
  const ask = asking(url, apiKey)
  const issue = async (path: string, body: unknown): Promise<string> => {
    const response = await ask('POST', path, body)
    const answer = (await response.json()) as { token?: string; error?: { code: string } }
    if (answer.token === undefined) throw new Error(`no token: ${answer.error?.code}`)
    keepSecret(answer.token)
    return answer.token
  }
  return {
    ask,
    appointment: async (change = {}) => {
      const id = `a-${randomUUID().slice(0, 8)}`
      const registration: Registration = {
        practitioner: eva,
        patients: [anna],
        startsAt: toInstant(begin),
        endsAt: toInstant(begin + 1_800_000),
        plan: 'pro',
        ...change,
      }
      const response = await ask('PUT', pathOf(routes.registerAppointment, { id }), registration)
      if (!response.ok) throw new Error(`not registered: ${response.status}`)
      const { practitioner, patients, staff } = (await response.json()) as RegisteredAppointment
      keepSecret(...[practitioner, ...patients, ...staff].map((person) => person.name))
      return id
    },
    end: (appointment) => ask('DELETE', pathOf(routes.endAppointment, { id: appointment })),
    token: (appointment, participant) =>
      issue(pathOf(routes.issueToken, { id: appointment }), { participant }),
    deskToken: (practitioner) => issue(`${pathOf(routes.issueDeskToken, { id: practitioner })}?new`, {}),
  }
}
