import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { systemClock } from '../../server/src/adapters/clock.ts'
import { createManualClock } from '../world/clock.ts'
import { clockContract } from './clock.ts'

// On the system's clock, time can only be waited for.
clockContract('of the system', () => ({ clock: systemClock, pass: (ms) => sleep(ms) }))

clockContract('that tests move', () => {
  const clock = createManualClock()
  return { clock, pass: clock.advance }
})

test('a wait of the system clock does not keep the process alive', async () => {
  const path = join(import.meta.dirname, '../../server/src/adapters/clock.ts')
  const program = `import { systemClock } from ${JSON.stringify(path)}; systemClock.after(60_000, () => {})`
  const begun = performance.now()
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { timeout: 20_000 })
  expect(performance.now() - begun).toBeLessThan(20_000)
})
