import { expect, test } from 'vitest'
import { readOptions } from '../bench/options.ts'
import { judge, median, percentile, ratiosOf } from '../bench/ratio.ts'
import { figureRows, ratioRows } from '../bench/report.ts'
import type { Series } from '../bench/rounds.ts'
import { shown, tableOf } from '../bench/table.ts'
import { one } from '../bench/workload.ts'

/* What the bench makes of what it measured; what it measures is looked at by people, never by a test. */

test('median and percentile do not depend on the order of the figures', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([])).toBeNaN()
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect(percentile(hundred, 99)).toBe(99)
  expect(percentile([7], 99)).toBe(7)
})

test('a ratio is taken within each round, so that a slow round slows both', () => {
  const quiet = { ours: [1, 2, 3], theirs: [2, 4, 6] }
  expect(ratiosOf(quiet.ours, quiet.theirs)).toEqual({ median: 0.5, least: 0.5, most: 0.5 })
  expect(ratiosOf([1, 10, 3], [2, 40, 2])).toEqual({ median: 0.5, least: 0.25, most: 1.5 })
})

test('a figure at its limit meets it', () => {
  const aim = { must: 1.1, goal: 0.95 }
  expect([0.95, 0.96, 1.1, 1.11].map((figure) => judge(figure, aim))).toEqual([
    'goal met',
    'must met',
    'must met',
    'missed',
  ])
})

test('the table sets ours beside each peer, says what was asked for, and shows fsync on beside it', () => {
  const series = (name: string, cpu: readonly number[], wall = cpu): Series => ({
    name,
    workload: one,
    runs: cpu.map((figure, round) => ({
      cpu: figure,
      wall: wall[round] ?? 0,
      busy: 1,
      others: 0,
      memory: 0,
    })),
  })
  const aims = { floor: [{ must: 1.1, goal: 0.95 }] }
  const rows = ratioRows({ name: 'part', title: 'upload', entries: [], workloads: [one], aims }, [
    series('Chairside', [2, 1, 3]),
    series('Chairside, fsync on', [4, 2, 6]),
    series('floor', [2, 1, 2]),
    series('nginx', [1, 1, 1]),
  ])
  expect(tableOf(rows).split('\n')).toEqual([
    '| upload, 1 × 100 MB | floor | **1.00** (1.00–1.50) | 1.10 / 0.95 | must met | **1.00** (1.00–1.50) | 2.00 | 2.00 |',
    '|---|---|---|---|---|---|---|---|',
    '| upload, 1 × 100 MB | nginx | **2.00** (1.00–3.00) |  |  | **2.00** (1.00–3.00) | 4.00 | 4.00 |',
  ])
  const spread = { median: 12, least: 12, most: 12 }
  expect(figureRows([{ what: 'memory', spread, unit: 'MB', aim: { must: 11, goal: 10 } }])).toEqual([
    ['memory', '**12.0** MB', '11 / 10', 'missed'],
  ])
  expect(shown(Number.NaN)).toBe('–')
})

test('the bench takes all parts in nine rounds, or what it is told', () => {
  expect(readOptions([])).toEqual({ parts: [], rounds: 9, isQuick: false, folder: undefined })
  expect(readOptions(['--quick', 'up-disk'])).toMatchObject({ parts: ['up-disk'], rounds: 1, isQuick: true })
  expect(() => readOptions(['--rounds', '0'])).toThrow('whole number')
  expect(() => readOptions(['--fast'])).toThrow('--fast')
})
