import { pathOf, routes } from '@chairside/protocol'
import type { Config } from '../config.ts'
import { type Finding, notSet, works } from './finding.ts'

/** How long an answer may take, in ms. */
const patience = 5_000

/** Asks who answers at the address that browsers use. Before the first start nobody does, so nothing is wrong here. */
export async function tryPublicAddress({ publicUrl }: Config, signal: AbortSignal): Promise<Finding> {
  const part = 'public address'
  if (publicUrl === undefined)
    return notSet(part, 'PUBLIC_URL is not set, so browsers use the address on which the server listens.')
  const within = AbortSignal.any([signal, AbortSignal.timeout(patience)])
  const doctor = `Once the server runs, try it with "chairside doctor ${publicUrl}".`
  try {
    const answer = await fetch(publicUrl + pathOf(routes.isLive), { signal: within, redirect: 'manual' })
    const said: unknown = await answer.json().catch(() => undefined)
    const isOurs = typeof said === 'object' && said !== null && 'status' in said && said.status === 'ok'
    if (answer.status === 200 && isOurs) return works(part, `A Chairside server answers at ${publicUrl}.`)
    return works(
      part,
      answer.status >= 502 && answer.status <= 504
        ? `A proxy answers at ${publicUrl}, and no server behind it yet. ${doctor}`
        : `Another program answers at ${publicUrl} (${answer.status}): let it lead to this server. ${doctor}`,
    )
  } catch {
    return works(part, `Nothing answers at ${publicUrl} from here yet. ${doctor}`)
  }
}
