import { errorHeader, methodHeader } from '@chairside/protocol'

/** What a page has learnt of the networks between it and one server. */
export interface Way {
  /** The most bytes of one body. */
  most: number
  /** Every method but GET goes as POST, and its name goes in a header. */
  post: boolean
}

/** What a page begins with: everything passes. */
export const openWay = (): Way => ({ most: Number.POSITIVE_INFINITY, post: false })

/** No network takes so few bytes that smaller bodies would help. */
const least = 256 * 1024

/** Halves the most bytes of one body, after a network did not take `size` bytes. Gives false when that was the least. */
export function narrow(way: Way, size: number): boolean {
  if (size <= least) return false
  way.most = Math.min(way.most, Math.max(least, Math.ceil(size / 2)))
  return true
}

/** Whether every network lets this method pass. */
export const isPlain = (method: string): boolean => method === 'GET' || method === 'POST'

interface Said {
  readonly status: number
  readonly headers: { get(name: string): string | null }
}

/**
 * Sends a request by `send`, and once more if a network refuses its method: then as POST that names the method, or, if
 * that is what was refused, by the method itself. What went through is kept for the next requests.
 */
export async function sendOver<Answer extends Said>(
  way: Way,
  method: string,
  send: (method: string, named: Readonly<Record<string, string>>) => Promise<Answer>,
): Promise<Answer> {
  if (isPlain(method)) return send(method, {})
  const go = (post: boolean) => (post ? send('POST', { [methodHeader]: method }) : send(method, {}))
  const { post } = way
  const said = await go(post)
  if (!isBarred(said, post)) return said
  const other = await go(!post)
  way.post = !post && !isBarred(other, true)
  return way.post === post ? said : other
}

/** Whether a network has refused the method, or has taken away the header that names it. */
function isBarred({ status, headers }: Said, post: boolean): boolean {
  const code = headers.get(errorHeader)
  if (code === null) return status === 403 || status === 405 || status === 501
  return post && (code === 'UNKNOWN_COMMAND' || code === 'MEDIA_TYPE_NOT_SUPPORTED')
}
