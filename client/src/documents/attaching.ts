import type { AttachedVisibility, Availability } from '@chairside/protocol'

/** How a document is attached. A new one is `before` and `inherited` where nothing else is said, and stands last. */
export interface AttachOptions {
  /** From when it can be opened. */
  readonly availability?: Availability | undefined
  /** For which patients it is; `inherited`: as the document says. */
  readonly visibility?: AttachedVisibility | undefined
  /** Its place in the order of the appointment, from 0. */
  readonly position?: number | undefined
}
