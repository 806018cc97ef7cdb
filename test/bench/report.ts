import { durableName, ourName } from './ours.ts'
import type { Part } from './parts.ts'
import type { Figure } from './probe.ts'
import { judge, median, ratiosOf, type Spread } from './ratio.ts'
import type { Run, Series } from './rounds.ts'
import { shown } from './table.ts'

export const ratioHead = [
  'Chairside',
  '÷',
  'CPU per GB: median (min–max)',
  'must / goal',
  '',
  'wall time: median (min–max)',
  'with fsync: CPU',
  'wall',
]

/** One row for each workload and peer. */
export function ratioRows({ title, aims }: Part, series: readonly Series[]): string[][] {
  const workloads = [...new Set(series.map(({ workload }) => workload))]
  const names = [...new Set(series.map(({ name }) => name))]
  const runsOf = (name: string, at: number): readonly Run[] =>
    series.find((one) => one.name === name && one.workload === workloads[at])?.runs ?? []
  if (!names.includes(ourName)) return []
  const peers = names.filter((name) => name !== ourName && name !== durableName)
  return peers.flatMap((peer) =>
    workloads.map((workload, at) => {
      const ratio = (name: string, figure: 'cpu' | 'wall'): Spread =>
        ratiosOf(
          runsOf(name, at).map((run) => run[figure]),
          runsOf(peer, at).map((run) => run[figure]),
        )
      const cpu = ratio(ourName, 'cpu')
      const aim = aims[peer]?.[at]
      return [
        `${title}, ${workload.name}`,
        peer,
        spread(cpu),
        aim === undefined ? '' : `${shown(aim.must)} / ${shown(aim.goal)}`,
        aim === undefined ? '' : judge(cpu.median, aim),
        spread(ratio(ourName, 'wall')),
        ...(names.includes(durableName)
          ? [shown(ratio(durableName, 'cpu').median), shown(ratio(durableName, 'wall').median)]
          : ['', '']),
      ]
    }),
  )
}

function spread({ median, least, most }: Spread, decimals = 2): string {
  if (least === most) return `**${shown(median, decimals)}**`
  return `**${shown(median, decimals)}** (${shown(least, decimals)}–${shown(most, decimals)})`
}

export const runHead = [
  '',
  'server',
  'CPU s/GB',
  'wall ms',
  'core busy',
  'others on it',
  'peak memory over idle, MB',
]

/** One row for each workload and server, with the medians of its runs. */
export function runRows({ title }: Part, series: readonly Series[]): string[][] {
  return series.map(({ name, workload, runs }) => {
    const of = (figure: keyof Run): number => median(runs.map((run) => run[figure]))
    return [
      `${title}, ${workload.name}`,
      name,
      shown(of('cpu')),
      shown(of('wall'), 0),
      `${shown(of('busy') * 100, 0)} %`,
      `${shown(of('others') * 100, 0)} %`,
      shown(of('memory'), 0),
    ]
  })
}

/** Says how quiet the machine was. All runs are in the table, also the disturbed ones. */
export function disturbance(all: readonly Series[]): string {
  const runs = all.flatMap((series) => series.runs)
  const disturbed = runs.filter(({ others }) => others > 0.1).length
  return `In ${disturbed} of ${runs.length} runs something else had more than a tenth of the server's core.`
}

export const figureHead = ['Chairside', 'median (min–max)', 'must / goal', '']

/** One row for each figure that has no peer. */
export function figureRows(figures: readonly Figure[]): string[][] {
  return figures.map((figure) => {
    const { what, unit, aim } = figure
    return [
      what,
      `${spread(figure.spread, 1)} ${unit}`,
      aim === undefined ? '' : [aim.must, aim.goal].map((most) => shown(most, most < 10 ? 1 : 0)).join(' / '),
      aim === undefined ? '' : judge(figure.spread.median, aim),
    ]
  })
}
