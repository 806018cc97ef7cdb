import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openBucket } from './bucket.ts'
import {
  describeFailure,
  distinct,
  type Failure,
  generous,
  keepScript,
  runCampaign,
  shorten,
} from './campaign.ts'
import { drawScript, type Kills } from './draw.ts'
import { playEpisode } from './episode.ts'
import type { Script } from './step.ts'
import { openWorld } from './world.ts'

/*
 * npm run model -- --minutes 60 --seed 1
 *
 * --kills off | 4-12     the time between two kills of the server, in seconds
 * --store disk | s3      where the server keeps files
 * --lanes 3              episodes at once, each with a server of its own
 * --episode K            plays one episode of the seed
 * --replay FILE          plays a script from a file
 * --times N              plays the episode or script N times
 * --without WORD,…       draws no step that contains one of these words: a kind, or "capitals"
 * --go-on                reports every failure, and shortens none
 * --shorten 180          the longest time for shortening a failure, in seconds
 * --broken TEXT          shortens the first failure of an invariant that contains this text
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    kills: { type: 'string', default: '4-12' },
    store: { type: 'string', default: 'disk' },
    lanes: { type: 'string', default: '3' },
    episode: { type: 'string' },
    replay: { type: 'string' },
    times: { type: 'string', default: '1' },
    without: { type: 'string', default: '' },
    'go-on': { type: 'boolean', default: false },
    broken: { type: 'string' },
    shorten: { type: 'string', default: '180' },
  },
})

const kills = readKills(values.kills)
const without = values.without.split(',').filter(Boolean)
const seedOf = (episode: number): string => `${values.seed}-${episode}`
const begun = performance.now()
console.log(
  `The model: seed ${values.seed}, ${values.minutes} minutes, kills ${values.kills}, files on ${values.store}.`,
)

await using opened = new AsyncDisposableStack()
const worlds = await Promise.all(
  Array.from({ length: Number(values.lanes) }, async () =>
    openWorld(opened, { bucket: values.store === 's3' ? await openBucket(opened) : undefined }),
  ),
)
const chosen = scriptOf()
process.exitCode = chosen === undefined ? await campaign() : await play(chosen)

async function campaign(): Promise<number> {
  const { episodes, operations, failures } = await runCampaign(worlds, {
    seedOf,
    kills,
    without,
    until: AbortSignal.timeout(Number(values.minutes) * 60_000),
    goesOn: values['go-on'],
    tell: ({ script, faults }) => {
      for (const { broken, facts } of distinct(faults)) console.log(`${script.seed}: ${broken}: ${facts}`)
      keepScript(script)
    },
  })
  const minutes = (performance.now() - begun) / 60_000
  console.log(
    `${episodes} episodes, ${operations} operations in ${minutes.toFixed(1)} minutes: ${Math.round(operations / minutes)} a minute. ${failures.length} failed.`,
  )
  if (!values['go-on']) await tellOf(failures)
  return failures.length === 0 ? 0 : 1
}

async function play(script: Script): Promise<number> {
  const failures: Failure[] = []
  const plays = Array.from({ length: Math.ceil(Number(values.times) / worlds.length) })
  for (const _ of plays) {
    const outcomes = await Promise.all(
      worlds.slice(0, Number(values.times)).map((world) => playEpisode(world, script, generous)),
    )
    for (const { faults } of outcomes) {
      for (const { broken, facts } of faults) console.log(`  ${broken}: ${facts}`)
      if (faults.length > 0) failures.push({ script, faults })
      else console.log('  nothing broke')
    }
  }
  if (!values['go-on']) await tellOf(failures)
  return failures.length === 0 ? 0 : 1
}

/** Shortens the first failure that breaks the invariant of `--broken`; without that option, the first failure. */
async function tellOf(failures: readonly Failure[]): Promise<void> {
  for (const failure of failures) {
    const wanted = failure.faults.find(({ broken }) => broken.includes(values.broken ?? ''))
    if (wanted === undefined) continue
    console.log(`Making it shorter: ${wanted.broken}`)
    const signal = AbortSignal.timeout(Number(values.shorten) * 1000)
    const short = await shorten(worlds, failure, wanted.broken, signal)
    console.log(describeFailure(short, failure.script.steps.length))
    console.log(`npm run model -- --replay ${keepScript(short.script, `${short.script.seed}-short`)}`)
    return
  }
}

function scriptOf(): Script | undefined {
  if (values.replay !== undefined) return JSON.parse(readFileSync(values.replay, 'utf8')) as Script
  return values.episode === undefined ? undefined : drawScript(seedOf(Number(values.episode)), kills, without)
}

function readKills(text: string): Kills {
  if (text === 'off') return undefined
  const [, least, most] = /^(\d+)-(\d+)$/.exec(text) ?? []
  if (least === undefined || most === undefined)
    throw new Error('--kills is off, or two numbers of seconds such as 4-12')
  return [Number(least), Number(most)]
}
