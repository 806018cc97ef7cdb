import type { Downloads } from './live/download.ts'
import type { Receipts } from './live/receipt.ts'
import type { Requests } from './live/request.ts'
import type { Transfers } from './live/transfer.ts'
import type { Uploads } from './live/upload.ts'
import type { Appointments } from './people/appointment.ts'
import type { Presence } from './people/presence.ts'
import type { Tokens } from './people/token.ts'
import type { Reading } from './reading.ts'

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
}
