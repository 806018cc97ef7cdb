import { mayBecome } from '@chairside/protocol'
import { failure } from '../connection/failure.ts'
import type { Content } from './source.ts'

/**
 * Gives `content` if it has the size and name of an offered file. The server may have renamed "image.jpg" to
 * "image (2).jpg".
 *
 * @throws ChairsideError SIZE_MISMATCH, or CONFLICT for another name
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
