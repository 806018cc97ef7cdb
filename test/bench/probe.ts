import type { Ground } from './contender.ts'
import type { Aim, Spread } from './ratio.ts'

/** How many rounds to measure. */
export interface Thoroughness {
  readonly rounds: number
  readonly isQuick: boolean
}

/** A measurement of Chairside without peers. */
export interface Probe {
  readonly name: string
  readonly title: string
  take(ground: Ground, how: Thoroughness, say: (line: string) => void): Promise<Figure[]>
}

export interface Figure {
  readonly what: string
  readonly spread: Spread
  readonly unit: string
  readonly aim?: Aim
}
