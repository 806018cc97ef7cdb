import { expect, test } from 'vitest'
import { keepSecret } from '../world/secrets.ts'
import { describeFailure, keepScript, runCampaign, shorten } from './campaign.ts'
import { openWorld } from './world.ts'

/** Episodes that once found faults, each of another kind. */
const found = ['1-0', '51-4', '53-29', '71-0', '72-6', '72-10']

/** For how long new episodes begin, and for how long a failing one is shortened, in ms. */
const time = { play: 60_000, shorten: 60_000 }

test('whatever happens, every promise of the product holds', { timeout: 600_000 }, async () => {
  await using opened = new AsyncDisposableStack()
  const kept = new Set<string>()
  const keep = (secret: string): void => {
    if (kept.has(secret)) return
    kept.add(secret)
    keepSecret(secret)
  }
  const worlds = await Promise.all([openWorld(opened, { keep }), openWorld(opened, { keep })])
  const seed = Date.now() % 1_000_000
  console.log(`The model plays ${found.join(', ')}, and then episodes of the seed ${seed}.`)
  const begun = performance.now()
  const { episodes, operations, failures } = await runCampaign(worlds, {
    seedOf: (episode) => found[episode] ?? `${seed}-${episode}`,
    kills: [4, 12],
    until: AbortSignal.timeout(time.play),
  })
  const minutes = (performance.now() - begun) / 60_000
  console.log(`${episodes} episodes, ${operations} operations, ${Math.round(operations / minutes)} a minute.`)
  const [failure] = failures
  if (failure === undefined) return
  const broken = failure.faults[0]?.broken ?? ''
  const short = await shorten(worlds, failure, broken, AbortSignal.timeout(time.shorten))
  const told = describeFailure(short, failure.script.steps.length)
  expect.fail(`${told}\nnpm run model -- --replay ${keepScript(short.script, `${short.script.seed}-short`)}`)
})
