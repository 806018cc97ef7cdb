import type { Quota } from '../domain/counted.ts'
import type { RatePolicy } from '../seams.ts'

/**
 * The headers that say how many requests a person may still send (draft-ietf-httpapi-ratelimit-headers-10): `q` at once, all of
 * which come back within `w` seconds; `r` are left, and all are back in `t` seconds.
 *
 * @param left how many are left; 0 for a policy that refuses
 */
export function rateHeaders(
  policy: RatePolicy,
  { rate, burst }: Quota,
  left: number,
): Record<string, string> {
  return {
    'ratelimit-policy': `"${policy}";q=${burst};w=${Math.ceil(burst / rate)}`,
    ratelimit: `"${policy}";r=${left};t=${Math.ceil((burst - left) / rate)}`,
  }
}
