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

test('a claim is granted at once, and the next takers wait until as much has come back', () => {
  const budget = createBudget(100)
  expect(budget.take(90)).toBe(true)
  budget.claim(30)
  expect([budget.left, budget.take(1)]).toEqual([-20, false])
  budget.give(90)
  expect([budget.take(71), budget.take(70)]).toEqual([false, true])
  budget.give(30)
  expect(budget.left).toBe(30)
})
