import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ByteRange } from '../seams.ts'

/**
 * Reads a Range header for a content of `size` bytes (RFC 9110, section 14.2). Several ranges, other units and malformed
 * headers give `whole`, as the standard allows, so that no request gets the same bytes many times.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return 'whole'
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return 'whole'
  return start >= size ? 'unsatisfiable' : { start, end }
}

/** What a Range header wants of a content. */
export type Wanted = ReturnType<typeof readRange>

/**
 * The Range header, if it counts. It does not when `If-Range` names another content: then the reader gets the whole one
 * (RFC 9110, section 13.1.5). Nor does it with HEAD (section 14.2).
 */
export function rangeHeader({ method, headers }: FastifyRequest, etag: string): string | undefined {
  if (method === 'HEAD') return undefined
  const condition = headers['if-range']
  return condition === undefined || condition === etag ? headers.range : undefined
}

/** Writes the status and the headers of a range; gives its bytes, or undefined where there are none. */
export function describeRange(reply: FastifyReply, range: Wanted, size: number): ByteRange | undefined {
  if (range === 'unsatisfiable') {
    reply.code(416).header('content-range', `bytes */${size}`).header('content-length', '0')
    return undefined
  }
  if (range === 'whole') {
    reply.header('content-length', String(size))
    return { start: 0, end: size - 1 }
  }
  const { start, end } = range
  reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`)
  reply.header('content-length', String(end - start + 1))
  return range
}
