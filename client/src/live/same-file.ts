import { mayBecome } from '@chairside/protocol'
import { failure } from '../connection/failure.ts'
import type { Content } from '../upload/source.ts'

/**
 * The content, if it has the size and the name of a file that was offered. An "image.jpg" may have gone as
 * "image (2).jpg".
 *
 * @throws ChairsideError SIZE_MISMATCH or CONFLICT
 */
export function requireSame(
  content: Content,
  { name, size }: { readonly name: string; readonly size: number },
): Content {
  const actual = content.blob.size
  if (actual !== size) throw failure({ code: 'SIZE_MISMATCH', limit: size, actual })
  if (!mayBecome(content.name, name)) throw failure('CONFLICT')
  return content
}
