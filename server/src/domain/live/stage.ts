import { ChairsideError } from '@chairside/protocol'
import type { FileRow } from '../../records/tables.ts'
import type { Action, Stage } from '../bytes/owner.ts'

/** What a file's state means for the person who sends its bytes, or who fetches them. */
export function stageOf(file: FileRow, action: Action, retentionHours: number): Stage {
  switch (file.state) {
    case 'offered':
    case 'receiving':
      return { at: 'arriving' }
    case 'checking':
      return { at: 'checking' }
    case 'ready':
    case 'downloaded':
      return { at: 'ready' }
    case 'withdrawn':
      return { at: 'gone', why: new ChairsideError('WITHDRAWN') }
    case 'expired':
      return {
        at: 'gone',
        why: new ChairsideError(action === 'send' ? 'EXPIRED' : { code: 'EXPIRED', limit: retentionHours }),
      }
    case 'rejected':
      // The receiver of a refused content must not even learn that it came.
      return { at: 'gone', why: action === 'send' ? rejection(file) : new ChairsideError('NOT_FOUND') }
  }
}

function rejection({ code, details }: FileRow): ChairsideError {
  return new ChairsideError({
    ...details,
    code: code ?? 'INTERNAL',
  })
}
