import type { ServerEvent } from '@chairside/protocol'
import { forVersion } from '../for-version.ts'
import type { ServerSocket } from './server-socket.ts'

/** Sends an event to one socket, in the version of the wire that its page speaks. */
export function tell(socket: ServerSocket, { name, payload }: ServerEvent): void {
  socket.emit(name, forVersion(socket.data.version, payload) as never)
}
