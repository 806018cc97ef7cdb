import { type ErrorCode, fileKinds, type Problem } from '@chairside/protocol'
import { secondOpinion } from './crosscheck.ts'
import { programOf } from './programs.ts'
import type { Source } from './source.ts'
import type { Verdict } from './verdict.ts'

/** Codes that only mean "a type unknown to the gate". All others mean that a file is not what it claims. */
const unknown: ReadonlySet<ErrorCode> = new Set([
  'TYPE_NOT_ALLOWED',
  'NOT_OOXML',
  'CFB_NOT_OFFICE',
  'ENCRYPTED_OOXML',
  'PDF_HEADER_NOT_AT_START',
])

/** Media types that browsers show in place without running code from them. */
const inline: ReadonlySet<string> = new Set([
  fileKinds.jpeg.mime,
  fileKinds.png.mime,
  'image/gif',
  'image/webp',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'audio/x-m4a',
  'audio/wav',
])

/** Whether a browser may show this media type in place. */
export const isInline = (mime: string): boolean => inline.has(mime)

/** The verdict on a refused content where a policy keeps other types: all but programs are accepted. */
export async function keepOther(source: Source, problem: Problem): Promise<Verdict> {
  if (!unknown.has(problem.code)) return { state: 'refused', problem }
  const program = await programOf(source, problem.extension)
  if (program !== undefined)
    return { state: 'refused', problem: { code: 'TYPE_NOT_ALLOWED', extension: program } }
  const mime = (await secondOpinion(source))?.mime ?? ''
  return {
    state: 'accepted',
    type: 'other',
    flags: problem.code === 'ENCRYPTED_OOXML' ? ['encrypted'] : [],
    mime: inline.has(mime) ? mime : 'application/octet-stream',
    inline: inline.has(mime),
  }
}
