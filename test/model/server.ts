import { systemClock } from '../../server/src/adapters/clock.ts'
import { startChairside } from '../../server/src/chairside.ts'
import { readConfig } from '../../server/src/config.ts'
import type { Clock } from '../../server/src/seams.ts'
import { boundStop, untilSignal } from '../../server/src/until-signal.ts'

/*
 * The server as a process of its own, with a clock that can be put forward. The parent sends it messages. It says when
 * it listens.
 */

/** Messages to the process. */
export type Told = { readonly do: 'advance'; readonly ms: number } | { readonly do: 'sweep' }

/** Messages of the process. */
export type Says = { readonly said: 'listens' } | { readonly said: 'done' } | { readonly said: 'failed' }

interface Timer {
  readonly due: number
  readonly run: () => void
  handle: NodeJS.Timeout | undefined
}

/** The system's clock with an offset. `advance` runs the timers that come due, in the order of their times. */
function createMovedClock(begin: number): Clock & { advance(ms: number): void } {
  let offset = begin
  const timers = new Set<Timer>()
  const now = (): number => Date.now() + offset
  const longest = 2 ** 31 - 1
  const arm = (timer: Timer): void => {
    clearTimeout(timer.handle)
    timer.handle = setTimeout(
      () => {
        if (timer.due > now()) arm(timer)
        else if (timers.delete(timer)) timer.run()
      },
      Math.min(longest, Math.max(0, timer.due - now())),
    )
  }
  return {
    now,
    after: (ms, run) => {
      const timer: Timer = { due: now() + ms, run, handle: undefined }
      timers.add(timer)
      arm(timer)
      return () => {
        clearTimeout(timer.handle)
        timers.delete(timer)
      }
    },
    advance: (ms) => {
      offset += ms
      const due = [...timers].sort((one, other) => one.due - other.due)
      for (const timer of due) {
        if (!timers.has(timer)) continue
        if (timer.due > now()) arm(timer)
        else {
          clearTimeout(timer.handle)
          timers.delete(timer)
          timer.run()
        }
      }
    },
  }
}

const say = (says: Says): void => void process.send?.(says)
const clock = createMovedClock(Number(process.env.CLOCK_OFFSET ?? '0'))
const told = untilSignal()
const chairside = await startChairside(readConfig(process.env), { clock })

process.on('message', (told: Told) => {
  switch (told.do) {
    case 'advance':
      clock.advance(told.ms)
      say({ said: 'done' })
      return
    case 'sweep':
      chairside.sweep().then(
        () => say({ said: 'done' }),
        () => say({ said: 'failed' }),
      )
      return
  }
})
// The parent process is gone.
process.once('disconnect', () => process.exit(0))
say({ said: 'listens' })
await told
boundStop(systemClock, 0)
await chairside.stop().catch(() => process.exit(1))
process.exit(0)
