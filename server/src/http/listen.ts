import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'

/** Listens; gives the address. Throws a sentence that names the port when it is in use. */
export async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause
    throw new Error(
      `Port ${port} of ${host} is in use. Set PORT to another one, or to 0 for any that is free.`,
      { cause },
    )
  }
}
