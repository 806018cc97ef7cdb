import type { Snapshot } from '@chairside/protocol'
import { type Answer, ask } from './http.ts'
import type { Person } from './person.ts'
import type { Stage } from './stage.ts'

/** Sends a request over the person's line, with the person's token. */
export async function say(
  person: Person,
  method: string,
  path: string,
  wish: Parameters<typeof ask>[2] = {},
): Promise<Answer | undefined> {
  const bearer = await person.token()
  return ask(`${person.line.url}/v1${path}`, method, { bearer, ...wish })
}

export async function snapshotOf({ appointment }: Stage, person: Person): Promise<Snapshot | undefined> {
  const reply = await person.witness.command('snapshot', { appointment })
  return reply?.ok ? reply.value : undefined
}
