import { expect, test } from 'vitest'
import { createBudget } from '../../../server/src/budget.ts'

test('a budget gives room until there is none, and what comes back can be taken again', () => {
  const budget = createBudget(100)
  expect([budget.take(60), budget.left]).toEqual([true, 40])
  expect([budget.take(41), budget.left]).toEqual([false, 40])
  expect([budget.take(40), budget.left]).toEqual([true, 0])
  budget.give(60)
  expect([budget.take(61), budget.take(60), budget.left]).toEqual([false, true, 0])
})
