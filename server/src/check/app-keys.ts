import type { Config } from '../config.ts'
import { type Finding, failing, notSet, works } from './finding.ts'

/** Fetches the keys that the app publishes. */
export async function tryAppKeys({ appKeys, limits }: Config, signal: AbortSignal): Promise<Finding> {
  const part = 'keys of the app'
  if (appKeys === undefined)
    return notSet(part, 'JWKS_URL is not set, so this server signs all tokens itself.')
  const bad = (why: string): Finding =>
    failing(
      part,
      `JWKS_URL ${why}. A server would start, and refuse the tokens that your app signs. Correct the address, or publish the keys there.`,
    )
  const within = AbortSignal.any([signal, AbortSignal.timeout(limits.appKeysFetch)])
  try {
    const answer = await fetch(appKeys.url, { signal: within, redirect: 'manual' })
    if (answer.status !== 200) return bad(`answers ${answer.status}`)
    const said: unknown = await answer.json()
    const keys = typeof said === 'object' && said !== null && 'keys' in said ? said.keys : undefined
    if (!Array.isArray(keys) || keys.length === 0) return bad('gives no keys (RFC 7517)')
    return works(part, `JWKS_URL gives ${keys.length === 1 ? '1 key' : `${keys.length} keys`}.`)
  } catch {
    return bad('gives no answer that could be read')
  }
}
