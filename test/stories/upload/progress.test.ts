import { expect, test } from 'vitest'
import { createProgress, type TellProgress } from '../../../server/src/domain/events/progress.ts'
import { createManualClock } from '../../world/clock.ts'

type Told = Parameters<TellProgress>[0]

/** The progress of one node, the list of what it has told, and the clock that the test moves. */
function openProgress(moved = false) {
  const clock = createManualClock()
  const told: Told[] = []
  const progress = createProgress({ clock, interval: 100, silence: 5000, moved: async () => moved })
  return { clock, told, progress, tell: (arriving: Told) => void told.push(arriving) }
}

test('nothing is told of an upload whose opening is not committed yet, however long that takes', async () => {
  const { clock, told, progress, tell } = openProgress()
  progress.begin('f-1', tell, { epoch: 1, bytes: 0 })
  await clock.advance(60_000)
  expect(told).toEqual([])
  expect(progress.of('f-1')).toMatchObject({ bytes: 0, paused: undefined })
  progress.reach('f-1', tell, { epoch: 1, bytes: 0 })
  expect(told).toEqual([{ bytes: 0, paused: undefined, missing: false }])
  await clock.advance(4_999)
  expect(told).toHaveLength(1)
  await clock.advance(1)
  expect(told.at(-1)).toEqual({ bytes: 0, paused: 'line', missing: false })
})

test('an upload is paused by the line after five seconds without a byte, and goes on with the next one', async () => {
  const { clock, told, progress, tell } = openProgress()
  progress.reach('f-1', tell, { epoch: 1, bytes: 10 })
  await clock.advance(3_000)
  progress.reach('f-1', tell, { epoch: 1, bytes: 20 })
  await clock.advance(4_999)
  expect(told.at(-1)).toEqual({ bytes: 20, paused: undefined, missing: false })
  await clock.advance(1)
  expect(told.at(-1)).toEqual({ bytes: 20, paused: 'line', missing: false })
  progress.reach('f-1', tell, { epoch: 1, bytes: 20 })
  expect(progress.of('f-1')).toMatchObject({ paused: 'line' })
  progress.reach('f-1', tell, { epoch: 1, bytes: 30 })
  expect(told.at(-1)).toEqual({ bytes: 30, paused: undefined, missing: false })
  progress.forget('f-1')
  await clock.advance(60_000)
  expect(told.at(-1)).toEqual({ bytes: 30, paused: undefined, missing: false })
})

test('an upload whose sender has lost its bytes is told so at once, until new ones come', async () => {
  const { clock, told, progress, tell } = openProgress()
  progress.reach('f-1', tell, { epoch: 1, bytes: 10 })
  progress.miss('f-1', tell, { epoch: 1, bytes: 10 })
  expect(told.at(-1)).toEqual({ bytes: 10, paused: 'line', missing: true })
  await clock.advance(60_000)
  // A connection begins where the bytes ended.
  progress.begin('f-1', tell, { epoch: 1, bytes: 10 })
  progress.reach('f-1', tell, { epoch: 1, bytes: 10 })
  expect(progress.of('f-1')).toMatchObject({ missing: true })
  progress.reach('f-1', tell, { epoch: 1, bytes: 20 })
  expect(told.at(-1)).toEqual({ bytes: 20, paused: undefined, missing: false })
  await clock.advance(5_000)
  expect(told.at(-1)).toEqual({ bytes: 20, paused: 'line', missing: false })
})

test('an upload that went on at another node is not told as paused by the line, and is forgotten', async () => {
  const { clock, told, progress, tell } = openProgress(true)
  progress.reach('f-1', tell, { epoch: 1, bytes: 10 })
  await clock.advance(6000)
  expect(told).toEqual([{ bytes: 10, paused: undefined, missing: false }])
  expect(progress.of('f-1')).toBeUndefined()
})
