import { describe, expect, test } from 'vitest'
import type { Clock } from '../../server/src/seams.ts'

/** A clock to test. `pass` lets `ms` milliseconds pass on it. */
export interface OpenClock {
  readonly clock: Clock
  pass(ms: number): Promise<void>
}

/** The promises of every Clock. */
export function clockContract(name: string, open: () => OpenClock): void {
  describe(`the clock ${name}`, () => {
    test('goes forward', async () => {
      const { clock, pass } = open()
      const before = clock.now()
      await pass(30)
      expect(clock.now() - before).toBeGreaterThanOrEqual(29)
      expect(before).toBeGreaterThan(Date.parse('2026-01-01T00:00:00Z'))
    })

    test('runs what is due once, not before its time, and in the order of the times', async () => {
      const { clock, pass } = open()
      const ran: [string, number][] = []
      const begun = clock.now()
      clock.after(60, () => ran.push(['later', clock.now() - begun]))
      clock.after(20, () => ran.push(['sooner', clock.now() - begun]))
      clock.after(0, () => ran.push(['at once', clock.now() - begun]))
      expect(ran).toEqual([])
      await pass(150)
      expect(ran.map(([which]) => which)).toEqual(['at once', 'sooner', 'later'])
      // A timer of the platform may run up to one millisecond early.
      expect(ran[1]?.[1]).toBeGreaterThanOrEqual(19)
      expect(ran[2]?.[1]).toBeGreaterThanOrEqual(59)
    })

    test('does not run what was cancelled, whenever that was', async () => {
      const { clock, pass } = open()
      let ran = 0
      const cancel = clock.after(20, () => {
        ran += 1
      })
      cancel()
      const done = clock.after(1, () => {
        ran += 1
      })
      await pass(60)
      done()
      cancel()
      await pass(30)
      expect(ran).toBe(1)
    })

    test('takes a wait that is longer than a timer of the platform can hold', async () => {
      const { clock, pass } = open()
      let ran = false
      const cancel = clock.after(40 * 24 * 3_600_000, () => {
        ran = true
      })
      await pass(30)
      expect(ran).toBe(false)
      cancel()
    })

    test('lets what is due make the next wait', async () => {
      const { clock, pass } = open()
      let rounds = 0
      const again = (): void => {
        rounds += 1
        if (rounds < 3) clock.after(5, again)
      }
      clock.after(5, again)
      for (let times = 0; rounds < 3 && times < 50; times += 1) await pass(150)
      expect(rounds).toBe(3)
    })
  })
}
