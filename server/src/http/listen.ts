import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../seams.ts'

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
    throw typeof code === 'string' ? new Error(whyNot(code, host, port), { cause }) : cause
  }
}

function whyNot(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use. Set PORT to another one, or to 0 for any that is free.`
    case 'EACCES':
      return `Port ${port} of ${host} is not for the user who runs the server. Set PORT to one above 1023, with a proxy in front.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is "${host}", which is no address of this machine. Set it to 127.0.0.1, to 0.0.0.0 for all, or to one that it has.`
    default:
      return `The server cannot listen on port ${port} of ${host} (${code}). Set HOST and PORT to others.`
  }
}
