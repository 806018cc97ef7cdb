import type { Doubt } from '@chairside/protocol'
import type { ScanVerdict } from '../../seams.ts'

/** What clamd's reply to a stream means; `away` is no word about the content. */
export type Answer = Exclude<ScanVerdict, { state: 'unscanned' }> | { readonly state: 'away' }

/**
 * Reads a reply of clamd 1.x. Only an explicit OK is clean, and only a signature that is no guess is an infection: the
 * names of guesses and limits begin with `Heuristics.`.
 */
export function readAnswer(reply: string): Answer {
  if (reply === 'stream: OK') return { state: 'clean' }
  if (isOverStream(reply)) return { state: 'undecided', doubt: 'too-much', said: reply }
  const [, signature] = /^stream: (\S.*) FOUND$/.exec(reply) ?? []
  if (signature === undefined) return { state: 'away' }
  if (signature.startsWith('Heuristics.'))
    return { state: 'undecided', doubt: doubtOf(signature), said: reply }
  return { state: 'infected', signature }
}

/** Whether clamd takes no stream of this length (StreamMaxLength). It says so before the last byte has come. */
export const isOverStream = (reply: string): boolean => /^INSTREAM size limit exceeded\b.* ERROR$/.test(reply)

function doubtOf(signature: string): Doubt {
  if (signature.startsWith('Heuristics.Encrypted.')) return 'locked'
  return signature.startsWith('Heuristics.Limits.') ? 'too-much' : 'suspected'
}
