import type { FastifyInstance } from 'fastify'
import type { Reading } from '../domain/reading.ts'

/** For whoever watches the process: is it there, and can it work? */
export function serveHealth(app: FastifyInstance, reading: Reading): void {
  app.get('/health/live', { schema: { summary: 'The process answers' } }, () => ({ status: 'ok' }))
  app.get('/health/ready', { schema: { summary: 'The records can be reached' } }, async () => {
    await reading.probe()
    return { status: 'ok' }
  })
}
