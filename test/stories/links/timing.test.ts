import { expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { type Meeting, meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { openPage } from '../../world/page.ts'
import {
  issueCode,
  look,
  looked,
  otherThan,
  refusal,
  share,
  whileTimePasses,
  withdraw,
} from '../../world/sharing.ts'

const step = { refusalStep: 100 }
const unknown = 'B'.repeat(22)

/** A withdrawn link, and one whose code was used up, with a code. */
async function refusing(meeting: Meeting): Promise<{ withdrawn: string; usedUp: string; code: string }> {
  const sensitive = { attach: true, sensitivity: 'sensitive' }
  const withdrawn = await share(meeting, await readyDocument(meeting, sensitive))
  await withdraw(meeting, withdrawn)
  const usedUp = await share(meeting, await readyDocument(meeting, sensitive))
  const code = await issueCode(meeting, usedUp)
  const page = await openPage(meeting.world)
  for (let times = 0; times < 10; times += 1) await page.open(usedUp.secret, otherThan(code))
  return { withdrawn: withdrawn.secret, usedUp: usedUp.secret, code }
}

test('a refusal leaves at the next tenth of a second after its request came, whatever the reason', async () => {
  const meeting = await meet({ limits: { ...step, codeWaits: [0] } })
  const { world } = meeting
  // What is refused while the links are made waits for the clock too.
  const { withdrawn, usedUp, code } = await whileTimePasses(meeting, refusing(meeting))
  const page = await openPage(world)
  for (const ask of [
    () => look(meeting, unknown),
    () => look(meeting, withdrawn),
    () => page.open(unknown, code),
    () => page.open(withdrawn, code),
    () => page.open(usedUp, code),
  ]) {
    let answered = false
    const asked = ask().then((said) => {
      answered = true
      return said
    })
    // Another request, which came later, is answered first.
    await looked(meeting, usedUp)
    await world.clock.advance(99)
    await looked(meeting, usedUp)
    expect(answered).toBe(false)
    expect((await whileTimePasses(meeting, asked)).status).toBeGreaterThanOrEqual(400)
  }
})

/** How likely a value of one list is below one of the other: a half when nothing tells them apart. */
function below(one: readonly number[], other: readonly number[]): number {
  const pairs = one.flatMap((left) => other.map((right) => (left < right ? 1 : left === right ? 0.5 : 0)))
  return pairs.reduce<number>((sum, value) => sum + value, 0) / pairs.length
}

test('by the time of their answers unknown, withdrawn and locked links cannot be told apart', async () => {
  const waits = Array<number>(10).fill(0)
  const meeting = await meet({
    limits: { ...step, codeWaits: waits },
    overrides: { clock: systemClock },
  })
  const { withdrawn, usedUp, code } = await refusing(meeting)
  const page = await openPage(meeting.world)
  const took: Record<'unknown' | 'withdrawn' | 'locked', number[]> = {
    unknown: [],
    withdrawn: [],
    locked: [],
  }
  const secrets = { unknown, withdrawn, locked: usedUp }
  const kinds = ['unknown', 'withdrawn', 'locked'] as const
  for (let round = 0; round < 45; round += 1)
    for (const [at] of kinds.entries()) {
      const kind = kinds[(at + round) % kinds.length] ?? 'unknown'
      const begun = performance.now()
      const said = await page.open(secrets[kind], code)
      took[kind].push(performance.now() - begun)
      expect(refusal(said)).toEqual(kind === 'locked' ? [403, 'CODE_USED_UP'] : [404, 'LINK_GONE'])
    }
  const told = [
    below(took.unknown, took.withdrawn),
    below(took.unknown, took.locked),
    below(took.withdrawn, took.locked),
  ]
  console.log(`how likely the first comes earlier: ${told.map((one) => one.toFixed(2)).join(', ')}`)
  for (const likely of told) expect(Math.abs(likely - 0.5)).toBeLessThan(0.3)
}, 60_000)
