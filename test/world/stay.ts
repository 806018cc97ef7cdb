import type { Appointment } from '@chairside/client'
import { defaultLimits } from '../../server/src/limits.ts'
import { until } from './until.ts'
import type { World } from './world.ts'

/**
 * Lets `ms` milliseconds pass for pages that have just joined and stay. Their tokens expire on the way: the clock stands
 * still until each page is back with a fresh one, as in one jump of the clock people would be absent for hours.
 */
export async function stay(world: World, ms: number, ...pages: readonly Appointment[]): Promise<void> {
  const step = defaultLimits.token
  for (let left = ms; left > 0; left -= step) {
    const before = pages.map(({ connection }) => connection.since)
    await world.clock.advance(Math.min(left, step))
    if (left < step) return
    await until('the pages are back with fresh tokens', () =>
      pages.every(({ connection: { state, since } }, index) => state === 'up' && since !== before[index]),
    )
  }
}
