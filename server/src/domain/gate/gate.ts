import { type FileType, fileKinds, fileTypes, type Policy, type Problem } from '@chairside/protocol'
import { secondOpinion } from './crosscheck.ts'
import { examine } from './examine.ts'
import { isInline, keepOther } from './material.ts'
import { mayBecomePdf, sniff } from './sniff.ts'
import type { Source } from './source.ts'
import { type Content, refusalOf, refuse, type Verdict } from './verdict.ts'

/** The role of the content's sender: macros are refused from patients. */
export type Sender = 'practitioner' | 'patient'

/** Image libraries decode at most 16,383 × 16,383 pixels. */
const mostPixels = 268_402_689

/**
 * Decides by content alone whether a policy admits a file, and its type. Reads at most 80 times and 5 MiB.
 * Throws what the source's fetch throws, and the signal's reason when it aborts.
 */
export async function gate(
  source: Source,
  policy: Policy,
  { from }: { readonly from: Sender },
): Promise<Verdict> {
  const { size } = source
  if (size === 0) return { state: 'refused', problem: { code: 'EMPTY' } }
  if (size > policy.bytes) {
    return { state: 'refused', problem: { code: 'FILE_TOO_LARGE', limit: policy.bytes, actual: size } }
  }
  try {
    const content = await examine(source)
    await crossCheck(source, content.type)
    return admit(content, policy, from)
  } catch (error) {
    const problem = refusalOf(error)
    if (problem === undefined) throw error
    const named = await withExtension(source, problem)
    return policy.others === 'kept' ? keepOther(source, named) : { state: 'refused', problem: named }
  }
}

/**
 * Why a policy refuses a content by its first bytes, or null. 24 bytes decide, or 1,029 of plain text, because that may
 * stand before a PDF.
 */
export function gateHead(head: Uint8Array, policy: Policy): Problem | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  const found = sniff(bytes)
  const possible = (...types: readonly FileType[]): Problem | null =>
    types.some((type) => policy.types.includes(type)) ? null : { code: 'TYPE_NOT_ALLOWED' }
  if (policy.others === 'kept') return null
  switch (found) {
    case 'pdf':
    case 'jpeg':
    case 'png':
      return possible(found)
    case 'cfb':
      return possible('doc', 'ppt')
    case 'zip':
      return possible('docx', 'pptx', 'xlsx')
    case 'BROKEN_JPEG':
    case 'PDF_HEADER_NOT_AT_START':
      return { code: found }
    case 'TYPE_NOT_ALLOWED':
      return mayBecomePdf(bytes) ? possible('pdf') : { code: found }
  }
}

function admit({ type, flags, pixels = 0 }: Content, policy: Policy, from: Sender): Verdict {
  const refused = (problem: Problem): Verdict => ({ state: 'refused', problem, type })
  if (!policy.types.includes(type))
    return refused({ code: 'TYPE_NOT_ALLOWED', extension: fileKinds[type].extensions[0] })
  if (pixels > mostPixels)
    return refused({ code: 'IMAGE_TOO_MANY_PIXELS', limit: mostPixels, actual: pixels })
  if (flags.includes('macros') && (from === 'patient' || !mayHaveMacros(type))) {
    return refused({ code: 'MACRO_PART' })
  }
  const { mime } = fileKinds[type]
  return { state: 'accepted', type, flags, mime, inline: isInline(mime) }
}

// Only the old formats: newer Office files with macros have types of their own.
const mayHaveMacros = (type: FileType): boolean => type === 'doc' || type === 'ppt'

const typeOfEnding: ReadonlyMap<string, FileType> = new Map([
  ...fileTypes.map((type) => [type, type] as const),
  ['jpg', 'jpeg'],
  ['apng', 'png'],
])

/** Refuses what the detector takes for another type. It names some Office files only as their containers. */
async function crossCheck(source: Source, type: FileType): Promise<void> {
  const opinion = await secondOpinion(source)
  if (opinion === undefined || opinion.ext === 'zip' || opinion.ext === 'cfb') return
  if (typeOfEnding.get(opinion.ext) !== type) refuse('TYPE_NOT_ALLOWED', opinion.ext)
}

/** Adds to a TYPE_NOT_ALLOWED what the content looks like, for people; leaves other problems as they are. */
export async function withExtension(source: Source, problem: Problem): Promise<Problem> {
  if (problem.code !== 'TYPE_NOT_ALLOWED' || problem.extension !== undefined) return problem
  const ending = (await secondOpinion(source))?.ext
  return ending === undefined || typeOfEnding.has(ending) ? problem : { ...problem, extension: ending }
}
