import { measured } from './figures.ts'

/** What people of a region do; times in minutes. */
export interface Region {
  /** Appointments of one day. */
  readonly appointments: number
  readonly nodes: number
  readonly seed: number
}

/** A day's habits, which are assumed and not measured. */
export const habits = {
  /** When appointments begin: the share of each hour from 7 on. Half of the day's begin between 8 and 11. */
  hours: [4, 17, 18, 15, 9, 3, 6, 10, 9, 6, 2, 1],
  /** On the full and on the half hour. */
  steps: [0, 30],
  length: 25,
  /** How long before the begin people come, at most. */
  early: { patient: 12, practitioner: 3 },
  /** Of ten appointments; a file is sent once, and fetched once. */
  files: 14,
  /** Bytes of a file. */
  size: 2_500_000,
  /** How often a phone loses its connection in an appointment. */
  losses: 0.5,
  /** Changes that are told in an appointment beside those of its files and connections: requests, answers, notes. */
  changes: 4,
  /** Changes of a file: offered, receiving, checking, ready, prompted, downloaded. */
  changesOfFile: 6,
  /** Events of a file's progress, which no record is written for. */
  progress: 10,
} as const

/** What happens in one minute in the whole region. */
export interface Minute {
  sockets: number
  /** People who connect. */
  joins: number
  /** Changes that are written and told. */
  changes: number
  /** Events without a record. */
  progress: number
  /** Bytes received; as many are sent. */
  bytes: number
}

const minutesOfDay = 24 * 60

/** Plays one day. The same seed gives the same day. */
export function playDay({ appointments, seed }: Pick<Region, 'appointments' | 'seed'>): Minute[] {
  const random = createRandom(seed)
  const day = Array.from(
    { length: minutesOfDay },
    (): Minute => ({ sockets: 0, joins: 0, changes: 0, progress: 0, bytes: 0 }),
  )
  const at = (minute: number): Minute =>
    day[Math.min(minutesOfDay - 1, Math.max(0, Math.floor(minute)))] as Minute
  const hourOf = createDraw(habits.hours)
  for (let one = 0; one < appointments; one += 1) {
    const begin =
      (7 + hourOf(random())) * 60 + (habits.steps[Math.floor(random() * habits.steps.length)] ?? 0)
    const end = begin + habits.length
    for (const early of Object.values(habits.early)) {
      const come = begin - random() * early
      join(at(come))
      for (let minute = Math.floor(come); minute < end; minute += 1) at(minute).sockets += 1
      at(end).changes += 1
      if (random() < habits.losses) join(at(begin + random() * habits.length))
    }
    for (let change = 0; change < habits.changes; change += 1)
      at(begin + random() * habits.length).changes += 1
    for (let file = 0; file < Math.floor(habits.files / 10 + random()); file += 1) {
      const minute = at(begin + random() * habits.length)
      minute.changes += habits.changesOfFile
      minute.progress += habits.progress
      minute.bytes += habits.size
    }
  }
  return day
}

/** Who connects says where they are, which is written and told. */
function join(minute: Minute): void {
  minute.joins += 1
  minute.changes += 1
}

/** One part of the whole, and how much of what it has is used in the busiest minute. */
export interface Wall {
  readonly part: string
  readonly used: number
  /** What the figure says in words. */
  readonly figure: string
}

/** What each part may use at the peak: more would leave no room for a node that dies, or for another hour. */
export const room = {
  /** Of one core. */
  node: 0.6,
  redis: 0.6,
  /** Cores of PostgreSQL. */
  postgres: 8,
  /** MAX_CONNECTIONS of a node. */
  sockets: 10_000,
  /** MB of a node for connections. */
  memory: 400,
} as const

/** What the busiest minute asks of each part with so many nodes, the fullest first. */
export function wallsOf(peak: Minute, nodes: number): Wall[] {
  const second = (figure: number): number => figure / 60
  const [joins, changes, progress] = [second(peak.joins), second(peak.changes), second(peak.progress)]
  const { connect, idle, memory, commit, foreign, redis, postgres, upload, download } = measured
  const told = changes + progress
  const mine =
    (joins * connect.figure +
      changes * commit.figure +
      peak.sockets * idle.figure +
      progress * foreign.figure) /
    nodes
  // By the adapter, each node hears what all others tell.
  const heard = (told * foreign.figure * Math.max(0, nodes - 2)) / Math.max(1, nodes)
  const moved = (second(peak.bytes) / 1e9) * (upload.figure + download.figure) * 1e6
  const parts: readonly (readonly [part: string, used: number, figure: string])[] = [
    [
      'a node: its own people',
      (mine + moved / nodes) / 1e6 / room.node,
      `${percent((mine + moved / nodes) / 1e6)} of a core`,
    ],
    ['a node: what other nodes tell', heard / 1e6 / room.node, `${percent(heard / 1e6)} of a core`],
    [
      'a node: all of its core',
      (mine + moved / nodes + heard) / 1e6 / room.node,
      `${percent((mine + moved / nodes + heard) / 1e6)} of a core`,
    ],
    [
      'a node: sockets',
      peak.sockets / nodes / room.sockets,
      `${shown(peak.sockets / nodes)} of ${shown(room.sockets)}`,
    ],
    [
      'a node: memory of sockets',
      ((peak.sockets / nodes) * memory.figure) / 1024 / room.memory,
      `${shown(((peak.sockets / nodes) * memory.figure) / 1024)} MiB`,
    ],
    [
      'Redis',
      (told * redis.figure) / 1e6 / room.redis,
      `${percent((told * redis.figure) / 1e6)} of its core`,
    ],
    [
      'PostgreSQL',
      (changes * postgres.figure) / 1e6 / room.postgres,
      `${((changes * postgres.figure) / 1e6).toFixed(1)} of ${room.postgres} cores`,
    ],
  ]
  return parts
    .map(([part, used, figure]) => ({ part, used, figure }))
    .sort((one, other) => other.used - one.used)
}

/** The fewest nodes with which no part is over its room; undefined where more nodes do not help. */
export function nodesFor(peak: Minute, most = 64): number | undefined {
  for (let nodes = 2; nodes <= most; nodes += 1)
    if (wallsOf(peak, nodes).every(({ used }) => used <= 1)) return nodes
  return undefined
}

/** Deployments that share nothing, and the nodes of each. */
export interface Layout {
  readonly deployments: number
  readonly nodes: number
}

/** The layout with the fewest deployments in which no part is over its room; `deployments` 0 where there is none. */
export function layoutFor(peak: Minute, most = 32): Layout {
  for (let deployments = 1; deployments <= most; deployments += 1) {
    const nodes = nodesFor(shareOf(peak, deployments))
    if (nodes !== undefined) return { deployments, nodes }
  }
  return { deployments: 0, nodes: 0 }
}

/** What one of so many deployments has of it. */
export function shareOf(peak: Minute, deployments: number): Minute {
  const { sockets, joins, changes, progress, bytes } = peak
  const of = (figure: number): number => figure / deployments
  return {
    sockets: of(sockets),
    joins: of(joins),
    changes: of(changes),
    progress: of(progress),
    bytes: of(bytes),
  }
}

/** The busiest minute of each kind. */
export function peakOf(day: readonly Minute[]): Minute {
  const most = (what: keyof Minute): number => Math.max(...day.map((minute) => minute[what]))
  return {
    sockets: most('sockets'),
    joins: most('joins'),
    changes: most('changes'),
    progress: most('progress'),
    bytes: most('bytes'),
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`
export const shown = (figure: number): string => Math.round(figure).toLocaleString('en')

/** Numbers from 0 to 1: mulberry32 by Tommy Ettinger (public domain). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Gives the place whose share of the weights a number from 0 to 1 falls into. */
function createDraw(weights: readonly number[]): (random: number) => number {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return (random) => {
    let left = random * all
    const at = weights.findIndex((weight) => {
      left -= weight
      return left < 0
    })
    return at === -1 ? weights.length - 1 : at
  }
}
