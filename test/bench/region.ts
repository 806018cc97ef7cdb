import { measured } from './figures.ts'
import type { Figure, Probe } from './probe.ts'
import { spreadOf } from './ratio.ts'
import { layoutFor, nodesFor, peakOf, playDay, shareOf, shown, wallsOf } from './regional.ts'

/** What an event weighs on its way through Redis: bytes, and how many messages a change and a progress become. */
const event = { bytes: 700, rooms: 3, channels: 2 } as const

const days = {
  'a day of 100,000 appointments': 100_000,
  '100,000 appointments at the same time': 860_000,
} as const

/** Computes what the mornings of a region ask of each node, and where the first wall stands. Nothing runs but arithmetic. */
export const region: Probe = {
  name: 'region',
  title: 'a region with its mornings, computed',
  take: async (_ground, _how, say) => {
    for (const [what, { figure, unit, where }] of Object.entries(measured))
      say(`counts with ${what}: ${figure} ${unit} (${where})`)
    return Object.entries(days).flatMap(([name, appointments]): Figure[] => {
      const whole = peakOf(playDay({ appointments, seed: 17 }))
      const { deployments, nodes } = layoutFor(whole)
      const peak = shareOf(whole, deployments)
      say(
        `${name}: ${shown(whole.sockets)} people at once, ${shown(whole.joins / 60)} connect a second in the busiest minute`,
      )
      const alone = nodesFor(whole)
      const most = alone ?? 64
      say(
        `  one deployment: ${alone === undefined ? 'no number of nodes is enough' : `${alone} nodes`}; its walls with ${most}:`,
      )
      for (const { part, used, figure } of wallsOf(whole, most))
        say(`    ${(used * 100).toFixed(0)} % of its room: ${part}, ${figure}`)
      const [told, changes] = [(peak.changes + peak.progress) / 60, peak.changes / 60]
      const published = told * event.rooms * event.channels
      const rows: readonly (readonly [what: string, figure: number, unit: string])[] = [
        ['deployments that share nothing', deployments, ''],
        ['nodes of each', nodes, ''],
        ['sockets of a node', peak.sockets / nodes, ''],
        ['events that a node tells its people, a second', (told * 2) / nodes, ''],
        ['bytes that a node receives, and sends, a second', peak.bytes / 60 / nodes / 1e6, 'MB'],
        ['transactions of a node that write, a second', changes / nodes, ''],
        ['messages that a node publishes to Redis, a second', published / nodes, ''],
        ['messages that a node hears from Redis, a second', told * event.rooms, ''],
        [
          'through one Redis, in and out',
          ((published + told * event.rooms * nodes) * event.bytes) / 1e6,
          'MB/s',
        ],
        [
          'CPU until the people of a dead node are in again',
          ((peak.sockets / nodes) * measured.connect.figure) / 1e6 / Math.max(1, nodes - 1),
          's',
        ],
      ]
      return rows.map(([what, figure, unit]) => ({
        what: `${name}: ${what}`,
        spread: spreadOf([figure]),
        unit,
      }))
    })
  },
}
