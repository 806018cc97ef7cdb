import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../seams.ts'
import { whyNoPort } from '../why-no-port.ts'

/** The least time between two warnings that connections are refused, in ms. */
const toldEvery = 60_000

/**
 * Listens; gives the address. Closes connections beyond `connections` at once. Throws a sentence that names the port when
 * it is in use or cannot be had.
 */
export async function listen(
  app: FastifyInstance,
  { host, port }: Config,
  { connections, clock, log }: { connections: number; clock: Clock; log: Log },
): Promise<string> {
  app.server.maxConnections = connections
  let told = Number.NEGATIVE_INFINITY
  app.server.on('drop', () => {
    if (clock.now() - told < toldEvery) return
    told = clock.now()
    log.warn({ connections }, 'there are as many connections as may be; further ones are closed')
  })
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    throw typeof code === 'string' ? new Error(whyNoPort(code, host, port), { cause }) : cause
  }
}
