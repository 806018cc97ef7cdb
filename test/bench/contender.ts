import type { Cores } from './machine.ts'
import type { Server } from './server.ts'
import type { Answer, Message } from './wire.ts'
import type { Workload } from './workload.ts'

/** Where a part of the bench takes place. */
export interface Ground {
  readonly cores: Cores | undefined
  /** An empty folder for whatever is stored. */
  readonly folder: string
}

/** A running server that takes part in rounds. */
export interface Contender {
  readonly name: string
  readonly server: Server
  /** What must be asked beforehand and is not measured: offers, tickets. Answers what is to be sent. */
  prepare(workload: Workload): Promise<readonly Message[]>
  /** Throws unless everything arrived whole; then takes away what was stored. */
  settle(workload: Workload, answers: readonly Answer[]): Promise<void>
  stop(): Promise<void>
}

/** One that can be started; or the reason why it cannot, here. */
export interface Entry {
  readonly name: string
  readonly missing?: string
  start(ground: Ground): Promise<Contender>
}
