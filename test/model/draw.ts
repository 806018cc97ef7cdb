import { createRandom, type Random } from './random.ts'
import type { BareCommand, Cast, DrawnFile, LineTrouble, Naming, Part, Script, Step, Who } from './step.ts'

/** The time between two kills of the server, in seconds; undefined for no kills. */
export type Kills = readonly [least: number, most: number] | undefined

type Deed = Step extends infer One ? (One extends Step ? Omit<One, 'after'> : never) : never
type Draw = (random: Random) => Deed

/**
 * Draws an episode. It first draws how likely each kind of step is: some episodes then have many steps of a kind that is
 * rare in others (A. Groce et al., "Swarm Testing", ISSTA 2012).
 *
 * @param without steps that contain one of these words are not drawn
 */
export function drawScript(seed: string, kills: Kills, without: readonly string[] = []): Script {
  const random = createRandom(seed)
  const cast = drawCast(random)
  const likely = kinds.map(
    ([, weight, draw]) => [Math.ceil(weight * random.pick([0.2, 1, 1, 4])), draw] as const,
  )
  const count = random.between(15, 60)
  const steps: Step[] = []
  let at = 0
  let killAt = kills === undefined ? Number.POSITIVE_INFINITY : random.between(500, kills[1] * 1000)
  // An episode begins with an offer, so that later steps have something to act on.
  while (steps.length < count) {
    const after = drawPause(random)
    at += after
    if (at >= killAt && kills !== undefined) {
      steps.push({ after, do: 'kill' })
      killAt = at + random.between(kills[0] * 1000, kills[1] * 1000)
      continue
    }
    const deed = steps.length === 0 ? drawOffer(random) : random.weigh(likely)(random)
    // A pause and a deed make a step. The compiler cannot show this for the union.
    const step = { after, ...deed } as Step
    const text = JSON.stringify(step)
    if (!without.some((word) => text.includes(`"${word}"`))) steps.push(step)
  }
  return { seed, cast, steps }
}

function drawCast(random: Random): Cast {
  return {
    practitioners: random.pick([1, 1, 2, 3]),
    patients: random.pick([1, 1, 2, 3]),
    desk: random.percent(40),
    shared: random.percent(40),
  }
}

function drawPause(random: Random): number {
  return random.weigh([
    [6, random.between(0, 30)],
    [4, random.between(30, 300)],
    [1, random.between(300, 2000)],
  ])
}

const size = (random: Random): number =>
  random.weigh([
    [4, random.between(1_000, 30_000)],
    [6, random.between(30_000, 300_000)],
    [1, random.between(1_000_000, 4_000_000)],
  ])

const sort = (random: Random): DrawnFile['sort'] => (random.percent(88) ? 'pdf' : 'forged')

/** The files of one offer. In some offers all have the same size, so that only their contents differ. */
const files = (random: Random, most = 5): DrawnFile[] => {
  const count = random.weigh([
    [5, 1],
    [4, 2],
    [1, most],
  ])
  const same = random.percent(40) ? size(random) : undefined
  return Array.from({ length: count }, () => ({ size: same ?? size(random), sort: sort(random) }))
}

const who = (random: Random): Who =>
  random.weigh([
    [5, 'practitioner'],
    [4, 'patient'],
    [1, 'second'],
  ])

const seat = (random: Random) => ({ who: who(random), at: random.below(12) })
/** Draws the index of a target, 0 for the newest. New targets are more likely, because they are still on their way. */
const recent = (random: Random): number =>
  random.weigh([
    [4, 0],
    [2, 1],
    [2, random.below(12)],
  ])
const target = (random: Random) => ({ ...seat(random), pick: recent(random) })
const twice = (random: Random) => (random.percent(8) ? { twice: true as const } : {})
const capitals = (random: Random) => (random.percent(10) ? { capitals: true as const } : {})

const drawOffer: Draw = (random) => ({
  do: 'bare offer',
  who: random.percent(75) ? 'practitioner' : who(random),
  by: random.pick(['http', 'socket']),
  files: files(random, 3),
  again: random.weigh([
    [7, 'no'],
    [1, 'same'],
    [1, 'capitals'],
    [1, 'other'],
  ]),
})

const part = (random: Random): Part =>
  random.weigh([
    [7, 'whole'],
    [3, 'short and other'],
    [1, 'long and other'],
    [1, 'short'],
  ])

const drawForm: Draw = (random) => ({
  do: 'form',
  who: random.percent(75) ? 'practitioner' : who(random),
  pick: recent(random),
  naming: random.weigh<Naming>([
    [4, 'id'],
    [1, 'capitals'],
    [4, 'in order'],
    [1, 'in another order'],
  ]),
  parts: [part(random), part(random), part(random)],
  ...(random.percent(50) ? { cut: { part: random.below(3), share: random.below(1000) } } : {}),
  ...(random.percent(65) ? { next: { ms: random.between(0, 600), by: random.pick(['form', 'patch']) } } : {}),
})

const drawTrouble = (random: Random): LineTrouble & { readonly ms: number } => ({
  ms: random.weigh([
    [3, random.between(100, 1000)],
    [2, random.between(1000, 6000)],
  ]),
  ...random.weigh<LineTrouble>([
    [4, { trouble: 'cut' }],
    [2, { trouble: 'break' }],
    [3, { trouble: 'break upload', bytes: random.between(0, 200_000) }],
    [2, { trouble: 'stall' }],
    [1, { trouble: 'deaf' }],
    [1, { trouble: 'mute' }],
    [2, { trouble: 'slow', speed: random.between(10_000, 200_000) }],
    [3, { trouble: 'lose answer' }],
    [2, { trouble: 'break answer', bytes: random.between(0, 200_000) }],
    [
      8,
      {
        trouble: 'foreign',
        method: random.pick(['HEAD', 'HEAD', 'PATCH', 'PATCH', 'POST']),
        status: random.pick([404, 404, 410, 413, 502, 200]),
      },
    ],
  ]),
})

const bareNames: readonly [BareCommand, ...BareCommand[]] = [
  'ask',
  'decline',
  'withdraw request',
  'withdraw transfer',
  'withdraw file',
  'pause',
  'resume',
  'prompted',
  'dismiss',
  'snapshot',
]

/** Every kind of step with its weight. */
const kinds: readonly (readonly [name: string, weight: number, draw: Draw])[] = [
  [
    'send',
    10,
    (r) => ({
      do: 'send',
      who: r.percent(90) ? 'practitioner' : 'patient',
      at: r.below(12),
      files: files(r),
      ...(r.percent(12) ? { abort: r.between(0, 600) } : {}),
      ...twice(r),
    }),
  ],
  [
    'answer',
    9,
    (r) => ({
      do: 'answer',
      who: r.percent(85) ? 'patient' : 'second',
      at: r.below(12),
      files: files(r),
      ...twice(r),
    }),
  ],
  ['add', 3, (r) => ({ do: 'add', ...target(r), files: files(r, 3) })],
  ['ask', 8, (r) => ({ do: 'ask', who: 'practitioner', at: r.below(12), note: r.percent(60), ...twice(r) })],
  [
    'decline',
    2,
    (r) => ({
      do: 'decline',
      who: r.percent(80) ? 'patient' : 'second',
      at: r.below(12),
      reason: r.percent(50),
    }),
  ],
  ['withdraw request', 2, (r) => ({ do: 'withdraw request', who: 'practitioner', at: r.below(12) })],
  ['withdraw file', 3, (r) => ({ do: 'withdraw file', ...target(r) })],
  ['withdraw transfer', 2, (r) => ({ do: 'withdraw transfer', ...target(r) })],
  ['pause', 3, (r) => ({ do: 'pause', ...target(r) })],
  ['resume', 3, (r) => ({ do: 'resume', ...target(r) })],
  ['retry', 1, (r) => ({ do: 'retry', ...target(r) })],
  ['dismiss', 2, (r) => ({ do: 'dismiss', ...target(r) })],
  ['download', 7, (r) => ({ do: 'download', ...target(r) })],
  ['view', 3, (r) => ({ do: 'view', ...target(r) })],
  ['attach', 4, (r) => ({ do: 'attach', ...target(r), content: r.percent(70) ? 'right' : 'other' })],
  ['enter', 2, (r) => ({ do: 'enter', ...seat(r), place: r.pick(['waiting-room', 'call']) })],
  ['leave', 1, (r) => ({ do: 'leave', ...seat(r) })],
  ['reload', 3, (r) => ({ do: 'reload', ...seat(r) })],
  ['join', 2, (r) => ({ do: 'join', ...seat(r) })],
  ['reconnect', 1, (r) => ({ do: 'reconnect', ...seat(r) })],
  [
    'token',
    4,
    (r) => ({
      do: 'token',
      who: who(r),
      trouble: r.pick(['rejects', 'throws', 'throws', 'late', 'undefined', 'empty', 'no token']),
      ms: r.between(200, 8000),
    }),
  ],
  ['line', 11, (r) => ({ do: 'line', ...seat(r), ...drawTrouble(r) })],
  ['line of downloads', 2, (r) => ({ do: 'line of downloads', ...drawTrouble(r) })],
  [
    'line of downloads',
    2,
    (r) => ({ do: 'line of downloads', ms: 5000, trouble: 'break answer', bytes: r.between(0, 200_000) }),
  ],
  ['bare offer', 6, drawOffer],
  [
    'patch',
    7,
    (r) => ({
      do: 'patch',
      who: who(r),
      pick: recent(r),
      from: r.percent(85) ? 'told' : 'wrong',
      pieces: r.between(1, 4),
      carries: r.weigh([
        [5, 'rest'],
        [3, 'some'],
        [1, 'too much'],
      ]),
      ...capitals(r),
    }),
  ],
  ['head', 3, (r) => ({ do: 'head', who: who(r), pick: recent(r), ...capitals(r) })],
  ['delete', 1, (r) => ({ do: 'delete', who: who(r), pick: recent(r), ...capitals(r) })],
  ['form', 8, drawForm],
  [
    'ticket',
    3,
    (r) => ({ do: 'ticket', who: who(r), pick: recent(r), range: [r.below(1000), r.below(1000)] }),
  ],
  [
    'bare command',
    6,
    (r) => ({
      do: 'bare command',
      who: who(r),
      pick: recent(r),
      name: r.pick(bareNames),
      again: r.weigh([
        [5, 'no'],
        [2, 'same'],
        [1, 'capitals'],
        [1, 'other'],
      ]),
    }),
  ],
  ['malformed', 2, (r) => ({ do: 'malformed', who: who(r), pick: r.below(12) })],
  ['stranger', 3, (r) => ({ do: 'stranger', pick: r.below(12), target: r.below(12) })],
  ['look', 2, (r) => ({ do: 'look', who: who(r), pick: recent(r), ...capitals(r) })],
  ['replace', 3, () => ({ do: 'replace' })],
  ['beside', 1, () => ({ do: 'beside' })],
  ['bring back', 3, () => ({ do: 'bring back' })],
  ['end', 0.4, () => ({ do: 'end' })],
  ['audit', 1, () => ({ do: 'audit' })],
  ['plan', 0.7, (r) => ({ do: 'plan', plan: r.pick(['basic', 'pro', 'pro', 'clinic', 'clinic']) })],
  ['move the end', 1, (r) => ({ do: 'move the end', minutes: r.pick([5, 30, 90]) })],
  ['paid', 1, (r) => ({ do: 'paid', paid: r.percent(50) })],
  ['term', 0.7, () => ({ do: 'term' })],
  ['sweep', 1, () => ({ do: 'sweep' })],
  ['advance', 2, (r) => ({ do: 'advance', ms: r.pick([2_000, 30_000, 360_000, 10_800_000, 10_800_000]) })],
]
