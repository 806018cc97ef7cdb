import type { FastifyRequest } from 'fastify'

/** The media type of a body without its parameters, in lower case; empty if there is none or it is not well-formed. */
export function mediaTypeOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  // Trimmed as Fastify does it, which also drops a no-break space.
  const given = headers['content-type']?.trim() ?? ''
  const [type = ''] = /^[\w.+-]{1,50}\/[\w.+-]{1,80}(?=\s*(;|$))/.exec(given) ?? []
  return type.toLowerCase()
}
