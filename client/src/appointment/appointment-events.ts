import type { ChairsideError } from '@chairside/protocol'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { TransferFile } from '../live/file.ts'
import type { Request } from '../live/request.ts'

/** The events of an appointment, and what each passes to its listeners. */
export interface AppointmentEvents {
  /** At least one getter gives another value than before. Told once per turn, however much changed. */
  change: []
  /**
   * A file is ready for me. Told once per file, also for files that came before the first listener. Call `file.shown()`
   * once the person can see it: the sender reads "Delivered" only then.
   */
  prompt: [file: TransferFile]
  /** I am asked for files. Told once per request, also for one that came before the first listener. */
  request: [request: Request]
  connection: [state: ConnectionState]
  /** An error for which no caller waits: a file stopped, or the server refuses this page for good. */
  error: [error: ChairsideError]
}
