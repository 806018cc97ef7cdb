import { expect, test } from 'vitest'
import { measured } from '../bench/figures.ts'
import { habits, layoutFor, nodesFor, peakOf, playDay, shareOf, wallsOf } from '../bench/regional.ts'

/* The simulation of a region: its sums, not its figures. */

const appointments = 2_000
const day = playDay({ appointments, seed: 17 })
const sum = (what: 'sockets' | 'joins' | 'changes' | 'progress' | 'bytes'): number =>
  day.reduce((total, minute) => total + minute[what], 0)

test('a day has each appointment’s people, changes and bytes once', () => {
  expect(playDay({ appointments, seed: 17 })).toEqual(day)
  expect(playDay({ appointments, seed: 18 })).not.toEqual(day)
  const joins = appointments * 2 * (1 + habits.losses)
  expect(sum('joins') / joins).toBeCloseTo(1, 1)
  const files = sum('bytes') / habits.size
  expect(files / (appointments * (habits.files / 10))).toBeCloseTo(1, 1)
  expect(sum('progress')).toBe(files * habits.progress)
  // Each connection and each person's end is told, beside the changes of files and of the appointment.
  expect(sum('changes')).toBe(
    sum('joins') + 2 * appointments + appointments * habits.changes + files * habits.changesOfFile,
  )
  const minutes = appointments * (2 * habits.length + (habits.early.patient + habits.early.practitioner) / 2)
  expect(sum('sockets') / minutes).toBeCloseTo(1, 1)
})

test('the busiest minute is in the morning, and all nodes together have its people', () => {
  const peak = peakOf(day)
  const busiest = day.findIndex(({ sockets }) => sockets === peak.sockets)
  expect(busiest).toBeGreaterThanOrEqual(8 * 60 - habits.early.patient)
  expect(busiest).toBeLessThan(11 * 60)
  for (const nodes of [1, 2, 8]) {
    const sockets = wallsOf(peak, nodes).find(({ part }) => part === 'a node: sockets')
    expect((sockets?.used ?? 0) * nodes * 10_000).toBeCloseTo(peak.sockets, 5)
  }
})

test('more nodes take from each its own people, but not what the others tell', () => {
  const peak = peakOf(playDay({ appointments: 100_000, seed: 17 }))
  const used = (part: string, nodes: number): number =>
    wallsOf(peak, nodes).find((one) => one.part === part)?.used ?? Number.NaN
  expect(used('a node: its own people', 16)).toBeCloseTo(used('a node: its own people', 8) / 2, 5)
  expect(used('a node: what other nodes tell', 16)).toBeGreaterThan(used('a node: what other nodes tell', 8))
  expect(used('Redis', 16)).toBe(used('Redis', 8))
  const nodes = nodesFor(peak)
  expect(nodes).toBeDefined()
  const layout = layoutFor(peak)
  expect(layout.deployments * layout.nodes).toBeLessThanOrEqual(nodes ?? 0)
  const over = wallsOf(shareOf(peak, layout.deployments), layout.nodes).filter((one) => one.used > 1)
  expect(over).toEqual([])
  for (const { figure, where } of Object.values(measured)) {
    expect(figure).toBeGreaterThan(0)
    expect(where).not.toBe('')
  }
})
