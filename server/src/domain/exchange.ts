import type { Appointments } from './appointment.ts'
import type { Downloads } from './download.ts'
import type { Presence } from './presence.ts'
import type { Reading } from './reading.ts'
import type { Receipts } from './receipt.ts'
import type { Requests } from './request.ts'
import type { Tokens } from './token.ts'
import type { Transfers } from './transfer.ts'
import type { Uploads } from './upload.ts'
import type { Waiting } from './waiting.ts'

/** Everything that the two transports can ask of the domain. */
export interface Exchange {
  readonly tokens: Tokens
  readonly appointments: Appointments
  readonly transfers: Transfers
  readonly requests: Requests
  readonly receipts: Receipts
  readonly uploads: Uploads
  readonly downloads: Downloads
  readonly presence: Presence
  readonly reading: Reading
  readonly waiting: Waiting
}
