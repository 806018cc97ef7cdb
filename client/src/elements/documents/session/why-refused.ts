import type { ChairsideError } from '@chairside/protocol'
import { inFull } from '../../../messages/problem.ts'
import { sayOfSession } from '../../../messages/session.ts'
import type { Words } from '../../../messages/words.ts'

/** Why a file does not become material. Nearly every type does, so what the live exchange says of types is not true here. */
export function whyRefused(words: Words, { problem }: ChairsideError, file: string): string {
  return problem.code === 'EXTENSION_NOT_ALLOWED'
    ? sayOfSession(words, 'noPrograms')
    : inFull(words, problem, { file })
}
