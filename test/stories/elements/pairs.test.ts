import { expect, test } from 'vitest'
import { pairUp } from '../../../client/src/live/again.ts'

interface Chosen {
  readonly name: string
  readonly size: number
  readonly content: string
}

const waits = (name: string, size: number, bytes: number, content = '') => ({ name, size, bytes, content })
const chose = (name: string, size: number, content = ''): Chosen => ({ name, size, content })

/** What belongs together, in a line, and how often it was asked what fits. */
async function matched(waiting: readonly ReturnType<typeof waits>[], chosen: readonly Chosen[]) {
  let asked = 0
  const fits = async ({ bytes, content }: { bytes: number; content: string }, one: Chosen) => {
    asked += 1
    return content.slice(0, bytes) === one.content.slice(0, bytes)
  }
  const { pairs, left } = await pairUp(waiting, chosen, fits)
  const lines = pairs.map(([file, one]) => `${file.name}: ${one.name} ${one.content}`.trim())
  return { lines: lines.toSorted(), left: left.map(({ name }) => name), asked }
}

test('files that were chosen again go to those of their name and size, in whatever order, and others to none', async () => {
  const waiting = [waits('scan.pdf', 30, 12), waits('image.jpg', 20, 0), waits('plan.docx', 9, 3)]
  const chosen = [
    chose('image.jpg', 20),
    chose('holiday.jpg', 20),
    chose('scan.pdf', 31),
    chose('scan.pdf', 30),
  ]
  expect(await matched(waiting, chosen)).toEqual({
    lines: ['image.jpg: image.jpg', 'scan.pdf: scan.pdf'],
    left: ['holiday.jpg', 'scan.pdf'],
    asked: 0,
  })
})

test('of two with one name and one size each gets the one that begins as the server has it', async () => {
  const waiting = [waits('image (2).jpg', 4, 0, 'bbbb'), waits('image.jpg', 4, 2, 'aaaa')]
  const chosen = [chose('image.jpg', 4, 'bbbb'), chose('image.jpg', 4, 'aaaa')]
  expect(await matched(waiting, chosen)).toMatchObject({
    lines: ['image (2).jpg: image.jpg bbbb', 'image.jpg: image.jpg aaaa'],
    left: [],
  })
  // Also where only one of the two was chosen again.
  expect(await matched(waiting, chosen.slice(0, 1))).toMatchObject({
    lines: ['image (2).jpg: image.jpg bbbb'],
    left: [],
  })
})
