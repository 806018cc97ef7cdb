import type { Cores } from './machine.ts'
import type { Server } from './server.ts'
import type { Answer, Message } from './wire.ts'
import type { Workload } from './workload.ts'

/** The cores and the folder that a part of the bench uses. */
export interface Ground {
  readonly cores: Cores | undefined
  /** An empty folder for all stored bytes. */
  readonly folder: string
}

/** A running server that is measured in rounds. */
export interface Contender {
  readonly name: string
  readonly server: Server
  /** Does what comes before the measured part, such as offers and tickets. Gives the messages to send. */
  prepare(workload: Workload): Promise<readonly Message[]>
  /** Throws unless everything arrived whole. Then removes the stored bytes. */
  settle(workload: Workload, answers: readonly Answer[]): Promise<void>
  stop(): Promise<void>
}

/** A contender to start. `missing` says why it cannot be started on this machine. */
export interface Entry {
  readonly name: string
  readonly missing?: string
  start(ground: Ground): Promise<Contender>
}
