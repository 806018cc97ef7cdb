import type { Quota, RatePolicy } from '../seams.ts'

/**
 * The headers that say how many requests a person may still send (draft-ietf-httpapi-ratelimit-headers-10): `q` at once, all of
 * which come back within `w` seconds; `r` are left, and all are back in `t` seconds.
 *
 * @param left how many are left; 0 for a policy that refuses
 * @param refused for a request that is refused, in how many seconds to send it again. Something else may have refused it while
 *   requests are left, such as the server's time for this person: until then none will be served
 */
export function rateHeaders(
  policy: RatePolicy,
  { rate, burst }: Quota,
  left: number,
  refused?: number,
): Record<string, string> {
  const isElse = refused !== undefined && left > 0
  const [r, t] = isElse ? [0, refused] : [left, Math.ceil((burst - left) / rate)]
  return {
    'ratelimit-policy': `"${policy}";q=${burst};w=${Math.ceil(burst / rate)}`,
    ratelimit: `"${policy}";r=${r};t=${t}`,
  }
}
