import type { FastifyInstance } from 'fastify'
import type { Reading } from '../domain/reading.ts'

/** Where pages of every origin are answered: the one way for a page to learn that it is not allowed. */
export const livePath = '/health/live'

/** For whoever watches the process: is it there, and can it work? */
export function serveHealth(
  app: FastifyInstance,
  reading: Reading,
  mayUse: (origin: string | undefined) => boolean,
): void {
  const summary = 'The process answers, and says whether a page of the caller’s origin may use it'
  app.get(livePath, { schema: { summary } }, ({ headers }) => ({
    status: 'ok',
    allowed: mayUse(headers.origin),
  }))
  app.get('/health/ready', { schema: { summary: 'The records can be reached' } }, async () => {
    await reading.probe()
    return { status: 'ok' }
  })
}
