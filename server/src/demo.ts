import { randomUUID } from 'node:crypto'
import { type IssuedToken, pathOf, routes, toInstant } from '@chairside/protocol'
import type { Chairside } from './chairside.ts'

/** The addresses of the two demo pages, with their tokens. */
export interface DemoLinks {
  readonly practitioner: string
  readonly patient: string
}

/** Registers an appointment as an embedding backend would; gives the links to it. Throws a plain sentence. */
export async function openDemo({
  url,
  apiKey,
  clock,
}: Pick<Chairside, 'url' | 'apiKey' | 'clock'>): Promise<DemoLinks> {
  const ask = async <Answer>(method: string, path: string, body: object): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch((cause) => {
      throw new Error(`The demo appointment could not be made: nothing answers at ${url}.`, { cause })
    })
    if (!response.ok)
      throw new Error(`The demo appointment could not be made: ${url} answered ${response.status}.`)
    return (await response.json()) as Answer
  }
  const token = async (path: string, body: object): Promise<string> =>
    (await ask<IssuedToken>('POST', path, body)).token

  const id = `demo-${randomUUID().slice(0, 8)}`
  const start = Math.floor(clock.now() / 900_000) * 900_000
  await ask('PUT', pathOf(routes.registerAppointment, { id }), {
    practitioner: { id: 'dr-horvathova', name: 'Dr. Eva Horváthová' },
    patients: [{ id: 'anna', name: 'Anna Nováková' }],
    startsAt: toInstant(start),
    endsAt: toInstant(start + 1_800_000),
    plan: 'clinic',
  })
  const tokens = pathOf(routes.issueToken, { id })
  const practitioner = await token(tokens, { participant: 'dr-horvathova' })
  const patient = await token(tokens, { participant: 'anna' })
  const desk = await token(pathOf(routes.issueDeskToken, { id: 'dr-horvathova' }), {})
  return {
    practitioner: `${url}/demo/practitioner.html#token=${practitioner}&desk=${desk}`,
    patient: `${url}/demo/patient.html#token=${patient}`,
  }
}
