/** The median: the middle figure, or the mean of the two in the middle. NaN if there are no figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((one, other) => one - other)
  const middle = sorted.length / 2
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return below === undefined || above === undefined ? Number.NaN : (below + above) / 2
}

/** The figure that `share` percent of the figures do not exceed (nearest rank). NaN if there are no figures. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)] ?? Number.NaN
}

/** How a figure spread over the rounds. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function spreadOf(figures: readonly number[]): Spread {
  return { median: median(figures), least: Math.min(...figures), most: Math.max(...figures) }
}

/** Our figure divided by theirs, round by round: whatever disturbed the machine in a round disturbed both. */
export function ratiosOf(ours: readonly number[], theirs: readonly number[]): Spread {
  return spreadOf(ours.map((figure, round) => figure / (theirs[round] ?? Number.NaN)))
}

/** The most that a figure may be (`must`), and the most that it should be (`goal`). */
export interface Aim {
  readonly must: number
  readonly goal: number
}

export function judge(figure: number, { must, goal }: Aim): 'goal met' | 'must met' | 'missed' {
  if (figure <= goal) return 'goal met'
  return figure <= must ? 'must met' : 'missed'
}
