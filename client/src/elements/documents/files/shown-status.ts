import type { ChairsideError } from '@chairside/protocol'
import { isAboutToken } from '../../../connection/failure.ts'
import type { ConnectionStatus } from '../../joining/connection-status.ts'

/**
 * The status of the connection as a client's files show it. Without a socket everything works, so that only an answer that
 * is missing counts. `joined`: whether there was one connection already; `problem`: why the last answer is missing.
 */
export function shownStatus(
  connection: ConnectionStatus,
  joined: boolean,
  problem: ChairsideError | undefined,
): ConnectionStatus {
  if (joined && problem) {
    if (isAboutToken(problem)) return { state: 'signed-out' }
    return problem.code === 'LINE_DOWN' ? { state: 'down' } : { state: 'closed', problem: problem.problem }
  }
  const passes = connection.state === 'back' || (joined && connection.state === 'down')
  return passes ? { state: 'quiet' } : connection
}
