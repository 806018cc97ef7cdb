import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/**
 * Answers `Expect: 100-continue` as late as possible: when the body is first read (RFC 9110, section 10.1.1). So a request
 * that is refused for its head gets its answer, and its client need not send the body at all.
 */
export function askForBodies(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const onListener = (event: string | symbol): void => {
      if (event !== 'data' && event !== 'readable') return
      request.off('newListener', onListener)
      // After an early answer, only the rest of the body is dropped.
      if (!response.headersSent) response.writeContinue()
    }
    request.on('newListener', onListener)
    server.emit('request', request, response)
  })
}
